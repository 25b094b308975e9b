"""Small plans: random sites, shops, parcels of work and bags, each small enough to try every plan there is."""

from dataclasses import dataclass, field
from itertools import permutations, product

import numpy as np

from optimize.location_case import Locations
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense
from optimize.placement_case import Placement, Reach
from sim.random_field import Purpose, RandomField

_SEED = 1_947
_BLOCK = 4
"""draws of a purpose begin at multiples of it"""


def _purpose() -> Purpose:
    return RandomField(_SEED).purpose("validate.plans")


@dataclass
class Figures:
    """The random whole figures of one case, taken one after another."""

    case: int
    _taken: int = 0
    _from: Purpose = field(default_factory=_purpose)

    def between(self, low: int, high: int, *shape: int) -> Reals:
        """Return whole figures from ``low`` to ``high``, each as likely, in ``shape``."""
        count = int(np.prod(shape))
        luck = self._from.dense(count, self.case, self._taken)
        self._taken += _BLOCK * -(-count // _BLOCK)
        return np.asarray(np.floor(low + (high + 1 - low) * luck).reshape(shape), np.float64)


def names(word: str, count: int) -> tuple[str, ...]:
    """Return ``count`` names."""
    return tuple(f"{word} {k}" for k in range(count))


def sites(case: int, count: int = 4, customers: int = 5) -> Locations:
    """Return sites that may open and customers they serve; rooms of all sites together are large enough."""
    figures = Figures(case)
    demand = figures.between(1, 9, customers)
    capacity = figures.between(5, 20, count)
    capacity[0] += max(0.0, demand.sum() - capacity.sum())
    return Locations(
        sites=names("site", count),
        customers=names("customer", customers),
        opening_cost=figures.between(5, 60, count),
        capacity=capacity,
        demand=demand,
        serving_cost=figures.between(1, 60, count, customers),
    )


def roomy(case: int) -> Locations:
    """Return sites without limits of capacity."""
    made = sites(case)
    return Locations(made.sites, made.customers, made.opening_cost, np.full(4, np.inf), made.demand, made.serving_cost)


def best_sites(data: Locations) -> float:
    """Return the least cost of sites without limits, every set of them tried."""
    sets = [np.flatnonzero(chosen) for chosen in product((0, 1), repeat=len(data.sites)) if any(chosen)]
    return min(float(data.opening_cost[s].sum() + data.serving_cost[s].min(axis=0).sum()) for s in sets)


def shop(case: int, days: int = 6) -> Placement:
    """Return two products for one shop that has no room for all, on some equally likely days; money in fen."""
    figures = Figures(10_000 + case)
    cost = figures.between(200, 600, 2)
    return Placement(
        skus=names("product", 2),
        nodes=("shop",),
        zones=("customers",),
        chance=np.full(days, 1.0 / days),
        demand=figures.between(0, 5, days, 2, 1),
        price=cost + figures.between(100, 900, 2),
        unit_cost=cost,
        salvage=cost - figures.between(50, 190, 2),
        lost_cost=figures.between(0, 99, 2),
        holding_cost=figures.between(0, 40, 2, 1),
        sending_cost=np.zeros((1, 1)),
        reach=np.array([[Reach.ALWAYS.value]]),
        enabling_cost=np.zeros(1),
        litres=figures.between(1, 3, 2),
        capacity=figures.between(4, 14, 1),
        available=np.full(2, np.inf),
        service_floor=np.zeros(2),
    )


def daily(data: Placement, stock: Reals) -> Reals:
    """Return what ``stock`` at the one shop of ``data``, shape (products,), earns on each of its days; fen."""
    asked = data.demand[:, :, 0]
    sold = np.minimum(asked, stock)
    paid = float(stock @ (data.unit_cost + data.holding_cost[:, 0]))
    return sold @ data.price + (stock - sold) @ data.salvage - (asked - sold) @ data.lost_cost - paid


def earned(data: Placement, stock: Reals) -> float:
    """Return the mean worth in fen of ``stock`` at the one shop of ``data``, shape (products,)."""
    return float(data.chance @ daily(data, stock))


def best_stock(data: Placement) -> float:
    """Return the most that the shop can earn, every stock tried."""
    stocks = [np.array(pair, float) for pair in product(range(6), repeat=2)]
    return max(earned(data, stock) for stock in stocks if data.litres @ stock <= data.capacity[0])


def bag(case: int, things: int = 8) -> tuple[Model, float]:
    """Return the choice of things for a bag, and the best worth, every choice tried."""
    figures = Figures(20_000 + case)
    worth, weight = figures.between(1, 60, things), figures.between(1, 30, things)
    limit = np.floor(weight.sum() / 2)
    choices = np.array(list(product((0.0, 1.0), repeat=things)))
    draft = Draft(Aim.MOST)
    taken = draft.columns("take", (names("thing", things),), cost=worth, high=1.0, integer=True)
    draft.enter(draft.rows("bag", (), Sense.AT_MOST, limit, Origin.LIMIT), taken, weight)
    return draft.model(), float((choices @ worth)[choices @ weight <= limit].max())


def work(cost: Reals, people: tuple[str, ...], tasks: tuple[str, ...]) -> Model:
    """Return the model that gives each task to one person, at ``cost``, shape (people, tasks)."""
    draft = Draft(Aim.LEAST)
    given = draft.columns("give", (people, tasks), cost=cost, high=1.0, integer=True)
    for axis, words in ((0, tasks), (1, people)):
        once = draft.rows("once", (words,), Sense.EQUAL, 1.0, Origin.LAW)
        draft.enter(np.expand_dims(once, axis), given, 1.0)
    return draft.model()


def labour(case: int, people: int = 4, dearest: int = 60) -> Reals:
    """Return what each of some people costs at each of as many tasks."""
    return Figures(30_000 + case).between(1, dearest, people, people)


def least_labour(cost: Reals) -> float:
    """Return the least cost of all ways to share the tasks out."""
    people = np.arange(len(cost))
    return min(float(cost[people, list(way)].sum()) for way in permutations(range(len(cost))))
