"""Base stock under continuous review: fill rate, backorders and stock against Palm and Erlang (rows I02 to I04)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, arrivals
from o2o.validate.oracle import Measure, Oracle, Outcome, every, measure, statistical
from o2o.validate.recursions import NEVER, Times, first_come
from sim.feed import Feed
from sim.policies import Replenishment
from sim.random_field import RandomField
from sim.replenishment import ExpectedSales, OrderUpTo, Outlook
from sim.station import Call
from sim.stock import Stock

_SEED = 1_938
_WARM = 300
_PILOT, _MANY = (1_300, 8), (6_300, 1_000)
"""demands and replications through the real stock, and through the recursion alone"""
_CELL = np.zeros(1, np.int64)
_NO_OUTLOOK = Outlook(np.zeros(1), np.zeros(1), 0.0)

Figures = dict[str, NDArray[np.float64]]
Recursion = Callable[[Times, int, int], Figures]


@dataclass(frozen=True)
class Fault:
    """What may be wrong in the real part; nothing by default."""

    level: int = 0
    """added to the order-up-to level"""
    lead: float = 1.0
    """factor on lead times"""


class Shelf:
    """One product at one site, demanded unit by unit and reviewed after every demand.

    The stock refuses what is not there; a demand that is `patient` is kept waiting here, as a negative position.

    Args:
        env: its clock.
        rule: how it orders.
        opening: units there at the start.
        leads: lead time of an order that follows each demand, shape (demands,).
    """

    def __init__(
        self, env: simpy.Environment, rule: Replenishment, opening: int, leads: NDArray[np.int64], *, patient: bool
    ) -> None:
        self._env, self._leads, self._patient = env, leads, patient
        self._stock = Stock(1, 1)
        self._stock.start_with(np.array([opening]))
        self._rule = rule
        self._owed: list[int] = []
        self.served: dict[int, int] = {}
        """demand -> when it got its unit"""
        self.seen: list[int] = []
        """units on the shelf that each demand found"""

    def demand(self, number: int) -> None:
        """Take one unit, wait for one, or go away; then order by the rule."""
        self.seen.append(int(self._stock.free[0]))
        if not self._serve(number) and self._patient:
            self._owed.append(number)
        position = self._stock.position(0) - len(self._owed)
        units = self._rule.order(position, _NO_OUTLOOK)
        if units.any():
            self._stock.expect(0, units)
            Call(self._env, int(self._leads[number]), self._receive, units)

    def _receive(self, units: NDArray[np.int64]) -> None:
        self._stock.receive(0, units)
        while self._owed and self._serve(self._owed[0]):
            self._owed.pop(0)

    def _serve(self, number: int) -> bool:
        if not self._stock.reserve(_CELL)[0]:
            return False
        self._stock.ship(_CELL)
        self.served[number] = int(self._env.now)
        return True


def backorders(lead: int, level: int, tolerances: tuple[float, ...], fault: Fault | None = None) -> Outcome:
    """Return whether fill rate, expected backorders and units on hand are Palm's; one demand a unit of time."""
    theory = _PALM[lead, level]
    names = [name for name in theory if name != "on hand" or lead == 6]
    return _outcome(lead, level, [(name, theory[name]) for name in names], tolerances, fault or Fault())


def lost_sales(fault: Fault | None = None) -> Outcome:
    """Return whether the share of demands lost is Erlang's; one demand a unit of time, lead time 6, level 8."""
    return _outcome(6, 8, [("loss", 0.121876)], (0.01,), fault or Fault())


def _outcome(
    lead: int, level: int, theory: list[tuple[str, float]], tolerances: tuple[float, ...], fault: Fault
) -> Outcome:
    patient = theory[0][0] != "loss"
    recursion = _palm if patient else _erlang
    arrive = arrivals(RandomField(_SEED).purpose("validate.stock"), 1.0, _PILOT, 0)
    leads = np.full(arrive.shape, round(lead * UNIT * fault.lead))
    real = through_shelf(arrive, base_stock(level + fault.level), level + fault.level, leads, patient=patient)
    twin = recursion(arrive, level, lead * UNIT)
    many = _many(recursion, level, lead)
    measures: list[Measure] = [
        measure(f"{name} ({lead},{level})", value, two_levels(real[name], twin[name], many[name]), tolerance)
        for (name, value), tolerance in zip(theory, tolerances, strict=True)
    ]
    return statistical(measures)


