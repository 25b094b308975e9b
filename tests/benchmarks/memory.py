"""Memory of one replication, simulated and measured: python tests/benchmarks/memory.py CUSTOMERS STORES DAYS."""

import resource
import sys

from operations import chain

from o2o.kpis import measure
from o2o.runner import simulate


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(customers: int, stores: int, days: int) -> str:
    """Return what the tables hold, and what the process held at most after each step."""
    world = simulate(chain(customers, stores, days), 0)
    tables = {name: sum(column.nbytes for column in columns.values()) / 1e6 for name, columns in world.facts.items()}
    largest = sorted(tables, key=lambda name: -tables[name])[:4]
    simulated = peak_mb()
    measure(world.facts, world.dimensions, None)
    rows = {"facts": sum(tables.values()), **{f"  {name}": tables[name] for name in largest}}
    rows |= {"peak, simulated": simulated, "peak, measured": peak_mb()}
    return "\n".join(f"{name:16} {size:8,.0f} MB" for name, size in rows.items())


if __name__ == "__main__":
    sys.stdout.write(main(*map(int, sys.argv[1:4])) + "\n")
