"""Stock of pop-up stores: there with the store, gone with it, and nothing is lost on the way home (row I27)."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import tree
from o2o.validate.twin_worlds import run
from sim.units import DAY

_DAYS, _OPENS, _GONE = 12, 3, 7
"""days of the run; the store's first day, and the first on which it is gone"""
_SHOP, _DEPOT = 2, -1
"""site slots, by the order of their keys"""

Days = dict[str, NDArray[np.int64]]
"""column of stock_days -> units by day, node and product"""
Fault = Callable[[Days], None]


def sound(_: Days) -> None:
    """Plant nothing."""


def left_behind(days: Days) -> None:
    """Plant a unit that nobody fetched."""
    days["physical"][_GONE, _SHOP, 0] += 1


def never_came(days: Days) -> None:
    """Plant a unit that was fetched and reached no warehouse."""
    days["received"][_GONE, _DEPOT] -= np.arange(days["received"].shape[2]) == days["sent"][_GONE, _SHOP].argmax()


def comes_and_goes(fault: Fault = sound) -> Outcome:
    """Return whether the store has goods while it is there only, and all that is left comes home."""
    facts, days = _lived()
    days = {name: units.copy() for name, units in days.items()}
    fault(days)
    there = (np.arange(_DAYS) >= _OPENS) & (np.arange(_DAYS) < _GONE)
    away = sum(days[name][~there, _SHOP] for name in ("physical", "sold", "received"))
    left = days["physical"][_GONE - 1, _SHOP]
    came = facts["deliveries"]["arrived"] // DAY == _GONE
    supplied = int(facts["deliveries"]["delivered"][came].sum())
    home = int(days["received"][_GONE, _DEPOT].sum()) - supplied
    carried = int(days["sold"][there, _SHOP].sum() > 0) * int(left.sum())
    return every(
        [
            none_of(away.size, int((away != 0).sum()), "product days with goods where no store is"),
            none_of(carried, int(abs(days["sent"][_GONE, _SHOP] - left).sum()), "units left that are not fetched"),
            none_of(carried, abs(home - int(left.sum())), "units fetched that are not at the warehouse"),
        ]
    )


@cache
def _lived() -> tuple[Mapping[str, Mapping[str, NDArray[Any]]], Days]:
    city = tree()
    city["calendar"]["days"] = _DAYS
    shift = {"start": "07:00", "end": "23:00", "staff": 3}
    city["places"]["stores"]["popup"] = {"lon": 121.47, "lat": 31.22, "shifts": {"day": shift}}
    city["places"]["popups"] = {"popup": {"start": "2026-03-05", "end": "2026-03-09", "passers_by": 0.06}}
    facts = run(city).facts
    shape = (_DAYS, 5, -1)
    table, names = facts["stock_days"], ("physical", "received", "sold", "sent")
    return facts, {name: table[name].astype(np.int64).reshape(shape) for name in names}


ORACLES = (
    Oracle(
        "I27",
        "E",
        "a pop-up store of four days has goods and sells on these days only, and what it has not sold is fetched the "
        "night after and reaches the warehouse, to the unit",
        "a whole scenario through o2o.runner.simulate; what suppliers brought is the second count",
        comes_and_goes,
        {
            "a unit that nobody fetches": partial(comes_and_goes, left_behind),
            "a unit fetched that comes nowhere": partial(comes_and_goes, never_came),
        },
    ),
)
