"""A dispatched fleet: a rule commits trips of one or more orders; riders may say no, wait for goods, have breaks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.dispatch import Assignment, Dispatch, Terms
from sim.errand import Errand, errand_columns
from sim.errors import InvariantBrokenError
from sim.facts import Facts
from sim.fleet_census import Census
from sim.overflow import Overflow
from sim.pace import Pace, Stops, terms_at
from sim.places import FleetSpec
from sim.preparation import Preparation
from sim.roster import Roster
from sim.squad import Rider, Squad, rider_columns
from sim.station import Call
from sim.timesheet import Timesheet
from sim.trip import Rides, Trip
from sim.trip_notes import TripNotes
from sim.waiting_list import WaitingList

_FIRST = 600_000
"""ms from payment to the counter that a fleet expects of a store it does not know yet (planner's choice)"""


@dataclass(frozen=True)
class Conduct:
    """How trips are decided."""

    rule: Dispatch
    every: int = 0
    """ms between decisions; 0 to decide whenever something changes"""
    ahead: int = 0
    """ms before goods are expected at the counter, from when on a rider may be sent; 0 to wait until they are there"""


@dataclass(frozen=True)
class FleetLevers:
    """Live values of one fleet's levers, each of shape (1,)."""

    accepts: NDArray[np.float64]
    available: NDArray[np.float64]
    price: NDArray[np.float64]


class DispatchedFleet:
    """Riders of one fleet whose trips a rule decides.

    Args:
        env: the world's clock.
        slot: the fleet's site slot.
        spec: what the planner said.
        base: metres east and north where shifts begin.
        facts: where trips are noted.
        conduct: the rule and its timing.
        pace: riding times.
        levers: live values.
    """

    def __init__(
        self,
        env: simpy.Environment,
        slot: int,
        spec: FleetSpec,
        base: tuple[int, int],
        facts: Facts,
        conduct: Conduct,
        pace: Pace,
        levers: FleetLevers,
    ) -> None:
        self.slot = slot
        self.spec = spec
        self.roster = Roster(spec.shifts)
        self.ahead = conduct.ahead
        self.squad = Squad(base)
        self.delivered: list[tuple[int, int, int, int]] = []
        """(order, left the store, at the door, fen paid for the drop) since the world last looked"""
        self.refused: list[tuple[int, int]] = []
        """(order, when) that waited too long"""
        self._env = env
        self._conduct = conduct
        self._pace = pace
        self._accepts = levers.accepts
        self._stops = Stops(spec.at_store // 2, spec.at_store - spec.at_store // 2, spec.at_door, spec.after_door)
        self._sd = math.sqrt(math.log1p(spec.cv**2))
        self._rides = Rides(env, pace, self._stops, self._sd, (self._hand_over, self._finish))
        self._others = Overflow(env, spec.overflow, (levers.available, levers.price), pace, self._stops)
        self._notes = TripNotes(facts["trips"], slot, spec)
        self._preparation = Preparation(_FIRST)
        self._list = WaitingList()
        self._timesheet = Timesheet()
        self._announced: dict[int, Errand] = {}
        self._trip_of: dict[int, Trip] = {}
        self._rider_of: dict[int, Rider] = {}
        self._ended = 0
        if conduct.every:
            Call(env, conduct.every, self._decide_regularly, None)

    @property
    def waiting(self) -> int:
        """Return how many errands wait for a rider."""
        return len(self._list)

    def resize(self, size: int) -> None:
        """Change how many riders are at work; those who are out finish their trips first."""
        self._account()
        self.squad.resize(size)
        self._look()

    def rest(self, riders: int) -> None:
        """Let ``riders`` of those at work have a break."""
        self._account()
        self.squad.rest(riders)
        self._look()

    def expect(self, rider: Rider) -> None:
        """Hear of a rider with a shift of their own, from ``rider.free`` to ``rider.until``."""
        now = int(self._env.now)
        self.squad.announce(rider)
        Call(self._env, rider.free - now, self._begin_shift, rider)
        Call(self._env, rider.until - now, self._end_shift, rider)

    def announce(self, errand: Errand) -> None:
        """Hear of an order before its goods are ready, which is expected from what the store took of late."""
        self._account()
        errand.bagged = False
        errand.ready = errand.ready or errand.since + self._preparation.expect(errand.site)
        self._announced[errand.order] = errand
        self._list.add(errand)
        Call(self._env, max(errand.ready - self.ahead - int(self._env.now), 0), self._look, None)

    def take(self, errand: Errand) -> None:
        """Accept an errand whose goods are ready: it waits for a rider, at most ``spec.gives_up``."""
        self._account()
        now = int(self._env.now)
        known = self._announced.pop(errand.order, None)
        if known is None:
            known = errand
            self._list.add(errand)
        else:
            self._preparation.learn(known.site, now - known.since)
            known.bagged = True
        known.ready = now
        if known.waiting:
            self._look()
        else:
            self._rides.goods_ready(self._trip_of[known.order])
        if known.waiting:
            Call(self._env, self.spec.gives_up, self._tire, known)
            Call(self._env, self.spec.overflow.after, self._ask_others, known)

    def read(self) -> tuple[int, int, int, int]:
        """Return (paid, busy, queue) milliseconds so far and the longest queue since the last reading."""
        self._account()
        sheet = self._timesheet
        return sheet.paid, sheet.busy, sheet.queue, self._list.longest()

    def note_trips(self) -> None:
        """Write finished trips to the facts."""
        self._notes.flush()

    def census(self) -> Census:
        """Return who and what is where."""
        squad = self.squad
        under_way = [trip for riders in (squad.out, squad.due) for rider in riders.values() for trip in rider.trips]
        return Census(
            called=squad.called,
            gone=squad.gone,
            idle=len(squad.idle),
            out=len(squad.out),
            resting=len(squad.resting),
            taken=self._list.heard,
            waiting=len(self._list),
            assigned=sum(len(trip.errands) - trip.next for trip in under_way),
            outsourced=self._others.under_way,
            ended=self._ended,
            heaviest=max((len(trip.errands) for trip in under_way), default=0),
            capacity=self.spec.capacity,
        )

    def _begin_shift(self, rider: Rider) -> None:
        self._account()
        self.squad.begin(rider)
        if rider.trips:
            self.squad.leave(rider)
            self._rides.set_off(rider.trips[0])
        self._look()

    def _end_shift(self, rider: Rider) -> None:
        self._account()
        self.squad.sign_off(rider)

    def _decide_regularly(self, _: object) -> None:
        self._decide()
        Call(self._env, self._conduct.every, self._decide_regularly, None)

    def _look(self, _: object = None) -> None:
        """Decide now if this fleet decides whenever something changes."""
        if not self._conduct.every:
            self._decide()

    def _decide(self) -> None:
        now = int(self._env.now)
        offered = self._list.open(now, self.ahead) if len(self._list) else []
        riders = [*self.squad.idle, *self.squad.out.values(), *self.squad.due.values()] if offered else []
        if not riders:
            return
        self._account()
        terms = terms_at(now, self._pace, self._stops, self.spec.capacity)
        for trip in self._conduct.rule.assign(now, errand_columns(offered, now), rider_columns(riders, now), terms):
            errands = [offered[row] for row in trip.errands]
            self._check(trip, errands)
            self._offer(riders[trip.rider], errands, terms)

    def _check(self, trip: Assignment, errands: Sequence[Errand]) -> None:
        rows = len(set(trip.errands))
        sound = 0 < rows == len(errands) <= self.spec.capacity and len({errand.site for errand in errands}) == 1
        if not sound or not all(errand.waiting for errand in errands):
            raise InvariantBrokenError(
                f"dispatch of fleet {self.slot}: a trip is 1 to {self.spec.capacity} waiting orders of one store",
                {"site": self.slot, "rider": trip.rider, "errands": list(trip.errands), "now": int(self._env.now)},
            )

    def _offer(self, rider: Rider, errands: Sequence[Errand], terms: Terms) -> None:
        """Ask the rider; a trip turned down is offered again later."""
        now = int(self._env.now)
        willing = True
        for errand in errands:
            errand.said_no *= 1.0 - float(self._accepts[0])
            willing = willing and errand.said_no < errand.mood
        if not willing:
            for errand in errands:
                errand.not_before = now + self.spec.answers
            Call(self._env, self.spec.answers, self._look, None)
            return
        trip = Trip(errands, rider.x, rider.y)
        for errand in errands:
            self._list.remove(errand)
            self._trip_of[errand.order] = trip
        self._rider_of[errands[0].order] = rider
        rider.trips.append(trip)
        if rider.number not in self.squad.due and len(rider.trips) == 1:
            self.squad.leave(rider)
            self._rides.set_off(trip)
        rider.expect(trip, now, terms)

    def _hand_over(self, trip: Trip, errand: Errand) -> None:
        self._ended += 1
        del self._trip_of[errand.order]
        self.delivered.append((errand.order, trip.loaded, int(self._env.now), self.spec.per_drop))

    def _finish(self, trip: Trip) -> None:
        self._account()
        now = int(self._env.now)
        rider = self._rider_of.pop(trip.errands[0].order)
        rider.trips.popleft()
        self._notes.own(rider.number, trip, now)
        rider.begin_anew(trip, now, terms_at(now, self._pace, self._stops, self.spec.capacity))
        if rider.trips:
            self._rides.set_off(rider.trips[0])
        else:
            self.squad.back(rider, now)
        self._look()

    def _tire(self, errand: Errand) -> None:
        if errand.waiting:
            self._account()
            self._list.remove(errand)
            self._ended += 1
            self.refused.append((errand.order, int(self._env.now)))

    def _ask_others(self, errand: Errand) -> None:
        if not errand.waiting:
            return
        if not self._others.takes(errand):
            Call(self._env, self.spec.overflow.retry, self._ask_others, errand)
            return
        self._account()
        self._list.remove(errand)
        slowness = math.exp(self._sd * errand.luck - self._sd**2 / 2)
        self._others.bring(errand, slowness, self._brought)

    def _brought(self, errand: Errand, taken: int, loaded: int, fee: int) -> None:
        now = int(self._env.now)
        self._ended += 1
        self.delivered.append((errand.order, loaded, now, fee))
        self._notes.outsourced(errand, (taken, loaded, now), fee)

    def _account(self) -> None:
        self._timesheet.advance(int(self._env.now), self.squad, len(self._list))
