"""Dispatch as a planner weighs it: what a late order costs."""

from sim.spec import spec
from sim.units import CNY, Money


@spec
class LatenessSpec:
    """What dispatch rules are compared by."""

    late: Money = CNY
    """what a minute after the promise costs (planner's choice)"""
