"""The register of all KPIs: fifteen core ones, their companions, and the extended list as far as facts carry it."""

from collections.abc import Mapping
from importlib import import_module

from o2o.kpi.kpi import Kpi

_MODULES = (
    "after_sales",
    "bullwhip",
    "cash",
    "corners",
    "crossing",
    "fairness",
    "forecasts",
    "funnel",
    "fitting",
    "handling",
    "loyalty",
    "making",
    "margins",
    "marketing",
    "operations",
    "outages",
    "resilience",
    "sales",
    "service",
    "space",
    "stock_records",
    "supply",
    "survey",
    "waste",
)
"""of this package, that define figures"""


def _order(kpi: Kpi) -> tuple[bool, str]:
    """Core KPIs first, each followed by its companions."""
    return not kpi.id.startswith("K"), kpi.id


REGISTRY: Mapping[str, Kpi] = {
    kpi.id: kpi
    for kpi in sorted((kpi for name in _MODULES for kpi in import_module(f"o2o.kpi.{name}").KPIS), key=_order)
}
"""KPI id -> KPI, in the order of reports."""

CORE = tuple(f"K{number:02d}" for number in range(1, 16))
"""The fifteen core KPIs."""
