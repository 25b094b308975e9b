"""A tiny engine that obeys the contract of a replication: a few rows, all from the replication's number."""

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from o2o.replication import ReplicationResult
from o2o.run_plan import RunPlan
from sim.dimensions import Dimensions, SiteRow, SkuRow, ZoneRow
from sim.errors import InvariantBrokenError
from sim.facts import NEVER

CITY = Dimensions(
    start=date(2026, 3, 2),
    days=2,
    warm_up=0,
    sites=(SiteRow("north", "North", "store", 121.4, 31.2, 0, 0, 500),),
    zones=(ZoneRow("old_town", "Old town", 121.4, 31.2, 0, 0),),
    segments=("regulars",),
    skus=(SkuRow("milk", "Milk", "dairy", 1250, 900),),
    levers=(),
    causes=(),
)


class FixedPlan(RunPlan):
    """A plan whose name does not follow the program's source, so that processes agree while someone edits it."""

    identity = property(lambda self: hashlib.sha256(f"{self.tree}{self.keep_facts}".encode()).hexdigest())


def plan(replications=4, name="Pilot", keep_facts="all", seed=7):
    return FixedPlan(
        name=name,
        stem="pilot",
        source="pilot.yaml",
        tree={"name": name, "experiment": {"seed": seed, "replications": replications}},
        origins={"name": "pilot.yaml:1:7"},
        seed=seed,
        replications=replications,
        keep_facts=keep_facts,
    )


def result(replication, rows=5):
    number = np.arange(rows, dtype="i8")
    trips = {
        "vehicle": (number % 2).astype("i4"),
        "kind": (number % 2).astype("i1"),
        "start": number * 1000 + replication,
        "end": np.where(number == 1, NEVER, number * 2000),
    }
    changes = {"time": number, "old": number / 3.0, "new": np.full(rows, np.pi * (replication + 1))}
    kpis = {
        "period": np.array(["total", "day:0", "day:1"], dtype=object),
        "scope": np.array(["chain"] * 3, dtype=object),
        "kpi": np.array(["K01"] * 3, dtype=object),
        "value": np.array([10.0 + replication, np.nan, 4.0]),
    }
    return ReplicationResult({"trips": trips, "lever_changes": changes}, CITY, kpis)


def quick(replication):
    return result(replication)


@dataclass(frozen=True)
class Slow:
    seconds: float

    def __call__(self, replication):
        time.sleep(self.seconds)
        return result(replication)


@dataclass(frozen=True)
class Noting:
    """Leaves a note in ``folder`` for every replication it simulates."""

    folder: Path

    def __call__(self, replication):
        (self.folder / f"{replication}-{time.monotonic_ns()}").touch()
        return result(replication)


@dataclass(frozen=True)
class Deadly:
    """Kills its worker in replication ``victim``, the first ``times`` times."""

    victim: int
    times: int
    notes: Path

    def __call__(self, replication):
        if replication == self.victim:
            deaths = len(list(self.notes.iterdir()))
            if deaths < self.times:
                (self.notes / str(deaths)).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return result(replication)


def unlawful(replication):
    if replication == 1:
        raise InvariantBrokenError("stock of milk in north", {"expected": 5, "found": 4})
    return result(replication)


def buggy(replication):
    if replication == 1:
        raise ZeroDivisionError("division by zero in the fake engine")
    return result(replication)
