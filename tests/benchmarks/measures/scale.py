"""Scale: ten times the customers and five times the stores."""

import lives
from operations import chain
from pairs import Gate, Measured, Side, compare

LARGE, SMALL, DAYS = (1_000_000, 100), (100_000, 20), 2
MOST_BYTES = 6 * 2**30
"""of memory for the large city"""
FEWEST_PAIRS = 3


def measure(pairs: int) -> Measured:
    """Return how the cost grows; half the pairs of the other measures, because each takes long.

    Raises:
        MemoryError: the large city took more memory than it may.
    """
    pairs = max(pairs // 2, FEWEST_PAIRS)
    stretches = (DAYS, pairs + 1)
    taken = compare(Side(lives.engine, chain, *LARGE, *stretches), Side(lives.engine, chain, *SMALL, *stretches), pairs)
    if taken.peak_over > MOST_BYTES:
        raise MemoryError(f"the large city took {taken.peak_over / 2**30:.1f} GiB, at most 6 are allowed")
    return Measured(
        "scale_1m_100stores_vs_100k_20stores",
        f"{DAYS} days of 1,000,000 customers and 100 stores / of 100,000 customers and 20 stores",
        Gate(most=13),
        taken.ratios,
        {
            "large_ms_a_day": 1000 * min(taken.over) / DAYS,
            "small_ms_a_day": 1000 * min(taken.under) / DAYS,
            "large_peak_mb": taken.peak_over / 2**20,
            "small_peak_mb": taken.peak_under / 2**20,
        },
    )
