"""Subsets of sites: the cheapest way to send one order, exact over all sets of sites and all splits.

The mathematics are in docs/theory/assignment.md.
"""

from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError
from optimize.model import Reals, Slots

MOST_SITES = 10
"""sites that can be chosen among: their sets double with each"""
LEFT_OUT = -1
"""in place of a site: the line is not sent"""


def cheapest_split(package: Reals, line: Reals, left: Reals, short: float) -> Slots:
    """Return for each line the position of the site that sends it, or `LEFT_OUT`, shape (lines,).

    Of sets that cost the same, one with fewer packages is taken, then the first.

    Args:
        package: cost of a package from each site, inf where it may send none, shape (N,).
        line: cost of sending a line from a site, inf where the site does not have it, shape (lines, N).
        left: cost of leaving a line out, shape (lines,).
        short: cost of leaving anything out.

    Raises:
        PlanInputError: more than `MOST_SITES` sites that may send something.
    """
    able = np.flatnonzero(np.isfinite(package) & np.isfinite(line).any(axis=0))
    if able.size > MOST_SITES:
        raise PlanInputError(
            f"{able.size} sites to choose among: {2**able.size:,} sets of them; give the nearest {MOST_SITES}"
        )
    # Leaving out is one more site, which has everything.
    sets = _sets(able.size + 1)
    fixed, each = np.append(package[able], short), np.column_stack([line[:, able], left])
    found = np.where(sets[:, None, :], each, np.inf).min(axis=2).sum(axis=1)
    total = found + np.where(sets, fixed, 0.0).sum(axis=1)
    chosen = np.flatnonzero(sets[int(np.argmin(total))])
    sites = chosen[np.argmin(each[:, chosen], axis=1)]
    unable = np.isinf(each[np.arange(sites.size), sites])
    return np.where(unable, LEFT_OUT, np.append(able, LEFT_OUT)[sites])


@cache
def _sets(count: int) -> NDArray[np.bool_]:
    """Return all sets of ``count`` sites but the empty one, small ones first, shape (sets, count)."""
    chosen = [members for size in range(1, count + 1) for members in combinations(range(count), size)]
    sets = np.zeros((len(chosen), count), bool)
    for row, members in enumerate(chosen):
        sets[row, list(members)] = True
    return sets
