"""The programme: what the plan and shocks change, and what the plan pays, day by day; nothing else moves a lever."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.books import Books
from sim.facts import Account, Facts
from sim.levers import CATALOGUE, Change, Levers
from sim.shocks import ShockLog
from sim.units import DAY

_PATHS = tuple(CATALOGUE)


@dataclass(frozen=True)
class RunningCost:
    """What a wave costs at one store."""

    day: int
    site: int
    once: int
    """fen on the first day"""
    daily: int
    """fen a day, the first included"""
    cause: int
    """row of the plan's list of causes"""
    until: int | None = None
    """first day that costs nothing any more; it runs on when missing"""


class Programme:
    """Applies lever changes at midnight and books what the plan costs.

    Args:
        levers: the live values.
        changes: in the order of the plan; a later one of the same day wins.
        costs: what waves cost.
        facts: where changes are noted.
        books: where money is booked.
    """

    def __init__(
        self, levers: Levers, changes: Sequence[Change], costs: Sequence[RunningCost], facts: Facts, books: Books
    ) -> None:
        self._levers = levers
        self._changes = changes
        self._costs = costs
        self._table = facts["lever_changes"]
        self._shocks = ShockLog(facts)
        self._books = books

    def begin_day(self, day: int) -> None:
        """Do what the plan says for ``day``; a change to the value a lever has already is none."""
        for change in self._changes:
            if change.day == day:
                moved = self._levers.apply(change)
                self._note(change, moved)
                if change.felt is not None:
                    self._shocks.note(change, [slot for slot, _, _ in moved])
        for cost in self._costs:
            if cost.day <= day and (cost.until is None or day < cost.until):
                fen = cost.daily + (cost.once if cost.day == day else 0)
                self._books.book_cause(Account.PROGRAMME, cost.cause, -fen, cost.site)

    def _note(self, change: Change, moved: list[tuple[int, float, float]]) -> None:
        for slot, old, new in moved:
            self._table.append(
                1,
                time=change.day * DAY,
                lever=_PATHS.index(change.lever),
                slot=slot,
                old=old,
                new=new,
                cause=change.cause,
            )
