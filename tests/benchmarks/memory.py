"""Memory of one replication, simulated, measured and stored: python memory.py CUSTOMERS STORES DAYS."""

import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from operations import chain

from o2o.kpis import measure
from o2o.replication import ReplicationResult, ReplicationWriter
from o2o.run_plan import RunPlan
from o2o.runner import simulate


def peak_mb() -> float:
    """Return the largest resident memory of this program so far, MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss begins with that of the process which started this one.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def steps(customers: int, stores: int, days: int) -> dict[str, float]:
    """Return the size of the facts, and what this process held at most after each step; MB."""
    world = simulate(chain(customers, stores, days), 0)
    tables = {name: sum(column.nbytes for column in columns.values()) / 1e6 for name, columns in world.facts.items()}
    largest = sorted(tables, key=lambda name: -tables[name])[:4]
    found = {"facts": sum(tables.values()), **{f"  {name}": tables[name] for name in largest}}
    found["peak, simulated"] = peak_mb()
    table = measure(world.facts, world.dimensions, None)
    found["peak, measured"] = peak_mb()
    kpis = {"period": table.period, "scope": table.scope, "kpi": table.kpi, "value": table.value}
    result = ReplicationResult(world.facts, world.dimensions, kpis)
    plan = RunPlan(name="memory", stem="memory", source="", tree={}, origins={}, seed=1, replications=1)
    with TemporaryDirectory() as folder:
        ReplicationWriter(lambda _replication: result, plan, Path(folder))(0)
    found["peak, stored"] = peak_mb()
    return found


def main(customers: int, stores: int, days: int) -> str:
    """Return the steps as text."""
    return "\n".join(f"{name:16} {size:8,.0f} MB" for name, size in steps(customers, stores, days).items())


if __name__ == "__main__":
    sys.stdout.write(main(*map(int, sys.argv[1:4])) + "\n")
