"""Assignment planned: which node should ship parcels, learned on some simulated days and judged on others.

A day's stock serves a store's own customers and parcels in the order in which they come. Today parcels leave from their
warehouse, or by the rule of the scenario where stores ship; near stores may ship where that is cheapest now, or after
what their own customers would miss. The plan is what did best on the learned days; where luck cannot tell others from
it, the first of them: today's rule, then bid prices.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from o2o.planning.ground import places_of
from o2o.planning.order_days import OrderDay, order_days
from o2o.planning.planned import Planned
from o2o.planning.trees import planted
from o2o.study import Study
from optimize.assignment_case import Assignment
from optimize.model import Reals, Slots
from optimize.online import BidPrices, Myopic
from optimize.solution import Proof
from optimize.store_first import StoreFirst
from optimize.stream import OnlineRule, Outcome, clairvoyant, serve
from scenarios.schema import Scenario
from sim.catalog import Catalog, catalog
from sim.city import City, build_city
from sim.places import metres
from sim.units import CNY, HOUR, KM

if TYPE_CHECKING:
    from scenarios.tree import Plain

LEARNED, JUDGED = 3, 3
"""simulated days to learn expected orders from, and to judge the plan by"""
NEAREST = 3
"""stores that may ship to a zone: its nearest ones"""
CLOSE = 1e-6
"""share of the bound within which a plan counts as proven"""
SOLVES = 4
"""times a day that bid prices are found anew"""


ASSUMED = "warehouses are taken to have what parcels need"
TODAY = "as today"
RULES = {TODAY: "", "bid prices": "bid_prices", "cheapest now": "cheapest"}
"""What may be planned, and the name of the rule in a scenario; of equals the first: today's, then who spares units"""
DEPOT, STORE_FIRST, PRICED, CHEAPEST = "every parcel from its warehouse", "nearest store first", *list(RULES)[1:]
AS_IN_RUNS = {"cheapest": CHEAPEST, "split": CHEAPEST, "bid_prices": PRICED}
"""Rule of a scenario whose stores ship -> how it is judged here; any other one as store first"""


@dataclass(frozen=True)
class Judged:
    """What a day was worth, fen: goods served less fulfilment."""

    worth: dict[str, float]
    """by rule"""
    outcome: dict[str, Outcome]
    bound: float
    """what nobody exceeds who knows the day in advance"""


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return the routing of parcels at bid prices, with what it is worth on days it has not seen.

    Raises:
        PlanningError: nobody orders parcels, no day is left to plan for, or no solver has an answer.
    """
    scenario = study.loaded.scenario
    city = build_city(places_of(scenario))
    products = catalog(scenario.goods.products)
    days = order_days(scenario, len(city.store_keys), LEARNED + JUDGED)
    learned, unseen = days[::2], days[1::2] or days
    habit = habit_of(scenario)
    tried, judged = (
        [judge(expected(learned, day, city, products), day, Habit(habit, city)) for day in part]
        for part in (learned, unseen)
    )
    chosen = best(tried)
    worth, today = (float(np.mean([day.worth[rule] for day in judged])) for rule in (chosen, TODAY))
    bound = float(np.mean([day.bound for day in judged]))
    return Planned(
        what="assignment",
        unit="CNY a day: goods served less fulfilment, own customers' goods included",
        proof=Proof(worth, bound, bound - worth <= CLOSE * abs(bound), "HiGHS", reproducible=True, notes=()),
        baseline=today,
        clairvoyant=bound,
        tree=_with_plan(study, city, RULES[chosen]),
        head=("parcels", "fulfilment and goods left out, CNY a day", "units left out a day"),
        rows=_rows(judged),
        notes=(*_said(chosen, worth - today), f"today: {habit}; {ASSUMED}"),
    )


def best(tried: list[Judged]) -> str:
    """Return the rule that did best on the days of ``tried``; of those that luck cannot tell from it, the first.

    Luck is the standard error of the difference by day. So prices of units decide between bid prices and the cheapest
    node: where both cost the same, the one that leaves to own customers what they would miss is planned.
    """
    worth = {rule: np.array([day.worth[rule] for day in tried]) for rule in RULES}
    top = max(RULES, key=lambda rule: worth[rule].mean())
    return next(rule for rule in RULES if _equal(worth[top] - worth[rule]))


def _equal(behind: Reals) -> bool:
    """Return whether a mean difference by day is within its standard error; of a single day, whether there is none."""
    luck = behind.std(ddof=1) / np.sqrt(behind.size) if behind.size > 1 else 0.0
    return bool(behind.mean() <= luck)


def _said(chosen: str, gained: float) -> tuple[str, ...]:
    """Return what a planner must know about the choice."""
    if chosen == TODAY:
        return ("no rule did better than today's, beyond luck, on the days it was learned from: nothing is changed",)
    if gained <= 0:
        return (f"'{chosen}' was best, or as good, on the days it was learned from, but not on the others",)
    return ()


@dataclass(frozen=True)
class Habit:
    """What is done today."""

    name: str
    city: City
    solves: int = SOLVES
    """times a day that bid prices are found anew"""

    def rule(self, case: Assignment, zone: Slots) -> OnlineRule:
        """Return it as a rule for streams; ``zone`` of each of the case's parcels, its last kinds of orders."""
        own, stores = len(case.orders) - zone.size, len(self.city.store_keys)
        if self.name == DEPOT:
            freight = case.freight.copy()
            freight[own:, :stores] = np.inf
            return Myopic(replace(case, freight=freight))
        if self.name == STORE_FIRST:
            away = np.zeros(case.freight.shape)
            away[own:] = distances(self.city)[zone]
            return StoreFirst(case, np.arange(self.city.nodes) < stores, away)
        return Myopic(case) if self.name == CHEAPEST else BidPrices(case, self.solves)


