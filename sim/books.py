"""Books: every move of money by day, account, place and cause, in fen."""

import numpy as np
from numpy.typing import ArrayLike

from sim.facts import NEVER, Account, Facts

_CHAIN = NEVER


class Books:
    """Collects the day's bookings and writes them to the table ``ledger``.

    Args:
        facts: where the ledger is.
        sites: number of site slots.
    """

    def __init__(self, facts: Facts, sites: int) -> None:
        self._table = facts["ledger"]
        self._by_site = np.zeros((len(Account), sites), np.int64)
        self._other: dict[tuple[Account, int, int], int] = {}
        self.total = np.zeros(len(Account), np.int64)
        """all fen booked so far, by account"""

    def book(self, account: Account, sites: ArrayLike, fen: ArrayLike) -> None:
        """Book amounts at nodes; income positive, expense negative; shapes alike."""
        amounts = np.asarray(fen, np.int64)
        np.add.at(self._by_site[account], np.asarray(sites, np.int64), amounts)
        self.total[account] += amounts.sum()

    def book_cause(self, account: Account, cause: int, fen: int, site: int = _CHAIN) -> None:
        """Book an amount that the plan or the chain as a whole causes."""
        key = (account, site, cause)
        self._other[key] = self._other.get(key, 0) + fen
        self.total[account] += fen

    def close_day(self, day: int) -> None:
        """Write the day's sums and begin anew."""
        account, site = np.nonzero(self._by_site)
        self._table.append(
            account.size, day=day, account=account, site=site, cause=NEVER, fen=self._by_site[account, site]
        )
        for (name, place, cause), fen in sorted(self._other.items()):
            if fen:
                self._table.append(1, day=day, account=name, site=place, cause=cause, fen=fen)
        self._by_site[:] = 0
        self._other.clear()
