"""Budget as a planner asks for it: the programme's file, and how much is simulated to learn what initiatives bring."""

from sim.spec import spec
from sim.units import Count, Positive, Share


@spec
class BudgetSpec:
    """Initiatives to begin, by scope and month."""

    programme: str = ""
    """file of the programme, relative to the scenario's; the shipped initiatives when empty"""
    variant: str = ""
    """one of its variants"""
    runs: Count = 0
    """combinations of initiatives to simulate before the first plan; two for each effect when 0"""
    days: Count = 28
    """measured days of each combination, after the warm-up; the plan itself is simulated over all days; 0 for all here,
    too"""
    rounds: Positive = 5
    """plans at most, each simulated and learnt from, until one stays as it was"""
    replications: Positive = 4
    """how often each combination is simulated with other luck; each luck is an outcome of the plan"""
    gap: Share = 0.000001
    """relative distance to the bound at which a search may end"""
    seconds: Positive = 120
    """a search ends after them at the latest, with what it has"""
