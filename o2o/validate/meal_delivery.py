"""Meal-delivery days: published instances, read from the user's copy, replayed through our fleets and dispatch rules.

The instances are those of Reyes, Erera, Savelsbergh, Sahasrabudhe and O'Neil (2018), "Meal Delivery Routing: The
Grubhub Instances" (repository grubhub/mdrplib). Nothing of them is shipped here. Minutes and metres; riding times are
rounded up to whole minutes; half of the four minutes at a restaurant and at a door lie before the goods change hands.

    python -m o2o.validate.meal_delivery FOLDER
"""

import csv
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.clock import run_until
from sim.dispatch import FirstCome, Whole
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.facts import Facts
from sim.fleet_census import check_census
from sim.places import FleetSpec
from sim.rolling_batch import RollingBatch
from sim.squad import Rider
from sim.station import Call
from sim.units import DAY, HOUR, MINUTE

BASE = "o100t100s1p100"
"""the variant of every day with all orders, historical travel and preparation times, and historical shifts"""
TARGET = 40
"""minutes from order to door that customers are told (instance parameters)"""
CARRIES = 3
"""orders a rider carries at most where trips are bundled"""
_LONGEST = 2 * DAY
_HOLDS = "FOLDER holds seed0.zip to seed5.zip, the public instances of grubhub/mdrplib"

Table = list[dict[str, str]]


@dataclass(frozen=True)
class Day:
    """One instance; times in minutes, places in metres."""

    name: str
    orders: NDArray[np.int64]
    """columns x, y, placed, ready, restaurant x, restaurant y, restaurant's number; in the order of placement"""
    couriers: NDArray[np.int64]
    """columns x, y, on, off"""
    metres_a_minute: int
    pick_up: int
    """minutes of service at a restaurant"""
    drop_off: int
    """and at a door"""


@dataclass(frozen=True)
class Result:
    """What became of a day's orders."""

    orders: int
    delivered: int
    mean: float
    """minutes from order to door, of those delivered"""
    late: float
    """share of the delivered beyond the target"""


def read_day(folder: Path, seed: int, variant: str = BASE) -> Day:
    """Return one instance.

    Raises:
        FileNotFoundError: ``folder`` holds neither ``seed<n>.zip`` nor a folder of the instance's name.
    """
    name = f"{seed}{variant}"
    tables = {part: _table(folder, seed, f"{name}/{part}.txt") for part in ("orders", "restaurants", "couriers")}
    parameters = _table(folder, seed, f"{name}/instance_parameters.txt")[0]
    numbers = {row["restaurant"]: nth for nth, row in enumerate(tables["restaurants"])}
    where = {row["restaurant"]: (int(row["x"]), int(row["y"])) for row in tables["restaurants"]}
    orders = [
        (*_whole(row, "x", "y", "placement_time", "ready_time"), *where[row["restaurant"]], numbers[row["restaurant"]])
        for row in tables["orders"]
    ]
    couriers = [_whole(row, "x", "y", "on_time", "off_time") for row in tables["couriers"]]
    columns = np.array(orders, np.int64)
    return Day(
        name,
        columns[np.argsort(columns[:, 2], kind="stable")],
        np.array(couriers, np.int64),
        *_whole(parameters, "meters_per_minute", "pickup service minutes", "dropoff service minutes"),
    )


