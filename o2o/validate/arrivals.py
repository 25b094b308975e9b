"""Arrivals: shopping needs follow the day's profile, hour by hour (row Q34)."""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.construction import build
from o2o.validate import randomness
from o2o.validate.oracle import Oracle, Outcome
from o2o.validate.small_city import put, read, tree
from sim.units import DAY, HOUR

_DAYS, _PEOPLE, _PER_YEAR = 5, 8_000, 73.0
_HOURS = (*[0.0] * 7, 2.0, 3.0, 3.0, 4.0, 6.0, 6.0, 4.0, 3.0, 4.0, 6.0, 8.0, 9.0, 6.0, 3.0, 1.0, 0.0, 0.0)
_P_LIMIT, _SDS = 1e-3, 4.0


def follows_profile(counted_as: tuple[float, ...] = _HOURS) -> Outcome:
    """Return whether needs come at the rates of the profile; ``counted_as`` is what they are compared with."""
    times = _times()
    profile = np.array(counted_as) / sum(counted_as)
    # Everybody needs something on a day with chance 1 - exp(-rate), all alike: the counts are binomial.
    chance = -np.expm1(-_PER_YEAR / 365) * profile
    mean, sd = (_DAYS * _PEOPLE * chance, np.sqrt(_DAYS * _PEOPLE * chance * (1 - chance)))
    counts = np.bincount(times // HOUR, minlength=24)
    away = float(np.max(np.abs(counts - mean) / np.maximum(sd, 1e-9)))
    rescaled = np.interp(times, np.arange(25) * HOUR, np.concatenate(([0.0], np.cumsum(profile))))
    p = randomness.kolmogorov_smirnov(rescaled)
    passed = p > _P_LIMIT and away <= _SDS
    return Outcome(
        f"rescaled times even (p > {_P_LIMIT:g}); hourly counts within {_SDS:g} sd of {mean.sum():.0f} in all",
        f"p {p:.3g}; counts {away:.2f} sd away at most, {times.size} in all",
        f"p {_P_LIMIT:g}, {_SDS:g} sd",
        passed,
        not passed,
    )


@cache
def _times() -> NDArray[np.int64]:
    """Return the times of day, in ms, of all needs of some days in a city without shocks, drawn by the population."""
    city = tree()
    flat = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1.0)
    city["calendar"] |= {"days": _DAYS, "city_shock": 0.0, "zone_shock": 0.0, **flat}
    needs = {"per_year": _PER_YEAR, "shape": 1e6, "rest_depth": 0.0, "hours": list(_HOURS)}
    put(city, ["people", "segments"], {"all": {"customers": _PEOPLE, "needs": needs, "tastes": {"app": 1.0}}})
    population = build(read(city), 0)
    try:
        population.live(_DAYS)
        # Everybody looks into the app first, so that every need leaves a session; it ends when the need arises.
        sessions = population.world.facts["visits"]
        return np.array(sessions["leave"][sessions["touchpoint"] == 1] % DAY)
    finally:
        population.forget()


ORACLES = (
    Oracle(
        "Q34",
        "S",
        "needs arrive by the day's profile: rescaled times pass Kolmogorov-Smirnov, hourly counts lie within 4 sd",
        "a whole scenario (Needs, Population, World): 8,000 people with equal rates, no shocks, all look into the app",
        follows_profile,
        {"the profile an hour late": partial(follows_profile, (_HOURS[-1], *_HOURS[:-1]))},
    ),
)
