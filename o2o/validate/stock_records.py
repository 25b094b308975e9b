"""Stock records against theory: phantom stock between counts, and a race that late news loses (rows R01, R02)."""

from functools import partial

import numpy as np
import simpy
from numpy.typing import NDArray
from scipy.special import pdtr

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from sim.channel import Channel
from sim.counting import Counting
from sim.facts import SCHEMA, Mode
from sim.levers import Levers
from sim.places import ShiftSpec, StoreSpec
from sim.random_field import RandomField
from sim.record_keeping import RecordKeeping, RecordLuck
from sim.samplers import poisson
from sim.stock import Stock
from sim.store import Store
from sim.tables import Table
from sim.units import DAY, HOUR, MINUTE

Ints = NDArray[np.int64]

_SEED = 134
_UNITS, _LOSS, _CYCLE = 6, 0.03, 7
_SKUS, _DAYS, _WARM = 2_000, 280, 28


def phantom_stock(share: float = _LOSS, cycle: int = _CYCLE) -> Outcome:
    """Return whether units believed in and not there, and true records, are as theory says between counts.

    A shelf of 6 units loses each with 3 % a night; it is counted every 7 days and filled up by its record the day
    after. ``share`` and ``cycle`` are what truly happens.
    """
    books = _counted_shelves(share, cycle)
    phantom = np.mean([book["record"] - book["physical"] for book in books], axis=0)
    true = np.mean([book["record"] == book["physical"] for book in books], axis=0)
    units, right = _between_counts(_UNITS, _LOSS, _CYCLE)
    return statistical(
        [
            measure("phantom units", units, plain(phantom), 0.015),
            measure("true records", right, plain(true), 0.015),
        ]
    )


def _between_counts(units: int, loss: float, cycle: int) -> tuple[float, float]:
    """Return expected phantom units of a shelf, and the chance of a true record, at the end of a day.

    A unit lost between two counts is known to be missing at the next one, is not there to be lost that night, and is
    replaced the day after: with s = 1 - loss, it is lost when counted with chance q = (1 - s^T) / (1 + loss s^(T-1)).
    """
    nights = np.arange(1, cycle + 1)
    stays = (1.0 - loss) ** np.arange(cycle + 1)
    lost = (1.0 - stays[cycle]) / (1.0 + loss * stays[cycle - 1])
    phantom = (1.0 - lost) * (1.0 - stays[nights]) + lost * (1.0 - stays[nights - 1])
    return float(units * phantom.mean()), float(((1.0 - phantom) ** units).mean())


def _counted_shelves(share: float, cycle: int) -> list[dict[str, Ints]]:
    """Return the measured days' books of a store that sells nothing, loses units, counts and refills."""
    env, stock, levers = simpy.Environment(initial_time=0), Stock(1, _SKUS), Levers({"store": 1})
    stock.start_with(np.full(_SKUS, _UNITS))
    levers.start_with("record.shrink", share)
    levers.start_with("record.counts", 1 / cycle)
    store = Store(env, 0, StoreSpec(lon=0.0, lat=0.0, shifts={"day": ShiftSpec(start=0, end=DAY, staff=1)}))
    store.crew.resize(1)
    counting = Counting([store], levers, _SKUS, 1)
    draw = partial(RandomField(_SEED).purpose("validate.R01.loss").dense, _SKUS)
    keeping = RecordKeeping(stock, levers, RecordLuck(draw, draw, draw), counting, np.arange(_SKUS))
    books = []
    for day in range(_DAYS):
        missing = _UNITS - stock.position(0)
        stock.expect(0, missing)
        stock.receive(0, missing)
        counting.begin_day(day)
        env.run(until=(day + 1) * DAY)
        keeping.close_day(day)
        book = Table("stock_days", SCHEMA["stock_days"])
        stock.close_day(day, book)
        if day >= _WARM:
            books.append({name: book[name].astype(np.int64) for name in ("record", "physical")})
    return books


_SHELVES, _ON_SHELF, _RATE = 120_000, 3, 3.0
_LATENCY = 12 * MINUTE
"""a fifth of the hour in which shoppers come before the order"""


def lost_race(latency: int = _LATENCY) -> Outcome:
    """Return whether an online order is sold what is gone as often as Poisson shoppers make it.

    Three units lie on a shelf, three shoppers an hour take one each, an order comes when the hour is over. It is owed
    its unit when the third shopper came within the last twelve minutes; ``latency`` is what the channel truly has.
    """
    u = RandomField(_SEED)
    shoppers = poisson(u.purpose("validate.R02.shoppers").dense(_SHELVES, 0), _RATE)
    when = u.purpose("validate.R02.time").ragged(np.arange(_SHELVES), 0, shoppers) * HOUR
    cells = np.concatenate((np.arange(_SHELVES).repeat(shoppers), np.arange(_SHELVES)))
    time = np.concatenate((np.floor(when).astype(np.int64), np.full(_SHELVES, HOUR)))
    mode = np.where(np.arange(cells.size) < shoppers.sum(), Mode.WALK_IN, Mode.INSTANT).astype(np.int8)
    stock, levers = Stock(1, _SHELVES), Levers({"store": 1})
    stock.start_with(np.full(_SHELVES, _ON_SHELF))
    levers.start_with("sync.latency", latency)
    channel = Channel(stock, levers)
    channel.look(0)
    order = np.argsort(time, kind="stable")
    got, owed = channel.claim(cells[order], time[order], mode[order])
    online = mode[order] == Mode.INSTANT
    heard = 1.0 - _LATENCY / HOUR
    gone, known = (1.0 - pdtr(_ON_SHELF - 1, mean) for mean in (_RATE, heard * _RATE))
    batches = (owed[online].reshape(40, -1).mean(axis=1), (~got[online]).reshape(40, -1).mean(axis=1))
    return statistical(
        [measure("oversold", gone - known, plain(batches[0]), 0.04), measure("refused", known, plain(batches[1]), 0.02)]
    )


ORACLES = (
    Oracle(
        "R01",
        "S",
        "shelves of 6 lose 3 % a night, are counted every 7 days and filled by the record: phantom units "
        "0.647549, true records 0.532344",
        "Stock, RecordKeeping, Counting, Store and Crew; the case itself fills the shelf up by its position",
        phantom_stock,
        {
            "losses 5 % more frequent": partial(phantom_stock, 1.05 * _LOSS),
            "counts a day later": partial(phantom_stock, _LOSS, _CYCLE + 1),
        },
    ),
    Oracle(
        "R02",
        "S",
        "3 units, 3 Poisson shoppers an hour, an order after the hour, news 12 min late: oversold "
        "P(N(48 min) < 3) - P(N(60 min) < 3) = 0.146519, refused 0.430291",
        "Channel and LateNews over 120,000 shelves",
        lost_race,
        {"news a minute later": partial(lost_race, _LATENCY + MINUTE)},
    ),
)