class WholeMinutes:
    """Riding times rounded up to whole minutes, as the instances count."""

    def __init__(self, metres_a_minute: int) -> None:
        self._metres = metres_a_minute

    def leg(self, now: int, metres: int, slowness: float) -> int:
        """Return ms for a leg."""
        return -(-metres // self._metres) * MINUTE

    def ways(self, now: int, metres: NDArray[np.float64]) -> Whole:
        """Return ms for ways."""
        return np.ceil(np.asarray(metres) / self._metres).astype(np.int64) * MINUTE


def replay(day: Day, conduct: Conduct, capacity: int = 1) -> Result:
    """Return what a dispatch rule makes of ``day``; orders are known when placed, goods are ready as recorded.

    Raises:
        InvariantBrokenError: a rider or an order was lost on the way.
    """
    env = simpy.Environment(initial_time=0)
    half = day.pick_up // 2 * MINUTE
    spec = FleetSpec(
        lon=0.0,
        lat=0.0,
        shifts={},
        speed=day.metres_a_minute * 60,
        at_store=day.pick_up * MINUTE,
        at_door=half,
        after_door=day.drop_off * MINUTE - half,
        gives_up=4 * HOUR,
        cv=0.0,
        capacity=capacity,
    )
    levers = FleetLevers(np.ones(1), np.zeros(1), np.ones(1))
    fleet = DispatchedFleet(env, 0, spec, (0, 0), Facts(), conduct, WholeMinutes(day.metres_a_minute), levers)
    for number, (x, y, on, off) in enumerate(day.couriers.tolist()):
        fleet.expect(Rider(number, x, y, until=off * MINUTE, free=on * MINUTE))
    for number, (x, y, placed, ready, from_x, from_y, site) in enumerate(day.orders.tolist()):
        due = (placed + TARGET) * MINUTE
        errand = Errand(number, site, from_x, from_y, x, y, 0.0, placed * MINUTE, due=due, ready=ready * MINUTE)
        Call(env, placed * MINUTE, fleet.announce, errand)
        Call(env, ready * MINUTE, fleet.take, errand)
    run_until(env, _LONGEST)
    check_census(0, 0, fleet.census())
    return _result(day, fleet)


def _result(day: Day, fleet: DispatchedFleet) -> Result:
    order, _, end, _ = np.array(fleet.delivered, np.int64).T
    minutes = end / MINUTE - day.orders[order, 2]
    return Result(len(day.orders), order.size, float(minutes.mean()), float((minutes > TARGET).mean()))


def _table(folder: Path, seed: int, inner: str) -> Table:
    archive = folder / f"seed{seed}.zip"
    if not archive.is_file():
        return list(csv.DictReader(io.StringIO((folder / inner).read_text("utf-8")), delimiter="\t"))
    with zipfile.ZipFile(archive) as packed:
        member = next(name for name in packed.namelist() if name.endswith(inner))
        return list(csv.DictReader(io.StringIO(packed.read(member).decode("utf-8")), delimiter="\t"))


def _whole(row: Mapping[str, str], *names: str) -> tuple[int, ...]:
    return tuple(round(float(row[name])) for name in names)


def first_come(day: Day) -> Result:
    """Return the plain policy: each order, when placed, to the courier who can fetch it earliest; no bundles."""
    return replay(day, Conduct(FirstCome(), ahead=DAY))


def rolling_batch(day: Day) -> Result:
    """Return the rolling batch, decided every minute with an hour's look-ahead, up to three orders a trip."""
    return replay(day, Conduct(RollingBatch(MINUTE), every=MINUTE, ahead=HOUR), CARRIES)


def table(folder: Path, seeds: range) -> Iterator[str]:
    """Yield the lines of a table: both policies on the base variant of each day."""
    yield "day  orders  first come: delivered, min to door, late   rolling batch: delivered, min to door, late"
    for seed in seeds:
        day = read_day(folder, seed)
        plain, batch = first_come(day), rolling_batch(day)
        shown = [f"{r.delivered:6} {r.mean:8.2f} {100 * r.late:7.1f} %" for r in (plain, batch)]
        yield f"{seed:3} {plain.orders:7}  {shown[0]:>43}  {shown[1]:>46}"


def main(arguments: list[str]) -> int:
    """Print the table for a folder; return an exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(f"usage: python -m o2o.validate.meal_delivery FOLDER   ({_HOLDS})\n")
        return 2
    try:
        for line in table(Path(arguments[0]), range(6)):
            sys.stdout.write(f"{line}\n")
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing.filename} is missing: {_HOLDS}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
