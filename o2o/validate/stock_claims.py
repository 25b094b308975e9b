"""Claims on stock: the channel against a loop over lines; perfect information, and older news (rows R03 to R05)."""

from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run, same
from sim.channel import Channel
from sim.facts import Mode
from sim.levers import Levers
from sim.random_field import RandomField
from sim.stock import Stock
from sim.units import HOUR, MINUTE

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_SEED = 134


def claims_line_by_line(late: int = 0, kept: int = 0) -> Outcome:
    """Return whether the channel's claims are those of a loop over lines; ``late`` ms and ``kept`` units are faults."""
    wrong = lines = owing = 0
    for nth in range(20):
        asked, stock, arrivals = _a_busy_morning(nth)
        twin = _loop(asked, stock, arrivals)
        got, owed = _through_channel(asked, stock, arrivals, late, kept)
        wrong += int((got != twin[0]).sum() + (owed != twin[1]).sum())
        lines += got.size
        owing += int(owed.sum())
    return none_of(lines if owing else 0, wrong, "claims differ")


_CELLS, _LINES, _SLOT = 6, 240, 20 * MINUTE
_LATE, _KEPT = 35 * MINUTE, 2
_Lines = tuple[Ints, Ints, NDArray[np.int8]]
_Shelves = tuple[Ints, Ints]
"""Physical units, and record less physical units."""


def _a_busy_morning(nth: int) -> tuple[_Lines, _Shelves, Ints]:
    """Return lines (cell, ms, mode) of four hours, shelves, and units that arrive every twenty minutes."""
    u = RandomField(_SEED, nth).purpose("validate.R03").marks(np.arange(_LINES), 0, 6)
    time = np.sort(np.floor(u[:, 0] * 4 * HOUR).astype(np.int64))
    cells, mode = np.floor(u[:, 1] * _CELLS).astype(np.int64), np.floor(u[:, 2] * 4).astype(np.int8)
    shelves = np.floor(u[:_CELLS, 3] * 20).astype(np.int64), np.floor(u[:_CELLS, 4] * 7).astype(np.int64) - 3
    arrivals = np.floor(np.maximum(u[: 12 * _CELLS, 5] - 0.7, 0) * 20).astype(np.int64).reshape(12, _CELLS)
    return (cells, time, mode), shelves, arrivals


def _through_channel(asked: _Lines, shelves: _Shelves, arrivals: Ints, late: int, kept: int) -> tuple[Flags, Flags]:
    stock, levers = Stock(1, _CELLS), Levers({"store": 1})
    stock.start_with(shelves[0])
    stock.discrepancy[:] = shelves[1]
    levers.start_with("sync.latency", _LATE + late)
    levers.start_with("ration.instant", _KEPT + kept)
    channel = Channel(stock, levers)
    channel.look(0)
    parts = []
    for slot, units in enumerate(arrivals):
        first, last = np.searchsorted(asked[1], (slot * _SLOT, (slot + 1) * _SLOT)).tolist()
        cells, time, mode = asked
        parts.append(channel.claim(cells[first:last], time[first:last], mode[first:last]))
        stock.expect(0, units)
        stock.receive(0, units)
        channel.look((slot + 1) * _SLOT)
    got, owed = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return got, owed


def _loop(asked: _Lines, shelves: _Shelves, arrivals: Ints) -> tuple[Flags, Flags]:
    """Return the same line by line; what the channel knows is added up afresh for each line."""
    loose, believed = (column.tolist() for column in (shelves[0], shelves[0] + shelves[1]))
    news: list[tuple[int, int, int]] = []
    got, owed, slot = [], [], 0
    for cell, time, mode in zip(*(column.tolist() for column in asked), strict=True):
        while time >= (slot + 1) * _SLOT:
            slot += 1
            for where, units in enumerate(arrivals[slot - 1].tolist()):
                loose[where] += units
                believed[where] += units
                news.append((slot * _SLOT, where, units))
        known = believed[cell] - sum(units for when, where, units in news if where == cell and when > time - _LATE)
        there = loose[cell] > 0
        if mode == Mode.WALK_IN:
            yes = there
            news += [(time, cell, -1)] if yes else []
        else:
            yes = known > (0 if mode == Mode.INSTANT else _KEPT)
        loose[cell] -= there and yes
        believed[cell] -= yes
        got.append(yes)
        owed.append(yes and not there)
    return np.array(got), np.array(owed)


