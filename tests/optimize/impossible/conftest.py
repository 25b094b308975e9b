"""A sound case of every model, to be spoiled."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.assignment import assign
from optimize.budget import plan_budget
from optimize.dispatch import Optimised
from optimize.location import locate
from optimize.media import split
from optimize.media_case import Media, Response
from optimize.placement import place
from optimize.shifts import roster
from optimize.shifts_case import Shifts
from sim.dispatch import Errands, Riders, Terms
from sim.units import HOUR, MINUTE


@dataclass(frozen=True)
class Decision:
    """A moment at which orders are given to riders."""

    errands: Errands
    riders: Riders
    terms: Terms


@pytest.fixture(scope="session")
def decision():
    """Return a maker of decisions: three orders of one store, two riders."""

    def make(seed):
        rng = Generator(PCG64(seed))
        doors = rng.integers(-3_000, 3_000, (2, 3))
        zero, first = np.zeros(3, np.int64), np.arange(3)
        return Decision(
            Errands(first, zero, zero, zero, *doors, zero, zero, zero + 30 * MINUTE),
            Riders(first[:2], *rng.integers(-3_000, 3_000, (2, 2)), zero[:2], zero[:2] + 9 * HOUR),
            Terms(lambda metres: np.rint(metres * 200).astype(np.int64), MINUTE, MINUTE, MINUTE, 0, 2),
        )

    return make


@pytest.fixture(scope="session")
def day():
    """Return a maker of rosters to fill: three hours, two roles, one crew."""

    def make(seed):
        rng = Generator(PCG64(seed))
        return Shifts(
            times=("9", "10", "11"),
            roles=("till", "desk"),
            kinds=("crew",),
            patterns=("9-11", "10-12", "9-12"),
            weight=np.full(3, 5.0),
            need=rng.integers(0, 4, (2, 3)).astype(float),
            short_cost=np.array([9_000.0, 5_000.0]),
            can=np.ones((1, 2), bool),
            works=np.array([[1, 1, 0], [0, 1, 1], [1, 1, 1]], bool),
            cost=np.array([[28_000.0, 28_000.0, 42_000.0]]),
            least=np.ones(3),
            most=np.full(3, 9.0),
            people=np.full(1, np.inf),
        )

    return make


@pytest.fixture(scope="session")
def campaign():
    """Return a maker of campaigns: two channels, two weeks."""

    def make(seed):
        rng = Generator(PCG64(seed))
        knots = np.array([0.0, 400.0, 900.0])
        return Media(
            channels=("search", "feed"),
            weeks=("week 1", "week 2"),
            response=(Response(knots, knots * 2), Response(knots, np.minimum(knots * 3, 1_500.0))),
            season=rng.choice([0.5, 1.0], (2, 2)),
            carry=np.array([0.3, 0.0]),
            start=np.array([100.0, 0.0]),
            least=np.zeros((2, 2)),
            most=np.full((2, 2), 800.0),
            weekly=np.full(2, 1_200.0),
            budget=1_500.0,
            concentration=np.array([0.8, 1.0]),
        )

    return make


@pytest.fixture(scope="session")
def models(chain, sites, batch, programmes, day, campaign, decision):
    """Return a maker of sound cases and their solver for each model."""
    return {
        "placement": (chain, place),
        "location": (sites, locate),
        "assignment": (batch, assign),
        "shifts": (day, roster),
        "budget": (partial(programmes, scopes=2), plan_budget),
        "media": (campaign, split),
        "dispatch": (decision, lambda case: Optimised().assign(0, case.errands, case.riders, case.terms)),
    }
