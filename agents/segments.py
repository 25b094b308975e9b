"""Segments: groups of customers with their needs, baskets and tastes; people differ within each."""

from dataclasses import field

from agents.choice import ChoiceSpec
from sim.spec import spec
from sim.units import Count, Factor, Share, Utility


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


@spec
class BasketSpec:
    """How many units a basket asks for; log-normal across needs and people."""

    log_mean: Factor = 1.62
    """mean of the logarithm of the units asked for (Complete Journey: median 5 lines)"""
    log_sd: Factor = 1.15
    """its standard deviation"""
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