def base_stock(level: int) -> Replenishment:
    """Return the rule that orders up to a fixed level."""
    return OrderUpTo(ExpectedSales(0, 0.0, level))


def through_shelf(arrive: Times, rule: Replenishment, opening: int, leads: Times, *, patient: bool) -> Figures:
    """Return what a `Shelf` makes of demands and lead times, both of shape (demands, replications)."""
    shelves = []
    for nth in range(arrive.shape[1]):
        env = simpy.Environment(initial_time=0)
        shelf = Shelf(env, rule, opening, leads[:, nth], patient=patient)
        feed = Feed(env)
        feed.source(shelf.demand).add(arrive[:, nth], np.arange(arrive.shape[0]))
        feed.run_out()
        shelves.append(shelf)
    served = np.array([[shelf.served.get(job, NEVER) for shelf in shelves] for job in range(arrive.shape[0])])
    seen = np.array([shelf.seen for shelf in shelves]).T
    waits = (served - arrive)[_WARM:] / UNIT
    return {
        "fill": (served == arrive)[_WARM:].mean(axis=0),
        "EBO": waits.mean(axis=0),
        "on hand": seen[_WARM:].mean(axis=0),
        "loss": (served == NEVER)[_WARM:].mean(axis=0),
    }


def _palm(arrive: Times, level: int, lead: int) -> Figures:
    """Return the figures when each demand gets the unit ordered ``level`` demands before it."""
    ready = arrive[_WARM - level : -level] + lead
    now = arrive[_WARM:]
    found = np.zeros(now.shape, np.int64)
    for before in range(1, level + 1):
        found += now - arrive[_WARM - before : -before] >= lead
    waits = np.maximum(ready - now, 0) / UNIT
    return {"fill": (ready <= now).mean(axis=0), "EBO": waits.mean(axis=0), "on hand": found.mean(axis=0)}


def _erlang(arrive: Times, level: int, lead: int) -> Figures:
    """Return the loss when ``level`` units are each away for ``lead`` after a sale."""
    paths = first_come(arrive, np.full_like(arrive, lead), level, np.zeros_like(arrive))
    return {"loss": (paths.begin == NEVER)[_WARM:].mean(axis=0)}


@cache
def _many(recursion: Recursion, level: int, lead: int) -> dict[str, Interval]:
    arrive = arrivals(RandomField(_SEED).purpose("validate.stock"), 1.0, _MANY, 1)
    gaps = arrive[-1:].T / (_MANY[0] * UNIT)
    return {name: controlled(values, gaps, [1.0]) for name, values in recursion(arrive, level, lead * UNIT).items()}


_PALM = {
    (6, 8): {"fill": 0.743980, "EBO": 0.314021, "on hand": 2.314021},
    (6, 10): {"fill": 0.916076, "EBO": 0.077335},
    (20, 25): {"fill": 0.843227, "EBO": 0.330828},
}
"""(demand in a lead time, level) -> theory"""


def _two_more(fault: Fault | None = None) -> Outcome:
    return every([backorders(6, 10, (0.01, 0.03), fault), backorders(20, 25, (0.01, 0.03), fault)])


_PART = (
    "Stock, OrderUpTo, Feed and Call; the stock sells nothing it does not have, so backorders are kept by the oracle "
    "as a negative position; a recursion on the same and on more demands serves as control"
)
_FAULTS = {"a unit missing from the level": Fault(level=-1), "lead times 3 % longer": Fault(lead=1.03)}

ORACLES = (
    Oracle(
        "I02",
        "S",
        "base stock, Poisson demand, 6 in a lead time, level 8: fill 0.743980, backorders 0.314021, on hand 2.314021",
        _PART,
        partial(backorders, 6, 8, (0.01, 0.01, 0.01)),
        {name: partial(backorders, 6, 8, (0.01, 0.01, 0.01), fault) for name, fault in _FAULTS.items()},
    ),
    Oracle(
        "I03",
        "S",
        "the same at 6, level 10: 0.916076, 0.077335; at 20, level 25: 0.843227, 0.330828",
        _PART,
        _two_more,
        {name: partial(_two_more, fault) for name, fault in _FAULTS.items()},
    ),
    Oracle(
        "I04",
        "S",
        "the same under lost sales is Erlang's loss: 0.121876 at 6, level 8",
        "Stock, OrderUpTo, Feed and Call; a loss recursion on the same and on more demands serves as control",
        lost_sales,
        {name: partial(lost_sales, fault) for name, fault in _FAULTS.items()},
    ),
)
