"""An errand: an order that waits for a rider, or rides with one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.dispatch import Errands
from sim.tables import as_columns


@dataclass(slots=True)
class Errand:
    """What riders must know of an order; times in ms."""

    order: int
    site: int
    from_x: int
    from_y: int
    to_x: int
    to_y: int
    luck: float
    """normal score of this order's riding times"""
    since: int
    """when the fleet heard of it"""
    waiting: bool = True
    """no rider was assigned yet"""
    due: int = 0
    """promised at the door"""
    mood: float = 1.0
    """uniform: riders take the order as soon as the chance that all they asked so far said no falls below it"""
    ready: int = 0
    """when the goods are bagged, or are expected to be"""
    bagged: bool = True
    """the goods wait at the counter"""
    said_no: float = 1.0
    """chance that everybody asked so far said no"""
    unanswered: float = 1.0
    """chance that the third party had nobody each time it was asked"""
    not_before: int = 0
    """offered again from then on"""


def errand_columns(errands: Sequence[Errand], now: int) -> Errands:
    """Return errands as a rule sees them; goods that are late are expected now."""
    rows = [
        (
            e.order,
            e.site,
            e.from_x,
            e.from_y,
            e.to_x,
            e.to_y,
            e.since,
            e.ready if e.bagged else max(e.ready, now),
            e.due,
        )
        for e in errands
    ]
    return Errands(*as_columns(rows, 9))
