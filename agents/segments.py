"""Segments: groups of customers with their needs, baskets and tastes; people differ within each."""

from dataclasses import field

from agents.choice import ChoiceSpec
from sim.spec import spec
from sim.units import Count, Factor, Share, Utility

HOURS = (
    *(0.0042, 0.0029, 0.0020, 0.0009, 0.0020, 0.0050, 0.0108, 0.0187, 0.0256, 0.0378, 0.0533, 0.0623),
    *(0.0668, 0.0704, 0.0745, 0.0880, 0.0985, 0.0993, 0.0865, 0.0740, 0.0546, 0.0342, 0.0192, 0.0086),
)
"""shopping by hour of the day, midnight first (Complete Journey, clock shifted by -5 h)"""


@spec
class NeedSpec:
    """How often and when shopping needs arise; each person has a rate of their own."""

    per_year: Factor = 63.0
    """mean shopping needs a person and year (Complete Journey: 63 trips a household)"""
    shape: Factor = 0.83
    """gamma shape of the rates across people (Complete Journey: negative binomial shape 0.83)"""
    rest_days: Factor = 1.0
    """days over which a new need is held back after a purchase"""
    rest_depth: Share = 0.3
    """how much of the need is held back on the day after a purchase"""
    hours: tuple[Factor, ...] = HOURS
    """share of needs by hour of the day, 24 numbers"""

    def __post_init__(self) -> None:
        """Refuse a profile that is not a day's."""
        if len(self.hours) != 24 or not sum(self.hours) > 0:
            raise ValueError(f"hours: 24 numbers that add up to more than 0 are needed, got {len(self.hours)}")


@spec
class BasketSpec:
    """How many units a basket asks for; log-normal across needs and people."""

    log_mean: Factor = 1.62
    """mean of the logarithm of the units asked for (Complete Journey: median 5 lines)"""
    log_sd: Factor = 0.93
    """its standard deviation within a person (Complete Journey: 1.02 of 1.23 for basket values)"""
    person_sd: Factor = 0.63
    """standard deviation of people's means"""
    most: Count = 60
    """largest basket"""


@spec
class TasteSpec:
    """Mean liking of each way to buy, and how much people differ in it (logit units)."""

    walk_in: Utility = 3.0
    """walking into a store"""
    collect: Utility = 1.2
    """ordering online, collecting in a store"""
    instant: Utility = 1.0
    """delivery from a store in minutes"""
    parcel: Utility = 0.4
    """parcel from a warehouse in days"""
    spread: Factor = 0.8
    """standard deviation of each liking across people"""
    app: Share = 0.35
    """mean chance that a need begins with a look into the app"""


@spec
class SegmentSpec:
    """A group of people."""

    customers: Count
    """people who buy here when the run begins"""
    prospects: Count = 0
    """people in reach who do not buy here yet"""
    name: str = ""
    """name to show; the key when empty"""
    needs: NeedSpec = field(default_factory=NeedSpec)
    """shopping needs"""
    basket: BasketSpec = field(default_factory=BasketSpec)
    """basket sizes"""
    tastes: TasteSpec = field(default_factory=TasteSpec)
    """liking of the ways to buy"""
    choice: ChoiceSpec = field(default_factory=ChoiceSpec)
    """what distance, waiting, price and the rest weigh"""
