"""Memory: what a replication holds at most while it is simulated, measured and stored, against the facts it leaves."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import memory
from pairs import Gate, Measured

CUSTOMERS, STORES, DAYS = 100_000, 20, 180


def measure(pairs: int) -> Measured:
    """Return the share; a count, so that one look is enough (``pairs`` is for the others)."""
    del pairs
    # A process of its own: the peak is that of all its life.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(memory.steps, CUSTOMERS, STORES, DAYS).result()
    peaks = {name: size for name, size in found.items() if name.startswith("peak")}
    return Measured(
        "memory_vs_facts_180_days",
        f"resident memory at most / facts, {DAYS} days of {CUSTOMERS:,} customers and {STORES} stores",
        Gate(most=0.75),
        (max(peaks.values()) / found["facts"],),
        {f"{name.replace(', ', '_')}_mb": size for name, size in peaks.items()} | {"facts_mb": found["facts"]},
    )
