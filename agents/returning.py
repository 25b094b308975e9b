"""Returning: which units people give back, how, and when; how easy it is weighs when they buy.

A unit is kept or given back by a logit. Its level is what the product says of the ordinary way: by post where it was
bought online, to the store where it was bought there. How well things fit differs between people; a broken promise adds
regret; further ways back make it easier, by the log-sum of the ways open (Ben-Akiva and Lerman 1985, chapter 10).
"""

import numpy as np
from numpy.typing import NDArray

from agents.errands import Errands
from agents.line_luck import LineLuck
from agents.people import NEAR, People
from sim.facts import NEVER, Mode, Way
from sim.random_field import Purpose, RandomField
from sim.returns import Requests, Returns
from sim.samplers import exponential, gumbel, normal
from sim.spec import spec
from sim.tables import Table
from sim.units import DAY, HOUR, Duration, Factor

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]

_POST, _FETCHED, _BOUGHT, _NEAR = 0, 1, 2, 3
"""lanes of the ways back: by post, by courier, to the store it came from, from here on to the near stores"""
_LANES = _NEAR + NEAR
_WAYS = np.array([Way.POST, Way.PICKUP, *[Way.STORE] * (1 + NEAR)], np.int64)
_DELAY, _CLOCK, _NOISE = 0, 1, 2
"""lanes of an order's marks"""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(40)


@spec
class ReturningSpec:
    """What weighs when people give goods back; efforts are in logit units."""

    after: Duration = 5 * DAY
    """mean time from having the goods to giving them back"""
    broken: Factor = 0.5
    """regret added by a broken promise"""
    post: Factor = 1.0
    """effort of packing and posting a parcel"""
    fetched: Factor = 0.4
    """effort of having it fetched"""
    ease: Factor = 0.3
    """what easier ways back add to the readiness to give back"""
    comfort: Factor = 0.5
    """and to the worth of buying online, in proportion to how often things go back"""


