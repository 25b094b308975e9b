"""Media as a planner asks for it: how much money there is, and how much is simulated to learn what it brings."""

from sim.spec import spec
from sim.units import Money, Positive


@spec
class MediaSpec:
    """Paid media by week."""

    budget: Money = 0
    """for all whole weeks after the warm-up; what the scenario's daily spend comes to when 0"""
    most: Money = 0
    """most a day; three times the even share of the budget when 0"""
    levels: Positive = 4
    """amounts a day, evenly up to the most, that are each tried for a week"""
    replications: Positive = 4
    """how often each amount is simulated with other luck"""
