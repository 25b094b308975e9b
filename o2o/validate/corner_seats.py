"""Corners' seats: Erlang's share finds them taken; in a town they are given in the order of coming (row Q39)."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache, partial
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Sampler, arrivals, services
from o2o.validate.oracle import Measure, Oracle, Outcome, every, measure, none_of, statistical
from o2o.validate.recursions import NEVER, Times, first_come
from o2o.validate.small_city import tree
from o2o.validate.theory import erlang_b
from o2o.validate.twin_worlds import Facts, Table, run
from o2o.validate.unit_times import unit_constant, unit_exponential, unit_lognormal
from sim.random_field import RandomField
from sim.seats import Seats

_SEED = 1_917
_WARM = 100
_PILOT, _MANY = (1_000, 20), (3_100, 1_000)
"""people and replications through the real seats, and through the recursion alone"""
_TIMES: dict[str, Sampler] = {
    "exponential": unit_exponential,
    "constant": unit_constant,
    "lognormal": unit_lognormal,
}
_SEATS, _LOAD = 8, 6.0

Claims = Callable[[Facts], Facts]
Inputs = tuple[Times, Times]


def as_it_is(facts: Facts) -> Facts:
    """Return facts as they are: no fault."""
    return facts


def given_away(seats: int = _SEATS, longer: float = 1.0, told: Claims = as_it_is) -> Outcome:
    """Return whether Erlang's share passes by whatever the stays' distribution, and a town's seats are given in turn.

    Args:
        seats: as many as there are; the fault has another number of them.
        longer: factor of all stays; above 1 in the fault.
        told: what is told of the town's corners; something else than what happened in the fault.
    """
    shares = statistical([_passing_by(name, seats, longer) for name in _TIMES])
    corners = told(_town())["corners"]
    odd = _odd(corners)
    return every([shares, none_of(odd.size, int(odd.sum()), "people of a town seated out of turn, or not")])


def _passing_by(name: str, seats: int, longer: float) -> Measure:
    came, stay = inputs = _draw(name, _PILOT, 0)
    longer_stay = np.rint(stay * longer).astype(np.int64)
    found = [Seats().offer(came[:, nth], longer_stay[:, nth], seats) for nth in range(came.shape[1])]
    real = 1.0 - np.mean([row[_WARM:] for row in found], axis=1)
    estimate = two_levels(real, _share(inputs), _many(name))
    return measure(f"{name} {_SEATS}/{_LOAD:g}", erlang_b(_SEATS, _LOAD), estimate, 0.01)


def _draw(name: str, shape: tuple[int, int], ordinal: int) -> Inputs:
    field = RandomField(_SEED)
    came = arrivals(field.purpose("validate.seats.arrival"), _LOAD, shape, ordinal)
    return came, services(field.purpose(f"validate.seats.{name}"), _TIMES[name], shape, ordinal)


@cache
def _many(name: str) -> Interval:
    came, stay = inputs = _draw(name, _MANY, 1)
    controls = np.column_stack((came[-1] / (came.shape[0] * UNIT), stay.mean(axis=0) / UNIT))
    varies = controls.std(axis=0) > 0
    return controlled(_share(inputs), controls[:, varies], np.array([1 / _LOAD, 1.0])[varies])


def _share(inputs: Inputs) -> NDArray[np.float64]:
    came, stay = inputs
    begin = first_come(came, stay, _SEATS, np.zeros_like(came)).begin
    return np.asarray((begin[_WARM:] == NEVER).mean(axis=0))


@cache
def _town() -> Facts:
    city = tree()
    city["people"]["segments"]["families"]["customers"] = 3_000
    city["places"]["corners"] = {
        "rest": {"visited": 0.3, "dwell": "60 min"},
        "trial": {"visited": 0.4, "dwell": "15 min", "m2_a_head": 4},
    }
    city["plan"]["changes"] = {"floor": {"start": "2026-03-02", "lever": "corners.area", "to": 0.02}}
    return run(city).facts


def _odd(corners: Table) -> NDArray[np.bool_]:
    """Return whose seat, or want of one, does not follow from those who came before, one after another."""
    names = ("came", "site", "corner", "left", "places")
    rows = sorted(zip(*(np.asarray(corners[name]).tolist() for name in names), strict=True), key=itemgetter(0))
    inside: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    odd = []
    for came, site, corner, left, places in rows:
        there = inside[site, corner] = [end for end in inside[site, corner] if end > came]
        odd.append((left != NEVER) != (len(there) < places))
        if left != NEVER:
            there.append(left)
    return np.array(odd)


def _left_early(facts: Facts) -> Facts:
    """Return facts that say of one in fifty that they left at once."""
    corners = dict(facts["corners"])
    early = (np.arange(corners["left"].size) % 50 == 0) & (corners["left"] != NEVER)
    return {**facts, "corners": corners | {"left": np.where(early, corners["came"], corners["left"])}}


ORACLES = (
    Oracle(
        "Q39",
        "S",
        f"of those who come to a corner of {_SEATS} seats at a load of {_LOAD:g} a share of 0.121876 finds them taken, "
        "whatever the stays' distribution (Erlang 1917; Sevastyanov 1957); in a town everybody is seated who finds "
        "fewer people there than seats, and nobody else",
        "Seats; a loss recursion on the same and on more inputs serves as control; then a whole scenario through "
        "o2o.runner.simulate, whose facts are gone through one by one",
        given_away,
        {
            "a seat fewer": partial(given_away, _SEATS - 1),
            "stays 3 % longer": partial(given_away, _SEATS, 1.03),
            "one in fifty is said to have left at once": partial(given_away, _SEATS, 1.0, _left_early),
        },
    ),
)
