"""Months of a programme: the columns that say what has begun, what is live and what is being built."""

import numpy as np

from optimize.budget_case import Programme
from optimize.model import Draft, Reals, Slots


class Months:
    """Cells of the columns ``begun``, month by month: what has begun, what is live, what is being built."""

    def __init__(self, draft: Draft, case: Programme) -> None:
        self.draft = draft
        self.case = case
        self.names = tuple(f"month {month + 1}" for month in range(case.horizon))
        axes = (case.initiatives, case.scopes, self.names)
        self.begun = draft.columns("begin", axes, high=1.0, integer=True)

    def enter_begun(self, rows: Slots, initiative: int, scope: int, values: Reals | float) -> None:
        """Add ``values`` of the months in which the scope has begun to ``rows``; both broadcast to (M,)."""
        self._later(rows, (initiative, scope), values, 0)

    def enter_live(self, rows: Slots, initiative: int, scope: int, values: Reals | float) -> None:
        """Add ``values`` of the months in which the scope is live to ``rows``."""
        self._later(rows, (initiative, scope), values, int(self.case.months[initiative, scope]))

    def enter_building(self, rows: Slots, initiative: int, scope: int, values: Reals | float) -> None:
        """Add ``values`` of the months in which the scope is built and paid for to ``rows``."""
        self._later(rows, (initiative, scope), values, 0)
        self._later(rows, (initiative, scope), -np.asarray(values), int(self.case.building[initiative, scope]))

    def _later(self, rows: Slots, of: tuple[int, int], values: Reals | float, by: int) -> None:
        horizon = self.case.horizon
        if by < horizon:
            at, cells = np.broadcast_to(rows, horizon), np.broadcast_to(values, horizon)
            self.draft.enter(at[by:], self.begun[of][: horizon - by], cells[by:])