def habit_of(scenario: Scenario) -> str:
    """Return how parcels are routed today: by the scenario's rule once any store ships on some day."""
    opened = {lever for wave in scenario.plan.waves.values() for lever in wave.opens}
    opened |= {change.lever for change in scenario.plan.changes.values() if change.to}
    if "ship_from_store" not in opened:
        return DEPOT
    return AS_IN_RUNS.get(scenario.policies.routing.rule, STORE_FIRST)


def distances(city: City) -> Reals:
    """Return metres from each zone to each node, shape (zones, nodes)."""
    x, y = city.site_xy[: city.nodes].T
    found: Reals = metres(x, y, city.zone_xy[:, :1], city.zone_xy[:, 1:]).astype(np.float64)
    return found


def expected(learned: list[OrderDay], today: OrderDay, city: City, products: Catalog) -> Assignment:
    """Return the kinds of orders: those of learned days as they are expected, those of ``today`` with no weight.

    Own customers come line by line and are expected at the mean of the learned days; parcels come as they were.
    """
    stores, skus = len(city.store_keys), len(products.ids)
    own = np.zeros((stores, skus))
    for day in learned:
        np.add.at(own, (day.store[day.order], day.sku), (day.store[day.order] >= 0) / len(learned))
    parcels = [_parcels(day) for day in (*learned, today)]
    zone = np.concatenate([zone for zone, _, _ in parcels])
    count = np.cumsum([0, *(zone.size for zone, _, _ in parcels)])
    order = np.concatenate([order + first for (_, order, _), first in zip(parcels, count[:-1], strict=True)])
    sku = np.concatenate([np.tile(np.arange(skus), stores), *(sku for _, _, sku in parcels)])
    kinds, cells = stores * skus + zone.size, stores * skus
    freight, handling = costs_of(city)
    freight = np.where(_reach(city), freight, np.inf)
    home = np.repeat(np.arange(stores), skus)
    weight = np.concatenate([own.ravel(), np.full(count[-2], 1 / len(learned)), np.zeros(count[-1] - count[-2])])
    order = np.concatenate([np.arange(cells), order + cells])
    # A store's own customer costs its margin, a parcel's line its price: a promise was paid for.
    lost = np.where(order < cells, (products.price - products.cost)[sku], products.price[sku])
    return Assignment(
        sites=(*city.store_keys, *city.warehouse_keys),
        skus=products.ids,
        orders=tuple(map(str, range(kinds))),
        order=order,
        sku=sku,
        units=np.ones(order.size, np.int64),
        freight=np.vstack([np.where(np.arange(city.nodes) == home[:, None], 0.0, np.inf), freight[zone]]),
        sending_cost=np.where(order[:, None] < cells, 0.0, handling),
        lost_cost=lost.astype(np.float64),
        short_cost=np.zeros(kinds),
        stock=np.vstack([today.there, np.full((city.nodes - stores, skus), order.size)]),
        capacity=np.full(city.nodes, np.inf),
        most_packages=np.full(kinds, city.nodes),
        lateness=np.zeros((kinds, city.nodes)),
        weight=weight,
    )


