"""Placement as a planner asks for it: which days to plan for, what stock may cost, where shipping may be enabled."""

from sim.spec import spec
from sim.units import CNY, Count, Factor, Money, Positive, Share


@spec
class PlacementSpec:
    """Stock for every product and store, and the stores that ship."""

    days: Positive = 28
    """simulated days to learn demand from; as many others check the plan"""
    scenarios: Positive = 60
    """days of demand to plan for, drawn from what was learned"""
    holding: Factor = 0.25
    """what a year in stock costs, as a share of the goods' cost (Silver, Pyke and Thomas 2017: 0.2 to 0.3)"""
    goodwill: Money = 0
    """lost with every unit asked for and not there, beyond its margin"""
    tied: Factor = 1.0
    """money that stock may tie up, relative to what today's rule has on the shelves; 0 for no limit"""
    units_per_m2: Count = 0
    """units that a square metre of sales floor holds; 0 for no limit"""
    enabling: Money = 100 * CNY
    """a day's cost of shipping parcels from a store"""
    service: Share = 0.0
    """least share of expected demand to serve, product by product"""
    gap: Share = 0.01
    """relative distance to the bound at which the search may end"""
    seconds: Positive = 120
    """the search ends after them at the latest, with what it has"""
