"""Waves: parcels gather on the dock and leave together at the cut-off (rows Q05, Q30)."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, none_of, statistical
from sim.carrier import Carrier
from sim.channel import Channel
from sim.facts import Facts, Mode
from sim.feed import Feed
from sim.intents import Intents
from sim.levers import Levers
from sim.orders import Orders
from sim.places import CarrierSpec
from sim.presale import Presale
from sim.random_field import RandomField
from sim.stock import Stock
from sim.units import DAY, HOUR

Times = NDArray[np.int64]
Start = Callable[[Times], Times]

_SEED = 30
_CUTOFF = 17 * HOUR
_WAVE = 30.0
"""minutes that stand for the day between two waves"""


def as_it_is(times: Times) -> Times:
    """Plant nothing."""
    return times


def one_late(times: Times) -> Times:
    """Plant one parcel that reaches the dock a day late."""
    late = times.copy()
    late[-1] += DAY
    return late


def from_the_morning(times: Times) -> Times:
    """Plant arrivals that are lost in the first hour after a wave."""
    return times[(times - _CUTOFF) % DAY > HOUR]


def same_batches(fault: Start = as_it_is) -> Outcome:
    """Return whether each wave takes the parcels that sorting by time and cutting at the cut-offs gives it."""
    placed = _arrivals(40.0, 250, 0)
    handed = _handed(fault(placed))
    right = np.sort(np.arange(1, 252) * DAY - DAY + _CUTOFF)
    expected = right[np.searchsorted(right, placed)]
    return none_of(placed.size, int((handed != expected).sum()), "parcels leave with another wave")


def waits_for_the_wave(fault: Start = as_it_is) -> Outcome:
    """Return whether parcels wait half of the time between waves, with the spread of an even distribution."""
    replications = [fault(_arrivals(80.0, 100, nth)) for nth in range(1, 21)]
    holds = [(_handed(placed) - placed) / DAY * _WAVE for placed in replications]
    means, sds = ([f(hold) for hold in holds] for f in (np.mean, np.std))
    return statistical([measure("mean", 15.0, plain(means), 0.01), measure("sd", 8.660254, plain(sds), 0.01)])


def _arrivals(daily: float, days: int, ordinal: int) -> Times:
    """Return sorted times of about ``daily`` parcels a day; none on the tick of a cut-off."""
    n = round(daily * days)
    u = RandomField(_SEED).purpose("validate.wave.arrival").dense(n, ordinal)
    times = np.sort(np.floor(u * days * DAY).astype(np.int64))
    return np.asarray(times + (times % DAY == _CUTOFF))


def _handed(placed: Times) -> Times:
    """Return when the carrier took each parcel, put on its dock at ``placed``."""
    env, facts = simpy.Environment(initial_time=0), Facts()
    stock, levers = Stock(1, 1), Levers({})
    orders = Orders(facts, Channel(stock, levers), np.array([100]), np.array([60]), Presale(stock, levers, 0))
    none = np.zeros((1, 2), np.int64)
    carrier = Carrier(env, CarrierSpec(), orders, none, np.array([_CUTOFF]))
    intents = _parcels(placed)
    everybody = np.arange(placed.size)
    rows, _ = orders.open(intents, everybody, np.zeros(placed.size, np.int64), np.ones(placed.size))
    carrier.remember(intents, everybody, rows)
    env.process(carrier.leave_daily(0, np.ones(1), np.zeros(1)))
    feed = Feed(env)
    feed.source(lambda order: carrier.take(order, 0)).add(placed, rows)
    feed.run_until((int(placed.max()) // DAY + 2) * DAY)
    return np.array(orders.table["handed"])


def _parcels(placed: Times) -> Intents:
    """Return parcels of one unit; whatever else an intent says is zero."""
    n = placed.size
    zero = np.zeros(n, np.int64)
    columns: dict[str, Any] = {field.name: zero for field in fields(Intents)}
    columns |= {
        "time": placed,
        "person": np.arange(n),
        "mode": np.full(n, Mode.PARCEL, np.int8),
        "units": zero + 1,
        "line": np.arange(n),
        "marks": np.full((n, 4), 0.5),
    }
    return Intents(**columns)


ORACLES = (
    Oracle(
        "Q05",
        "P",
        "a wave every day at the cut-off: batches equal sort and slice; the carrier's truck has no limit, K = infinity",
        "Carrier.leave_daily with Orders, parcels put on the dock by Feed",
        same_batches,
        {"a parcel reaches the dock a day late": partial(same_batches, one_late)},
    ),
    Oracle(
        "Q30",
        "S",
        "arrivals at even times wait for the next wave: mean 15, sd 8.660 where waves are 30 apart",
        "Carrier.leave_daily with Orders, parcels put on the dock by Feed; the day between two waves counts as 30",
        waits_for_the_wave,
        {"arrivals of the first hour lost": partial(waits_for_the_wave, from_the_morning)},
    ),
)
