"""Labour rules as a planner states them: how long shifts last, breaks, how many people there must and may be."""

from sim.spec import spec
from sim.units import CNY, HOUR, MINUTE, Count, Duration, Money, Share


@spec
class LabourSpec:
    """Rosters of stores, warehouses and fleets."""

    shortest: Duration = 4 * HOUR
    """least hours of a shift, break left out"""
    longest: Duration = 8 * HOUR
    """most hours of a shift, break left out"""
    break_after: Duration = 6 * HOUR
    """longer shifts have a break in their middle"""
    rest: Duration = HOUR
    """length of the break, not paid"""
    least: Count = 1
    """people at work in a store or fleet at any time of the file's roster"""
    most: Count = 0
    """people at work at the same time, at most; 0 for no limit"""
    short: Money = 90 * CNY
    """what an hour costs in which a person is missing (planner's choice: three wages)"""
    rider_hour: Money = 0
    """what a rider's hour counts at least; fleets whose hours count nothing, because they pay per drop, keep their
    riders"""
    wait: Duration = 2 * MINUTE
    """jobs begin within this time"""
    service: Share = 0.9
    """share of jobs that do; lower ones are tried, too, and the roster that earns most in simulated trials is taken"""
    busy_days: Share = 0.9
    """share of days whose load the roster shall meet"""
