"""Expectations: bounds that a scenario's outcome must keep, checked against the whole 95 % interval."""

from typing import Annotated

from sim.spec import spec
from sim.units import Quantity, parse_number

KpiValue = Annotated[float, Quantity("KPI value", parse_number, -1e15, 1e15, "number")]
"""A number in the KPI's own unit: 95 means 95 % for a rate, 12.5 means 12.5 CNY for money."""


@spec
class ExpectSpec:
    """What one KPI must be; the whole 95 % interval over replications has to keep every bound that is set.

    Raises:
        ValueError: no bound is set, or a lower bound lies above the upper one.
    """

    min: KpiValue | None = None
    """smallest value allowed"""
    max: KpiValue | None = None
    """largest value allowed"""
    min_increase: KpiValue | None = None
    """smallest difference allowed to the run it is compared with; negative allows a fall"""
    max_increase: KpiValue | None = None
    """largest difference allowed to the run it is compared with; negative demands a fall"""
    scope: str = "chain"
    """part of the firm: chain, site:<key>, segment:<key>, mode:<mode> or channel:<store or app>"""
    period: str = "total"
    """total, week:<number> or day:<number>; weeks and days count from 0"""

    def __post_init__(self) -> None:
        """Refuse rules that demand nothing or the impossible."""
        bounds = (self.min, self.max, self.min_increase, self.max_increase)
        if all(bound is None for bound in bounds):
            raise ValueError("a rule needs at least one of min, max, min_increase and max_increase")
        for low, high, name in ((bounds[0], bounds[1], ""), (bounds[2], bounds[3], "_increase")):
            if low is not None and high is not None and low > high:
                raise ValueError(f"min{name} {low:g} lies above max{name} {high:g}: no value keeps both")
