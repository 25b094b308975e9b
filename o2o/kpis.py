"""KPIs of a run: `measure` turns facts into the table, `REGISTRY` says what each figure means."""

from o2o.kpi.kpi import Kpi
from o2o.kpi.registry import CORE, REGISTRY
from o2o.kpi.table import KpiTable, measure

__all__ = ["CORE", "REGISTRY", "Kpi", "KpiTable", "measure"]
