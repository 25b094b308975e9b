"""Making to stock: what it is worth to a supplier to hear of sales before they are ordered again (row I24)."""

from functools import partial
from math import exp

import numpy as np
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from sim.facts import Facts
from sim.levers import Levers
from sim.making import MakingSpec
from sim.random_field import RandomField
from sim.samplers import poisson
from sim.suppliers import SupplierLuck, Suppliers, SupplierSpec
from sim.units import DAY

_SEED = 1_995
_RATE, _APART, _NIGHTS = 4.0, 5, 3
"""units a day, days from order to order, nights to make goods"""
_STOCK = int(_RATE * _NIGHTS)
_ORDERS, _SKUS = 150, 300

Floats = NDArray[np.float64]


def waits(late: int = 0, missing: int = 0) -> Outcome:
    """Return whether units wait to be made as theory says, by orders alone and with sales shared.

    Args:
        late: planted days by which sales are heard late.
        missing: planted units of each product that the supplier does not hold.
    """
    units = _RATE * _APART
    theory = _NIGHTS * _beyond(_APART) / units, sum(_beyond(days) for days in range(1, _NIGHTS + 1)) / units
    names = ("orders seen", "sales seen")
    found = [plain(_waits(shared, late, missing)) for shared in (0, 1)]
    return statistical([measure(n, t, f, 0.03) for n, t, f in zip(names, theory, found, strict=True)])


def _beyond(days: int) -> float:
    """Return the expected units by which Poisson sales of so many days exceed the stock."""
    mean, left = _RATE * days, 0.0
    chance = exp(-mean)
    for units in range(_STOCK):
        left += (_STOCK - units) * chance
        chance *= mean / (units + 1)
    return mean - _STOCK + left


def _waits(shared: int, late: int, missing: int) -> Floats:
    """Return the mean nights that a unit waits to be made, by product, shape (skus,)."""
    levers = Levers({"supplier": 1, "warehouse": 1})
    levers.start_with("supplier.share_pos", shared)
    days = _ORDERS * _APART
    luck = SupplierLuck(np.zeros((days, 1, 1)), np.zeros((days, 1, _SKUS)))
    making = MakingSpec(lead=_NIGHTS * DAY, cover=0, smoothing=0.0)
    supplier = SupplierSpec(lead=DAY, making=making)
    daily = np.full(_SKUS, _RATE) - missing / _NIGHTS
    own = np.zeros(_SKUS, np.int64)
    suppliers = Suppliers([supplier], own, own, levers, luck, daily)
    table, sales = Facts()["making"], RandomField(_SEED).purpose("validate.I24.sales")
    waited, due, heard = np.zeros(_SKUS), np.zeros(_SKUS, np.int64), [np.zeros(_SKUS, np.int64)] * late
    for day in range(days):
        heard.append(poisson(sales.dense(_SKUS, day), _RATE))
        due += heard[-1]
        suppliers.makers.hear(heard.pop(0)[None])
        suppliers.makers.begin_night()
        if day % _APART == _APART - 1:
            for load in suppliers.send(day, 0, DAY, due):
                waited += load.ordered * (load.after / DAY - 1)
            due[:] = 0
        suppliers.makers.end_night(day, table)
    return waited / (_RATE * days)


ORACLES = (
    Oracle(
        "I24",
        "S",
        f"a supplier that makes goods in {_NIGHTS} nights and holds {_STOCK}, Poisson sales, {_RATE:g} a day, ordered "
        f"again every {_APART} days: a unit waits 3 E[(D5 - 12)+] / 20 nights where orders are seen, (E[(D1 - 12)+] + "
        "E[(D2 - 12)+] + E[(D3 - 12)+]) / 20 where sales are (Hariharan and Zipkin 1995: news of demand is worth lead "
        "time)",
        "Suppliers, Makers and Workshop, products as replications",
        waits,
        {"sales are heard a day late": partial(waits, 1), "a unit fewer held": partial(waits, 0, 1)},
    ),
)
