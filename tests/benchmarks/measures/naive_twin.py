"""Whole run: the engine against the naive twin, on the same people and days."""

import lives
from cities import city
from operations import chain
from pairs import Gate, Measured, Side, compare

CUSTOMERS, STORES, DAYS = 50_000, 10, 3


def plain(pairs: int) -> Measured:
    """Return how many times faster the engine is in a city with nothing but what `cities` gives it."""
    return _measure("naive_twin", city, pairs)


def operations(pairs: int) -> Measured:
    """Return how many times faster the engine is in a city with all operations on."""
    return _measure("naive_twin_operations", chain, pairs)


def _measure(name: str, make: lives.Make, pairs: int) -> Measured:
    size = (make, CUSTOMERS, STORES, DAYS, pairs + 1)
    taken = compare(Side(lives.twin, *size), Side(lives.engine, *size), pairs)
    return Measured(
        name,
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
