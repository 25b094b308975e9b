"""Rider terms: hours in which riders are slower, and the contract with a third party."""

from sim.spec import spec
from sim.units import MINUTE, Clock, Duration, Factor, Money, Share


@spec
class RushSpec:
    """Hours in which riders are slower."""

    start: Clock
    """first minute"""
    end: Clock
    """last minute; later than start"""
    speed: Factor
    """speed relative to the fleet's, above 0"""


@spec
class OverflowSpec:
    """A third party whose riders take orders that our own leave waiting (S131)."""

    available: Share = 0.0
    """chance that it has somebody when asked; 0 without a contract"""
    fee: Money = 700
    """paid per order"""
    surge: Factor = 0.0
    """added to the fee, as a share of it, for every order of ours that it has under way"""
    after: Duration = 10 * MINUTE
    """orders wait for our own riders that long first"""
    retry: Duration = 5 * MINUTE
    """after that long it is asked again"""
    arrives: Duration = 8 * MINUTE
    """from taking an order to its rider in the store"""
