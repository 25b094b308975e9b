"""Tick: hourly decisions against daily ones."""

import lives
from operations import chain
from pairs import Gate, Measured, Side, compare

from sim.units import DAY, HOUR

CUSTOMERS, STORES, DAYS = 100_000, 20, 5


def measure(pairs: int) -> Measured:
    """Return what looking at the world every hour costs."""
    size = (CUSTOMERS, STORES, DAYS, pairs + 1)
    taken = compare(Side(lives.engine, chain, *size, HOUR), Side(lives.engine, chain, *size, DAY), pairs)
    return Measured(
        "tick_hourly_vs_daily",
        f"{DAYS} days of {CUSTOMERS:,} customers and {STORES} stores: hourly ticks / daily ticks",
        Gate(most=1.6),
        taken.ratios,
        {"hourly_ms_a_day": 1000 * min(taken.over) / DAYS, "daily_ms_a_day": 1000 * min(taken.under) / DAYS},
    )
