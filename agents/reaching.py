"""Reaching the platform: who would look into the app while it is down does without it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.needs import Occasions
from agents.people import People
from sim.calendar import Calendar
from sim.intents import Intents
from sim.outages import Outages
from sim.units import DAY
from sim.world import World


class Reaching:
    """Lets the platform fail in the morning, and people find it down in the course of the day.

    Args:
        world: whose platform it is.
        outages: when it fails.
    """

    def __init__(self, world: World, outages: Outages) -> None:
        self._world = world
        self._outages = outages
        world.channel.unsynced = outages.unsynced_since

    def wake(self) -> None:
        """Settle when the platform is down today."""
        self._outages.open_day(int(self._world.env.now) // DAY)
        self._world.cuts.moments = self._outages.moments()

    def sleep(self, day: int) -> None:
        """Forget it: who could not get in comes again as ever."""

    def without(self, today: Occasions) -> Occasions:
        """Return today's occasions; who finds the platform down has no look into the app."""
        out = np.zeros(today.browses.size, bool)
        out[today.browses] = self._outages.keep_out(today.time[today.browses])
        return replace(today, browses=today.browses & ~out)

    def let_in(self, own: Intents) -> Intents:
        """Return what an analyst's own shoppers intend, less what they would have done on a platform that is down."""
        out = np.zeros(len(own), bool)
        out[own.browsed] = self._outages.keep_out(own.time[own.browsed])
        return own.part(~out)


def hourly_load(people: People, calendar: Calendar) -> NDArray[np.float64]:
    """Return what everybody needs in each hour relative to the mean hour, without the luck of days; (days, 24)."""
    hours = np.array([spec.needs.hours for spec in people.specs], np.float64)
    weight = np.bincount(people.segment, weights=people.rate * people.customer, minlength=len(hours))
    clock = (hours / hours.sum(axis=1, keepdims=True) * weight[:, None]).sum(axis=0)
    return np.outer(_relative(calendar.demand()), _relative(clock))


def _relative(load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a load relative to its mean; 1 where nobody ever comes."""
    return load / load.mean() if load.any() else np.ones(load.size)
