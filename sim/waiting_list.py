"""The waiting list of a fleet: orders that no rider was assigned to, in the order in which it heard of them."""

from sim.errand import Errand


class WaitingList:
    """Orders without a rider."""

    def __init__(self) -> None:
        self.heard = 0
        """orders ever put on the list"""
        self._errands: dict[int, Errand] = {}
        self._longest = 0

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._errands)

    def add(self, errand: Errand) -> None:
        """Put an order at the end."""
        self.heard += 1
        self._errands[errand.order] = errand
        self._longest = max(self._longest, len(self._errands))

    def remove(self, errand: Errand) -> None:
        """Take an order off the list: it waits no more."""
        errand.waiting = False
        del self._errands[errand.order]

    def open(self, now: int, ahead: int) -> list[Errand]:
        """Return orders that may be offered: goods there within ``ahead`` ms, not turned down a moment ago."""
        return [e for e in self._errands.values() if e.not_before <= now and e.ready - ahead <= now]

    def longest(self) -> int:
        """Return how many waited at most since the last call."""
        longest, self._longest = self._longest, len(self._errands)
        return longest
