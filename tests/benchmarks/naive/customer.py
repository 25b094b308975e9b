"""Customers: one Mesa agent each, stepping every day: a need, a trip, a choice, a memory."""

from collections.abc import Generator
from dataclasses import dataclass
from math import dist, exp
from typing import TYPE_CHECKING

import mesa
from naive.choice import choose
from naive.online import order_online
from naive.returns import gain
from naive.walk_in import walk_in
from simpy import Event

from agents.people import People
from agents.segments import SegmentSpec
from sim.facts import NEVER, Mode, Outcome, Touchpoint
from sim.intents import NOTHING
from sim.units import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from naive.town import Town

EARLIEST = 5 * MINUTE
SESSION = 3 * MINUTE


@dataclass(slots=True)
class Trip:
    """A need of today."""

    time: int
    basket: list[int]
    browses: bool
    member: int
    errand: int | None = None
    """store in which they are anyway"""


class Customer(mesa.Agent):  # type: ignore[misc]  # mesa has no types
    """One customer, with the home, rates and tastes of row ``row`` of ``people``."""

    def __init__(self, town: "Town", people: People, row: int) -> None:
        super().__init__(town)
        self.town = town
        self.number = row
        self.spec: SegmentSpec = people.specs[people.segment[row]]
        self.hours = town.hours[people.segment[row]]
        self.zone = int(people.zone[row])
        self.home = (int(people.home_x[row]), int(people.home_y[row]))
        near = [slot for slot in people.near[row].tolist() if slot >= 0]
        self.near: list[int] = near
        self.way: list[float] = people.way[row].tolist()[: len(near)]
        self.depot = int(people.depot[row])
        away = dist(self.home, town.places[near[0]])
        self.rider_store = near[0] if away <= town.offers.instant_radius else NEVER
        self.rate = float(people.rate[row])
        self.app = float(people.app[row])
        self.appetite = float(people.appetite[row])
        self.taste: list[float] = people.taste[row].tolist()
        self.fit = town.rng.gauss(0.0, 1.0)
        """how easily things do not suit"""
        self.ways_back = town.returns.efforts_at_home(self)
        self.ease_back = gain(self.ways_back, town.returns.weights.post)
        self.comfort = town.returns.comfort(self)
        self.satisfaction = [0.0] * len(Mode)
        self.last_mode = int(people.last_mode[row])
        self.last_site = int(people.last_site[row])
        self.last_day = int(people.last_day[row])

    def step(self) -> None:
        """Live one day: go shopping when a need arises, or look around where an errand leads."""
        if self.feels_need():
            self.town.env.process(self.shop(self.plan_trip()))
        elif self in self.town.errands_today:
            self.town.env.process(self.shop(self.plan_errand()))

    def feels_need(self) -> bool:
        """Return whether a need arises today; it is held back for a while after a purchase."""
        town, needs = self.town, self.spec.needs
        since = town.day - self.last_day
        rest = needs.rest_depth * exp(-(since - 1) / needs.rest_days)
        return town.rng.random() < 1.0 - exp(-self.rate * town.demand[self.zone] * (1.0 - rest))

    def plan_trip(self) -> Trip:
        """Return when, with which basket, and whether it begins in the app."""
        town, basket = self.town, self.spec.basket
        rng = town.rng
        hour = rng.choices(range(24), cum_weights=self.hours)[0]
        clock = max(int((hour + rng.random()) * HOUR), EARLIEST)
        size = round(rng.lognormvariate(basket.log_mean + self.appetite, basket.log_sd))
        units = min(max(size, 1), basket.most)
        return Trip(
            time=town.day * DAY + clock,
            basket=rng.choices(town.skus, cum_weights=town.cumulative, k=units),
            browses=rng.random() < self.app,
            member=self.number if rng.random() < town.match_rate else NEVER,
        )

    def plan_errand(self) -> Trip:
        """Return the trip of somebody who is in a store for something else."""
        trip = self.plan_trip()
        trip.errand, trip.time = self.town.errands_today[self]
        trip.browses = False
        return trip

    def shop(self, trip: Trip) -> Generator[Event, None, None]:
        """Wait for the hour, choose, and act."""
        town = self.town
        yield town.env.timeout(trip.time - town.env.now)
        mode, site = choose(self, trip, town)
        if mode == Mode.WALK_IN or mode == NOTHING:
            if trip.browses:
                self.note_session(trip, Outcome.BROWSED)
            if mode == Mode.WALK_IN:
                yield from walk_in(town, self, trip, town.stores[site])
            return
        yield from order_online(town, self, trip, mode, site)

    def note_session(self, trip: Trip, outcome: Outcome, site: int = NEVER, found: int = 0) -> None:
        """Write a look into the app down."""
        wanted = len(trip.basket) if site != NEVER else 0
        self.town.notes.visits.append(
            (
                self.number,
                self.number,
                Touchpoint.APP,
                site,
                trip.time - SESSION,
                None,
                None,
                trip.time,
                outcome,
                wanted,
                found,
            )
        )

    def online_taste(self, mode: int) -> float:
        """Return the liking of a way to buy online, where easy ways back are a comfort."""
        return self.taste[mode] + self.comfort

    def leaning(self, mode: int, site: int) -> float:
        """Return what habit and satisfaction add to a way to buy."""
        weights = self.spec.choice
        habit = 0.5 * weights.habit * ((self.last_mode == mode) + (self.last_site == site))
        return habit + weights.satisfaction * self.satisfaction[mode]

    def buy(self, mode: int, site: int) -> None:
        """Remember a paid basket."""
        self.last_mode, self.last_site, self.last_day = mode, site, int(self.town.env.now) // DAY

    def remember(self, mode: int, wait: float, late: float, missing: float, told: bool = False) -> None:
        """Let satisfaction follow an experience; as agents.memory scores it."""
        spec = self.town.memory
        worth = spec.on_time - spec.missing * missing
        if late > 0:
            broken = spec.late + spec.later * min(late / spec.late_scale, 1.0)
            worth -= spec.told * broken if told else broken
        if wait > spec.patient_wait:
            worth -= spec.wait * (wait - spec.patient_wait) / MINUTE
        before = self.satisfaction[mode]
        self.satisfaction[mode] = before + spec.weight * (min(max(worth, -1.0), 1.0) - before)
