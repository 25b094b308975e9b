"""Census of a fleet: every rider in one place, every order somewhere; checked in whole numbers every day."""

from typing import NamedTuple

from sim.errors import InvariantBrokenError


class Census(NamedTuple):
    """A fleet counted twice: what came and went, and where everybody and everything is."""

    called: int
    """riders who ever came to work"""
    gone: int
    """of them at home again"""
    idle: int
    out: int
    resting: int
    taken: int
    """orders ever given to the fleet"""
    waiting: int
    """of them without a rider"""
    assigned: int
    """with a rider, not at their door"""
    outsourced: int
    """with a third party, not at their door"""
    ended: int
    """delivered, or given up"""
    heaviest: int
    """most orders on one trip now"""
    capacity: int


def check_census(day: int, site: int, census: Census) -> None:
    """Check that nobody and nothing is lost, and that nobody carries too much.

    Raises:
        InvariantBrokenError: a rider or an order is nowhere or twice, or a trip is too heavy.
    """
    dump = {"day": day, "site": site} | census._asdict()
    at_work = census.called - census.gone
    found = census.idle + census.out + census.resting
    if at_work != found:
        raise InvariantBrokenError(
            f"day {day}: riders of fleet {site} do not balance: {at_work} at work, {found} idle, out or resting", dump
        )
    held = census.waiting + census.assigned + census.outsourced + census.ended
    if census.taken != held:
        raise InvariantBrokenError(
            f"day {day}: orders of fleet {site} do not balance: {census.taken} taken, {held} held or ended", dump
        )
    if census.heaviest > census.capacity:
        raise InvariantBrokenError(
            f"day {day}: a rider of fleet {site} carries {census.heaviest} orders, but can carry {census.capacity}",
            dump,
        )
