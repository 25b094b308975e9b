"""Returns: who gives what back, how, and when; what comes is looked over at a desk, refunded, and sold again or not."""

from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np
from naive.luck import lognormal
from simpy import Event

from agents.returning import levels
from sim.catalog import Catalog
from sim.facts import NEVER, Account, Task, Way
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.customer import Customer
    from naive.online import Order
    from naive.town import Town

    from scenarios.schema import Scenario

Efforts = list[tuple[float, Way, int]]
"""How hard each way back is, and the site that it leads to."""


@dataclass(slots=True)
class Bag:
    """Units of one order that go back."""

    customer: "Customer"
    order: int
    units: list[int]
    received: float


class Returns:
    """How the firm takes goods back, and what weighs with its customers.

    Args:
        town: where they live.
        scenario: as the planner said.
        catalog: how often products come back.
        open_ways: whether couriers fetch, and which stores take goods back.
    """

    def __init__(
        self, town: "Town", scenario: "Scenario", catalog: Catalog, open_ways: tuple[bool, list[bool]]
    ) -> None:
        self.town = town
        self.policy = scenario.after_sales.returns
        self.weights = scenario.people.returning
        self.fetches, self.takes_back = open_ways
        self.fit: list[float] = catalog.fit.tolist()
        means = np.array([levels(mean, catalog.fit) for mean in (catalog.returned_in_store, catalog.returned)])
        self.in_store, self.online = means.tolist()
        self.usual = float(catalog.share @ catalog.returned)
        self.errands: defaultdict[int, dict[Customer, tuple[int, int]]] = defaultdict(dict)
        """by day: who will be in a store, where and when"""
        self.inspected: list[tuple[int, int, bool]] = []
        """(site, product, sold again) of units to be shelved tonight"""

    def efforts_at_home(self, customer: "Customer") -> Efforts:
        """Return the ways back of what was bought online."""
        ways: Efforts = [(self.weights.post, Way.POST, customer.depot)]
        if self.fetches:
            ways.append((self.weights.fetched, Way.PICKUP, customer.depot))
        near = zip(customer.near, customer.way, strict=True)
        return ways + [(way, Way.STORE, slot) for slot, way in near if self.takes_back[slot]]

    def comfort(self, customer: "Customer") -> float:
        """Return what easy ways back add to the worth of buying online."""
        return self.weights.comfort * self.usual * gain(customer.ways_back, self.weights.post)

    def from_home(self, order: "Order") -> None:
        """Decide about the units of a delivered order."""
        customer, ways = order.customer, order.customer.ways_back
        regret = self.weights.ease * customer.ease_back + self.weights.broken * (order.late > 0)
        self.decide(customer, order.number, order.got, ways, (self.online, regret))

    def from_store(self, customer: "Customer", number: int, units: Sequence[int], bought: tuple[int, int]) -> None:
        """Decide about units bought in a store; ``bought``: the store, and the member that it saw."""
        store, member = bought
        ways: Efforts = [(0.0, Way.STORE, store)]
        if self.fetches and member != NEVER:
            ways.append((self.weights.fetched, Way.PICKUP, customer.depot))
        self.decide(customer, number, units, ways, (self.in_store, self.weights.ease * gain(ways, 0.0)))

    def decide(
        self, customer: "Customer", number: int, units: Sequence[int], ways: Efforts, why: tuple[list[float], float]
    ) -> None:
        """Choose the units that go back, and set out with them; ``why``: levels of products, and regret."""
        town, fit = self.town, self.fit
        level, regret = why
        if not self.usual:
            return
        back = [
            sku
            for sku in units
            if town.rng.random() < 1.0 / (1.0 + exp(-(level[sku] + regret + fit[sku] * customer.fit)))
        ]
        if back:
            town.env.process(self.bring_back(Bag(customer, number, back, town.env.now), ways))

    def bring_back(self, bag: Bag, ways: Efforts) -> Generator[Event, None, None]:
        """Hand goods over on a later day; they travel, wait at the desk, and are looked over one by one."""
        town, policy = self.town, self.policy
        way, site = self.choose(ways)
        time = self.hand_over(bag.received, site if way == Way.STORE else None)
        if time > bag.received + town.returns_window:
            return
        if way == Way.STORE:
            self.errands[time // DAY][bag.customer] = (site, time)
        travel = {Way.POST: policy.post_days, Way.PICKUP: policy.pickup_days, Way.STORE: 0}[way]
        price = {Way.POST: policy.post_price, Way.PICKUP: policy.pickup_price, Way.STORE: 0}[way]
        town.notes.book(Account.CARRIER, site, -price)
        yield town.env.timeout(time + travel - town.env.now)
        for sku in bag.units:
            yield from self.inspect(site)
            sells = town.rng.random() < policy.resale
            self.inspected.append((site, sku, sells))
            town.notes.returns.append((bag.order, sku, way, site, time, town.env.now, sells, town.price[sku]))

    def choose(self, ways: Efforts) -> tuple[Way, int]:
        """Return the way back and where it leads: a logit choice of the least effort."""
        worth = [exp(-effort) for effort, _, _ in ways]
        _, way, site = self.town.rng.choices(ways, worth)[0]
        return way, site

    def hand_over(self, received: float, store: int | None) -> int:
        """Return when goods are handed over: on a later day, in the store's hours or when couriers are about."""
        rng = self.town.rng
        after = max(rng.expovariate(1.0 / self.weights.after), DAY)
        opens, closes = 9 * HOUR, 18 * HOUR
        if store is not None:
            opens, closes = self.town.stores[store].opens, self.town.stores[store].closes - HOUR
        return int(received + after) // DAY * DAY + opens + int(rng.random() * (closes - opens))

    def inspect(self, slot: int) -> Generator[Event, None, None]:
        """Wait at the desk, then for somebody of the crew who looks a unit over."""
        env, site = self.town.env, self.town.sites[slot]
        joined = env.now
        with site.returns.request() as desk:
            yield desk
            with site.crew.request(priority=site.taking_back) as clerk:
                yield clerk
                began = env.now
                yield env.timeout(lognormal(self.town.rng, self.policy.inspection, self.policy.cv))
        site.worked(Task.RETURN, began - joined, env.now - began)

    def close_day(self) -> None:
        """Refund what was inspected today, and shelve what is sold again."""
        town = self.town
        for site, sku, sells in self.inspected:
            town.notes.book(Account.RETURNS, site, -town.price[sku])
            if sells:
                town.shelves[site].take_back(sku)
                town.notes.book(Account.GOODS_BACK, site, town.cost[sku])
        self.inspected.clear()


def gain(ways: Efforts, ordinary: float) -> float:
    """Return by how much the ways open are easier together than the ordinary one."""
    total = sum(exp(-effort) for effort, _, _ in ways)
    return ordinary + log(total)
