"""Looking ahead: shoppers who see the line, reckon the wait, and turn away at once when it is beyond their patience.

Where a place is free there is no wait. Else a service must end before the first in line can begin: with q people in
line at c open places, each taken to need a time t, a shopper reckons (q + 1) t / c. Who joins waits as long as patience
lasts, as everybody does, for a reckoning may be wrong (docs/theory/checkouts.md).

Source: balking and reneging as told apart by Haight (1957, 1959) and Ancker and Gafarian (1963).
"""

import numpy as np
from numpy.typing import NDArray

from sim.orders import Rows
from sim.station import Station

_SEEN, _FINE = 1 << 22, 1 << 10
"""who looks ahead is the last 10 of a mark's 32 bits: the others are spent on advice and help"""


class LookingAhead:
    """Who looks at the line, and what they make of it.

    Args:
        share: of the shoppers, those who look.
        each: what they allow for each customer before them, ms.
    """

    def __init__(self, share: float, each: int) -> None:
        self._share = share
        self._each = each
        self._lookers: set[int] = set()

    def note(self, luck: NDArray[np.float64], baskets: Rows) -> None:
        """Note whose shoppers will look; ``luck`` is the mark of each, shapes alike."""
        looks = (np.floor(luck * _SEEN * _FINE) % _FINE + 0.5) / _FINE < self._share
        self._lookers.update(baskets[looks].tolist())

    def forget(self, basket: int) -> None:
        """Let go of a shopper who leaves with nothing."""
        self._lookers.discard(basket)

    def reckon(self, line: Station) -> int:
        """Return the wait that somebody who sees ``line`` expects, ms."""
        open_places = min(line.places, line.crew.size)
        if not line.waiting and line.busy < open_places:
            return 0
        return (line.waiting + 1) * self._each // max(open_places, 1)

    def turns_away(self, basket: int, line: Station, patience: int) -> int:
        """Return the wait that makes a shopper turn away, ms; 0 when they join, or do not look."""
        if basket not in self._lookers:
            return 0
        self._lookers.remove(basket)
        wait = self.reckon(line)
        return wait if wait > patience else 0
