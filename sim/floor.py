"""The shop floor: shoppers who ask for advice, need help at a self-checkout, or wait outside while the store is full.

What they need of the crew is drawn with their marks when they enter; it costs the crew's time, and so others' waits.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.intents import Intents
from sim.levers import Levers
from sim.looking_ahead import LookingAhead
from sim.orders import Rows
from sim.samplers import exponential, ticks
from sim.standard_work import StoreWorkSpec
from sim.station import Done, GaveUp, Served
from sim.store import Store

_LUCK = 3
"""lane of the marks"""
_FINE = 1 << 12
"""the luck of one mark is cut in two: its first 12 bits, and the rest"""

Floats = NDArray[np.float64]


class Floor:
    """All stores' floors.

    Args:
        stores: by site slot.
        work: how often and how long shoppers need somebody.
        levers: time spent among shelves, questions that a robot answers, time that an answer takes.
    """

    def __init__(self, stores: Sequence[Store], work: StoreWorkSpec, levers: Levers) -> None:
        self.stores = stores
        self._work = work
        self._dwell, self._robot = levers["dwell.factor"], levers["advice.robot"]
        self._pace = levers["advice.time"]
        self.ahead = LookingAhead(work.look_ahead, work.look_ahead_time) if work.look_ahead else None
        self._questions: dict[int, int] = {}
        """basket -> ms of the crew's time that its shopper asks for"""
        self._stuck: dict[int, int] = {}
        """the same for shoppers who will need help at a self-checkout"""

    def stay(self, site: NDArray[np.int64], standard: NDArray[np.int64], scatter: Floats) -> NDArray[np.int64]:
        """Return the time of shoppers among the shelves, ms; shapes alike."""
        return ticks(standard * scatter * self._dwell[site])

    def needs(self, intents: Intents, rows: Rows, baskets: Rows, scatter: Floats) -> None:
        """Note who of ``rows`` will need somebody; ``scatter`` is how long each stays beside the standard.

        Who stays longer asks more: with a share p of those who stay as usual, 1 - (1 - p)^(stay / usual) ask.
        """
        work = self._work
        if self.ahead is not None:
            self.ahead.note(intents.marks[rows, _LUCK], baskets)
        if not work.advice and not work.assist:
            return
        site = intents.site[rows]
        coarse = intents.marks[rows, _LUCK] * _FINE
        first, second = np.floor(coarse) / _FINE, coarse % 1.0
        asks = 1.0 - (1.0 - work.advice) ** (scatter * self._dwell[site])
        # A robot takes its share of the questions: those with the least luck, so that more robots only take more.
        asked = (first < asks * (1.0 - self._robot[site])).nonzero()[0]
        times = ticks(exponential(second[asked], work.advice_time) * self._pace[site[asked]])
        self._questions.update(zip(baskets[asked].tolist(), np.maximum(times, 1).tolist(), strict=True))
        helped = (second < work.assist).nonzero()[0]
        times = ticks(exponential(first[helped], work.assist_time))
        self._stuck.update(zip(baskets[helped].tolist(), np.maximum(times, 1).tolist(), strict=True))

    def forget(self, baskets: Rows) -> None:
        """Let go of shoppers who leave with nothing."""
        for basket in baskets.tolist():
            self._questions.pop(basket, None)
            self._stuck.pop(basket, None)
            if self.ahead is not None:
                self.ahead.forget(basket)

    def asks(self, store: Store, basket: int, patience: int, then: Callable[[], None]) -> bool:
        """Return whether a shopper wants advice; ``then`` follows once it is given, or patience (ms) is lost."""
        time = self._questions.pop(basket, None) if self._questions else None
        if time is None or store.advice is None:
            return False
        store.advice.join(basket, time, lambda _: then(), patience, lambda _: then())
        return True

    def use_kiosk(self, store: Store, basket: int, service: int, patience: int, ways_out: tuple[Done, GaveUp]) -> None:
        """Queue for a self-checkout; who needs help there keeps it until somebody of the crew has come.

        Args:
            store: where.
            basket: whose.
            service: ms at the self-checkout.
            patience: ms in the queue.
            ways_out: hear of the basket paid for, or left behind.
        """
        paid, left = ways_out
        time = self._stuck.pop(basket, None) if self._stuck else None
        done = paid if time is None else partial(self._call, store, time, paid)
        store.self_tills.join(basket, service, done, patience, left)

    def _call(self, store: Store, time: int, paid: Done, served: Served) -> None:
        basket, began, _ = served
        if store.assist is None:
            paid(served)
            return
        store.hold_kiosk(1)
        store.assist.join(basket, time, partial(self._go_on, store, began, paid))

    def _go_on(self, store: Store, began: int, paid: Done, helped: Served) -> None:
        store.hold_kiosk(-1)
        paid((helped[0], began, helped[2]))
