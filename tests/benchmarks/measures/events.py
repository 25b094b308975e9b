"""Events: the engine's queues against SimPy's bare timeouts, in one process."""

import gc
from collections.abc import Callable, Generator
from functools import partial
from itertools import cycle, islice
from time import process_time

import numpy as np
import simpy
from numpy.random import PCG64
from numpy.random import Generator as Draws
from pairs import Gate, Measured, interleaved

from agents.segments import HOURS
from sim.feed import Feed
from sim.station import Crew, Served, Station, unlimited
from sim.units import DAY, HOUR, MINUTE, SECOND

STORES, SHOPPERS, TIMES = 20, 900, 5
"""shoppers a store and day; two tills and a self-checkout serve them, so that some must wait"""
OPENS, CLOSES = 8, 22
SERVICE, PATIENCE = 70 * SECOND, 12 * MINUTE
PENDING = 40
"""timeouts in the bare agenda at any moment, about as many as the store day has"""


class StoreDay:
    """A day of shoppers in all stores: through the feed to a till; done, or gone when patience ends."""

    def __init__(self) -> None:
        rng = Draws(PCG64(1))
        n = STORES * SHOPPERS
        busy = np.array(HOURS[OPENS:CLOSES])
        hour = OPENS + rng.choice(busy.size, n, p=busy / busy.sum())
        self._time = np.sort(hour * HOUR + rng.integers(0, HOUR, n))
        self._columns = (
            np.arange(n),
            rng.integers(0, STORES, n),
            rng.gamma(4.0, SERVICE / 4.0, n).astype(np.int64),
            rng.exponential(PATIENCE, n).astype(np.int64),
        )

    def __call__(self) -> int:
        """Live through the day; return how many events: arrivals, ends of service and ends of patience."""
        env = simpy.Environment(initial_time=0)
        self._tills = [Station(env, Crew(env, 2), 2) for _ in range(STORES)]
        self._kiosks = [Station(env, unlimited(env), 1) for _ in range(STORES)]
        self._served: list[Served] = []
        self._left: list[int] = []
        feed = Feed(env)
        feed.source(self._queue_up).add(self._time, *self._columns)
        for hour in range(HOUR, DAY + HOUR, HOUR):
            feed.run_until(hour)
        # Arrivals come from the feed; the next number of the agenda is how many events it has held.
        return self._time.size + next(env._eid)

    def _queue_up(self, job: int, store: int, service: int, patience: int) -> None:
        tills, kiosks = self._tills[store], self._kiosks[store]
        station = tills if tills.waiting <= kiosks.waiting else kiosks
        station.join(job, service, self._served.append, patience=patience, gave_up=self._left.append)


class BareTimeouts:
    """Processes that do nothing but wait."""

    def __init__(self, events: int) -> None:
        self._delays = Draws(PCG64(2)).integers(1, HOUR, 1000).tolist()
        self._each = events // PENDING

    def __call__(self) -> int:
        """Wait all timeouts out; return how many events that were."""
        env = simpy.Environment(initial_time=0)
        for number in range(PENDING):
            env.process(self._wait(env, number))
        env.run()
        return next(env._eid)

    def _wait(self, env: simpy.Environment, number: int) -> Generator[simpy.Event, None, None]:
        for delay in islice(cycle(self._delays), number, number + self._each):
            yield env.timeout(delay)


def seconds_an_event(work: Callable[[], int]) -> float:
    """Return CPU seconds an event; ``work`` returns how many there were."""
    gc.collect()
    start = process_time()
    events = work()
    return (process_time() - start) / events


def measure(pairs: int) -> Measured:
    """Return the engine's event rate in units of SimPy's; ``TIMES`` as many pairs, because each takes no time."""
    day, bare = StoreDay(), BareTimeouts(2 * STORES * SHOPPERS)
    interleaved(partial(seconds_an_event, bare), partial(seconds_an_event, day), 1)
    taken = interleaved(partial(seconds_an_event, bare), partial(seconds_an_event, day), TIMES * pairs)
    return Measured(
        "events_vs_simpy",
        f"events a second: days of {SHOPPERS} shoppers in each of {STORES} stores / bare timeouts",
        Gate(least=0.5),
        tuple(simple / ours for simple, ours in taken),
        {
            "engine_events_a_second": 1 / min(ours for _, ours in taken),
            "simpy_timeouts_a_second": 1 / min(simple for simple, _ in taken),
        },
    )