Edit = Callable[[Tree], None]


def as_it_is(_: Tree) -> None:
    """Plant nothing."""


def a_late_minute(city: Tree) -> None:
    """Plant a channel that is a minute late."""
    city["plan"]["changes"]["zero0"]["to"] = "1 min"


def perfect_information(fault: Edit = as_it_is) -> Outcome:
    """Return whether no latency and no errors, said in so many levers, give the run of true records to the byte."""
    plain_city, told = _scarce_city("0 min"), _scarce_city("0 min")
    zeros = {"sync.latency": "0 min", "record.shrink": 0, "record.misscan": 0, "record.counts": 0}
    zeros |= {"channel.protection": 0, "ration.instant": 0, "ration.collect": 0}
    for nth, (lever, value) in enumerate(zeros.items()):
        put(told, ["plan", "changes", f"zero{nth}"], {"start": "2026-03-03", "lever": lever, "to": value})
    fault(told)
    facts = run(plain_city).facts
    days = facts["stock_days"]
    untrue = int((days["record"] != days["physical"]).sum() + days["owed"].sum() + days["oversold"].sum())
    identity = none_of(len(days["record"]), untrue, "records are not the shelf's, or units are owed")
    return every([same(facts, run(told).facts, ("lever_changes",)), identity])


_LAGS = ("0 min", "15 min", "1 h")


def later_is_worse(lags: tuple[str, ...] = _LAGS) -> Outcome:
    """Return whether more online orders are oversold the older the channel's stock is, in the mean of 12 replications.

    Up to an hour; far beyond, news of arrivals are late as well, and the channel sells less of anything.
    """
    shares = [np.array([_oversold(lag, nth) for nth in range(12)]) for lag in lags]
    steps = [paired_interval(one, two, LEVEL) for one, two in pairwise(shares)]
    got = ", ".join(f"{100 * share.mean():.2f} %" for share in shares)
    return Outcome(
        f"oversold share rises over {', '.join(_LAGS)}",
        got,
        "paired, 99.9 %",
        all(float(step.lo) > 0 for step in steps),
        any(float(step.hi) < 0 for step in steps),
    )


@cache
def _oversold(lag: str, replication: int) -> float:
    facts = run(_scarce_city(lag), replication).facts
    online = facts["orders"]["channel"] > 0
    return float(np.unique(facts["pick_shorts"]["order"]).size / online.sum())


def _scarce_city(lag: str) -> Tree:
    city = tree()
    put(city, ["information"], {"sync_latency": lag})
    put(city, ["plan", "changes", "rush"], {"start": "2026-03-03", "lever": "demand.factor", "to": 3})
    put(city, ["policies", "replenishment"], {"facing": 2, "safety": 0, "cover": "0 h"})
    return city


ORACLES = (
    Oracle(
        "R03",
        "P",
        "walk-ins, orders by class and arrivals, records wrong, news 35 min late, 2 units kept for instant orders: "
        "claims equal a loop over lines",
        "Channel, LateNews and Stock, 20 mornings of 240 lines",
        claims_line_by_line,
        {
            "news a minute later": partial(claims_line_by_line, MINUTE),
            "a unit more kept": partial(claims_line_by_line, 0, 1),
        },
    ),
    Oracle(
        "R04",
        "M",
        "no latency and no errors give the run of true records to the byte, and nothing is owed",
        "whole scenarios through o2o.runner.simulate; nodes are scarce",
        perfect_information,
        {"a channel that is a minute late": partial(perfect_information, a_late_minute)},
    ),
    Oracle(
        "R05",
        "M",
        "the older the channel's stock (0, 15 min, 1 h), the more orders are oversold, in the mean of 12 replications",
        "whole scenarios through o2o.runner.simulate",
        later_is_worse,
        {"the oldest stock taken for the newest": partial(later_is_worse, _LAGS[::-1])},
    ),
)
