"""Shown fit: what people see that will not fit is what would have come back, unit by unit (row M35)."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from agents.fitting import Fitting
from agents.line_luck import LineLuck, Slots
from agents.population import Population
from agents.returning import Returning
from o2o.construction import build
from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from o2o.validate.small_city import Tree, put, read, tree
from sim.random_field import RandomField
from sim.units import DAY

_SHARE, _SHOWN = 0.286, 0.6
_DAYS = 6
"""the first day's units have been received and decided about by then"""

Fault = Callable[[Population], None]


class Shifted(LineLuck):
    """Plants units that take the luck of the place where they end up, not of the one where they were wished for."""

    def leave(self, day: int, who: Slots, nth: Slots) -> None:
        """Forget what was left."""


class Blind(LineLuck):
    """Plants mirrors that show another fit than the true one."""

    def __init__(self, population: Population, true: LineLuck) -> None:
        super().__init__(population.people, RandomField(77))
        self._true = true

    def leave(self, day: int, who: Slots, nth: Slots) -> None:
        """Tell the true luck what was left."""
        self._true.leave(day, who, nth)


def sound(_: Population) -> None:
    """Plant nothing."""


def shifted(population: Population) -> None:
    """Plant `Shifted`."""
    returning, fitting = _parts(population)
    returning.luck = fitting.luck = Shifted(population.people, RandomField(population_seed()))


def blind(population: Population) -> None:
    """Plant `Blind`."""
    returning, fitting = _parts(population)
    fitting.luck = Blind(population, returning.luck)


def population_seed() -> int:
    """Return the seed of the small city."""
    return int(tree()["experiment"]["seed"])


def avoids_what_would_come_back(fault: Fault = sound) -> Outcome:
    """Return whether the first day's units that came back without the lever are those left or back with it."""
    nobody, somebody = _units(0.0, sound), _units(_SHOWN, fault)
    before, after = nobody["back"], somebody["back"] + somebody["left"]
    more = int(np.abs(before - after).sum())
    telling = int(before.sum()) if somebody["left"].any() and somebody["back"].any() else 0
    return none_of(telling, more, "units that came back and were neither left nor came back later, or the reverse")


def thinned(fault: Fault = sound) -> Outcome:
    """Return whether shares of wished units left, and of bought units given back, are s p and p (1 - s) / (1 - s p)."""
    units = _units(_SHOWN, fault)
    left, back, bought = (int(units[name].sum()) for name in ("left", "back", "bought"))
    shares = {"left": (left, left + bought), "given back": (back, bought)}
    theory = {"left": _SHOWN * _SHARE, "given back": _SHARE * (1 - _SHOWN) / (1 - _SHOWN * _SHARE)}
    return statistical([measure(name, theory[name], plain(_ones(*shares[name])), 0.09) for name in theory])


def both(fault: Fault = sound) -> Outcome:
    """Return whether the law holds unit by unit, and the shares are what theory says."""
    return every([avoids_what_would_come_back(fault), thinned(fault)])


def _ones(some: int, of: int) -> NDArray[np.float64]:
    return (np.arange(of) < some).astype(np.float64)


def _parts(population: Population) -> tuple[Returning, Fitting]:
    returning = next(part for part in population.afterthoughts if isinstance(part, Returning))
    assert isinstance(population.foresight, Fitting)
    return returning, population.foresight


def _city(shown: float) -> Tree:
    city = tree()
    city["calendar"]["days"] = _DAYS
    city["people"]["segments"]["families"]["customers"] = 4_500
    # Nobody minds, or runs into, what others do: with the lever there are fewer units in the way.
    for segment in city["people"]["segments"].values():
        segment["choice"] = {"wait": 0, "missing": 0}
    put(city, ["places", "store_work"], {"patience": "100 h"})
    city["plan"]["waves"]["open"]["opens"] = ["collect", "ship_from_store"]
    city["people"]["returning"] = {"broken": 0, "after": "1 d"}
    for product in city["goods"]["products"].values():
        product |= {"returned": _SHARE, "returned_in_store": _SHARE}
    put(city, ["policies", "replenishment"], {"cover": "20 d", "facing": 30})
    changes = {
        name: {"start": "2026-03-02", "lever": lever, "to": shown}
        for name, lever in (("mirrors", "fit.shown"), ("app", "fit.online"))
    }
    city["plan"]["changes"] = changes
    return city


@cache
def _units(shown: float, fault: Fault) -> dict[str, NDArray[np.int64]]:
    """Return units wished for on the first day by person and product, flat: bought, given back, left."""
    population = build(read(_city(shown)), 0)
    fault(population)
    for day in range(_DAYS):
        population.live_day(day)
    facts, skus = population.world.facts, len(population.world.catalog.ids)
    orders, lines, back, left = (facts[name] for name in ("orders", "order_lines", "returns", "misfits"))
    first = (orders["reserved"] < DAY) & (orders["delivered"] >= 0)
    bought = lines["got"].astype(bool) & first[lines["order"]]
    person = orders["person"].astype(np.int64)
    keys = {
        "bought": (person[lines["order"]] * skus + lines["sku"])[bought],
        "back": (person[back["order"]] * skus + back["sku"])[first[back["order"]]],
        "left": (left["person"].astype(np.int64) * skus + left["sku"])[left["time"] < DAY],
    }
    size = len(population) * skus
    counted = {name: np.bincount(key, minlength=size) for name, key in keys.items()}
    population.forget()
    return counted


ORACLES = (
    Oracle(
        "M35",
        "M",
        f"where a share s = {_SHOWN} of what will not fit is shown before it is bought, units left and units given "
        f"back are, unit by unit, those given back where nothing is shown; with a chance p = {_SHARE} of going back, "
        "s p are left, and of those bought p (1 - s) / (1 - s p) come back",
        "two whole worlds with the same luck through their first day and what became of it",
        both,
        {
            "luck of the place in the basket that is left": partial(both, shifted),
            "mirrors that show another fit": partial(both, blind),
        },
    ),
)