class Returning:
    """Decides for everybody what goes back.

    Args:
        people: everybody.
        weights: what weighs.
        returns: the part of the world that takes the goods.
        errands: calendar of visits to desks.
        field: the random field.
    """

    def __init__(
        self, people: People, weights: ReturningSpec, returns: Returns, errands: Errands, field: RandomField
    ) -> None:
        world = returns.world
        catalog = world.catalog
        self._people = people
        self._world = world
        self._weights = weights
        self._returns = returns
        self._errands = errands
        self._fits = catalog.fit
        self._level = np.array([levels(mean, catalog.fit) for mean in (catalog.returned_in_store, catalog.returned)])
        """logit of giving a unit back, by channel and product"""
        self._usual = float(catalog.share @ catalog.returned)
        self._fit = normal(field.purpose("customer.fit").marks(people.entity, 0, 1)[:, 0])
        self.luck = LineLuck(people, field)
        self._trip = field.purpose("customer.return.trip")
        stores = [world.city.places.stores[key] for key in world.city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes for store in stores], np.int64)
        self._seen = b""

    def wake(self) -> None:
        """Send the couriers out, and know how easily things would go back, when the levers have moved."""
        self._returns.send_couriers()
        levers = self._world.levers
        seen = levers["returns.store"].tobytes() + levers["returns.pickup"].tobytes()
        if seen != self._seen:
            self._seen = seen
            gain = _gain(self._from_home(np.arange(self._people.count)), self._weights.post)
            self._people.comfort[:] = self._weights.comfort * self._usual * gain

    def sleep(self, day: int) -> None:
        """Decide about what was received on ``day``."""
        orders, table = self._world.facts["orders"], self._world.facts["order_lines"]
        rows = np.flatnonzero(orders["delivered"] // DAY == day)
        owner, lines = self._world.orders.lines(rows)
        who, walked = orders["person"][rows].astype(np.int64), orders["mode"][rows] == Mode.WALK_IN
        efforts = np.where(walked[:, None], self._from_store(orders["member"][rows]), self._from_home(who))
        gain = np.where(walked, _gain(efforts, 0.0), _gain(efforts, self._weights.post))
        regret = self._weights.ease * gain + self._weights.broken * _broken(orders, rows)
        sku = table["sku"][lines].astype(np.int64)
        logit = self._level[orders["channel"][rows][owner].astype(np.int64), sku]
        logit = logit + regret[owner] + self._fits[sku] * self._fit[who[owner]]
        luck = self.luck.of_orders(who, orders["placed"][rows] // DAY, np.bincount(owner, minlength=rows.size))
        back = np.flatnonzero((luck[:, 0] < 1.0 / (1.0 + np.exp(-logit))) & (table["got"][lines] > 0))
        if back.size:
            self._set_out(rows, efforts, owner[back], lines[back], luck[back, 1:])

    def chance_of_misfit(self, who: Slots, online: NDArray[np.bool_], sku: Slots) -> Floats:
        """Return the chance that units do not fit: that they go back by the ordinary way, with no promise broken.

        Args:
            who: buys each.
            online: bought there, or in a store.
            sku: product of each; shapes alike.
        """
        logit = self._level[online.astype(np.int64), sku] + self._fits[sku] * self._fit[who]
        return np.asarray(1.0 / (1.0 + np.exp(-logit)))

    def _set_out(self, rows: Slots, efforts: Floats, owner: Slots, lines: Slots, desk: Floats) -> None:
        """Choose way and time for every order with something to give back, and set out.

        Args:
            rows: all orders received today.
            efforts: of the ways back, shape (orders, ways).
            owner: place in ``rows`` of each unit that goes back.
            lines: their rows in the table ``order_lines``.
            desk: luck of each at the desk, shape (units, 3).
        """
        orders, people = self._world.facts["orders"], self._people
        trips, owner = np.unique(owner, return_inverse=True)
        rows = rows[trips]
        who, received = orders["person"][rows].astype(np.int64), orders["delivered"][rows]
        luck = _by_day(self._trip, people.entity[who], orders["placed"][rows] // DAY, _NOISE + _LANES)
        lane = np.argmax(gumbel(luck[:, _NOISE:]) - efforts[trips], axis=1)
        near = people.near[who, np.clip(lane - _NEAR, 0, NEAR - 1)]
        site = np.select([lane < _BOUGHT, lane == _BOUGHT], [people.depot[who], orders["site"][rows]], near)
        site = site.astype(np.int64)
        time = self._hand_over(received, lane >= _BOUGHT, site, luck)
        in_time = time <= received + int(self._world.levers["returns.window"][0])
        units = np.flatnonzero(in_time[owner])
        units = units[np.lexsort((lines[units], time[owner[units]]))]
        trip = owner[units]
        self._returns.accept(Requests(lines[units], _WAYS[lane[trip]], site[trip], time[trip], desk[units]))
        self._plan_visits(np.flatnonzero(in_time & (lane >= _BOUGHT)), who, site, time)

    def _hand_over(self, received: Slots, visits: NDArray[np.bool_], site: Slots, luck: Floats) -> Slots:
        """Return when goods are handed over: on a later day, in the store's hours or when couriers are about."""
        after = np.maximum(exponential(luck[:, _DELAY], float(self._weights.after)), DAY)
        store = np.where(visits, site, 0)
        opens = np.where(visits, self._opens[store], 9 * HOUR)
        closes = np.where(visits, self._closes[store] - HOUR, 18 * HOUR)
        clock = opens + luck[:, _CLOCK] * np.maximum(closes - opens, 0)
        return (received + after.astype(np.int64)) // DAY * DAY + clock.astype(np.int64)

    def _plan_visits(self, trips: Slots, who: Slots, site: Slots, time: Slots) -> None:
        day = time[trips] // DAY
        for date in np.unique(day).tolist():
            today = trips[day == date]
            self._errands.add(date, who[today], site[today], time[today])

    def _from_home(self, who: Slots) -> Floats:
        """Return the effort of each way back for what was bought online, shape (n, ways); infinite where not open."""
        levers, people = self._world.levers, self._people
        efforts = np.full((who.size, _LANES), np.inf)
        efforts[:, _POST] = self._weights.post
        efforts[:, _FETCHED] = self._weights.fetched if levers["returns.pickup"][0] else np.inf
        near = people.near[who].astype(np.int64)
        takes = (near >= 0) & (levers["returns.store"] > 0)[near]
        efforts[:, _NEAR:] = np.where(takes, people.way[who], np.inf)
        return efforts

    def _from_store(self, member: NDArray[np.integer]) -> Floats:
        """Return the same for what was bought in a store: there, or fetched where the store knows the buyer."""
        efforts = np.full((member.size, _LANES), np.inf)
        fetched = (member != NEVER) & (self._world.levers["returns.pickup"][0] > 0)
        efforts[:, _FETCHED] = np.where(fetched, self._weights.fetched, np.inf)
        efforts[:, _BOUGHT] = 0.0
        return efforts


def levels(mean: Floats, fit: Floats) -> Floats:
    """Return the logit whose share, averaged over people with a normal spread ``fit``, is ``mean``; bisection.

    Minus and plus infinity for shares of 0 and 1.
    """
    low, high = np.full(mean.shape, -60.0), np.full(mean.shape, 60.0)
    for _ in range(60):
        middle = (low + high) / 2
        share = (1.0 / (1.0 + np.exp(-(middle[:, None] + fit[:, None] * _NODES)))) @ _WEIGHTS / _WEIGHTS.sum()
        low, high = np.where(share < mean, middle, low), np.where(share < mean, high, middle)
    return np.select([mean <= 0, mean >= 1], [-np.inf, np.inf], (low + high) / 2)


def _gain(efforts: Floats, ordinary: float) -> Floats:
    """Return by how much the ways open are easier together than the ordinary one; 0 where it is the only one."""
    return ordinary + np.logaddexp.reduce(-efforts, axis=1)


def _broken(orders: Table, rows: Slots) -> NDArray[np.bool_]:
    ready = np.where(orders["mode"][rows] == Mode.COLLECT, orders["handed"][rows], orders["delivered"][rows])
    return (orders["promise"][rows] != NEVER) & (ready > orders["promise"][rows])


def _by_day(purpose: Purpose, entities: Slots, days: Slots, lanes: int) -> Floats:
    """Return marks of entities, each on a day of its own; shape (n, lanes)."""
    marks = np.empty((entities.size, lanes))
    for day in np.unique(days).tolist():
        rows = days == day
        marks[rows] = purpose.marks(entities[rows], day, lanes)
    return marks
