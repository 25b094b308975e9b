"""Whole run: the engine against the naive twin, on the same people and days."""

import lives
from pairs import Gate, Measured, Side, compare

CUSTOMERS, STORES, DAYS = 50_000, 10, 3


def measure(pairs: int) -> Measured:
    """Return how many times faster the engine is."""
    size = (CUSTOMERS, STORES, DAYS, pairs + 1)
    taken = compare(Side(lives.twin, *size), Side(lives.engine, *size), pairs)
    return Measured(
        "naive_twin",
        f"{DAYS} days of {CUSTOMERS:,} customers and {STORES} stores: an agent a customer, a process a visit / engine",
        Gate(least=12),
        taken.ratios,
        {
            "twin_ms_a_day": 1000 * min(taken.over) / DAYS,
            "engine_ms_a_day": 1000 * min(taken.under) / DAYS,
            "twin_peak_mb": taken.peak_over / 2**20,
            "engine_peak_mb": taken.peak_under / 2**20,
        },
    )