def _parcels(day: OrderDay) -> tuple[Slots, Slots, Slots]:
    """Return the zone of each parcel of a day, and the order and the product of each of their lines."""
    parcel = np.flatnonzero(day.store < 0)
    mine = np.flatnonzero(day.store[day.order] < 0)
    return day.zone[parcel], np.searchsorted(parcel, day.order[mine]), day.sku[mine]


def costs_of(city: City) -> tuple[Reals, Reals]:
    """Return fen a package from each node to each zone, and fen a unit from each node."""
    p, stores = city.places, len(city.store_keys)
    works = [p.store_work] * stores + [p.warehouse_work] * (city.nodes - stores)
    carried = p.carrier.price + p.carrier.packaging + distances(city) * p.carrier.price_per_km / KM
    freight = carried + np.array([w.wage * (w.pick_base + w.pack) / HOUR for w in works])
    return freight, np.array([w.wage * w.pick_line / HOUR for w in works])


def _reach(city: City) -> NDArray[np.bool_]:
    """Return which nodes may ship to each zone: near stores and the nearest warehouse, shape (zones, nodes)."""
    stores, away = len(city.store_keys), distances(city)
    near = np.argsort(np.argsort(away[:, :stores], axis=1, kind="stable"), axis=1, kind="stable") < NEAREST
    closest = np.arange(city.nodes - stores) == np.argmin(away[:, stores:], axis=1)[:, None]
    return np.hstack([near, closest])


def judge(case: Assignment, day: OrderDay, habit: Habit) -> Judged:
    """Return what ``day`` is worth to each rule; its own orders are the last kinds of ``case``."""
    ways: tuple[OnlineRule, ...] = (habit.rule(case, parcels_to(day)), BidPrices(case, SOLVES), Myopic(case))
    stream = stream_of(case, day)
    asked = _asked(case, stream)
    outcome = {name: serve(case, stream, rule) for name, rule in zip(RULES, ways, strict=True)}
    left = {name: asked - lived.cost for name, lived in outcome.items()}
    return Judged(left, outcome, asked - clairvoyant(case, stream))


def worth_by(case: Assignment, day: OrderDay, habit: Habit) -> float:
    """Return what ``day`` is worth to one rule, fen."""
    stream = stream_of(case, day)
    return _asked(case, stream) - serve(case, stream, habit.rule(case, parcels_to(day))).cost


def parcels_to(day: OrderDay) -> Slots:
    """Return the zone of each parcel of a day."""
    return day.zone[day.store < 0]


def stream_of(case: Assignment, day: OrderDay) -> Slots:
    """Return the kinds of a day's orders in ``case`` as they came: own customers line by line, parcels whole."""
    parcel = day.store < 0
    firsts = len(case.orders) - int(parcel.sum()) + np.cumsum(parcel) - 1
    whole = np.flatnonzero(np.r_[True, np.diff(day.order) > 0])
    # Own customers take what is there of each line; a parcel is one order.
    kinds = np.where(parcel[day.order], firsts[day.order], day.store[day.order] * len(case.skus) + day.sku)
    stream: Slots = kinds[~parcel[day.order] | np.isin(np.arange(day.order.size), whole)]
    return stream


def _asked(case: Assignment, stream: Slots) -> float:
    """Return what all that was asked for would be worth if it cost nothing, fen."""
    return float((case.lost_cost * np.bincount(stream, minlength=len(case.orders))[case.order]).sum())


def _rows(judged: list[Judged]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name in RULES:
        cost, left = (np.mean([getattr(day.outcome[name], part) for day in judged]) for part in ("cost", "left"))
        rows.append((name, f"{cost / CNY:,.2f}", f"{left:,.1f}"))
    return rows


def _with_plan(study: Study, city: City, rule: str) -> "dict[str, Plain]":
    """Return the scenario's tree with the rule, and stores that ship from the first day; unchanged for today's."""
    scenario = study.loaded.scenario
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, assignment planned")
    if not rule:
        return tree
    tree = planted(tree, ("policies", "routing", "rule"), rule)
    tree = planted(tree, ("policies", "routing", "stores"), min(NEAREST, len(city.store_keys)))
    start = scenario.calendar.start.isoformat()
    change: Plain = {"start": start, "lever": "ship_from_store", "to": True, "why": "assignment plan"}
    return planted(tree, ("plan", "changes", "assignment_ships"), change)
