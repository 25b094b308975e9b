"""The calendar: what day it is, how busy the season makes it, when the simulated days begin and end."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from math import prod

import numpy as np
from numpy.typing import NDArray

from sim.random_field import Purpose
from sim.samplers import normal
from sim.spec import spec
from sim.units import HOUR, Count, Duration, Factor, Positive, Share

WEEKDAY_FACTORS = (0.957, 0.922, 0.954, 0.967, 1.008, 1.104, 1.087)
"""Monday to Sunday, supermarkets and convenience stores (Koubei, 1,028 Chinese shops)."""


@spec
class FestivalSpec:
    """Days on which people shop more, or less, than usual."""

    first: date
    """first day"""
    last: date
    """last day, included"""
    factor: Factor
    """shopping needs relative to an ordinary day (Koubei: Spring Festival week 0.66 in supermarkets)"""


@spec
class CalendarSpec:
    """The simulated days."""

    start: date
    """first day"""
    days: Positive
    """simulated days, warm-up included"""
    warm_up: Count = 0
    """days at the beginning that figures leave out"""
    tick: Duration = HOUR
    """how often customers look at the state of the world; must divide a day"""
    monday: Factor = WEEKDAY_FACTORS[0]
    """shopping needs on Mondays relative to the mean day"""
    tuesday: Factor = WEEKDAY_FACTORS[1]
    """on Tuesdays"""
    wednesday: Factor = WEEKDAY_FACTORS[2]
    """on Wednesdays"""
    thursday: Factor = WEEKDAY_FACTORS[3]
    """on Thursdays"""
    friday: Factor = WEEKDAY_FACTORS[4]
    """on Fridays"""
    saturday: Factor = WEEKDAY_FACTORS[5]
    """on Saturdays"""
    sunday: Factor = WEEKDAY_FACTORS[6]
    """on Sundays"""
    season: Factor = 0.0
    """half the range of a yearly wave in shopping needs, highest in mid January"""
    festivals: Mapping[str, FestivalSpec] = field(default_factory=dict)
    """special days by name"""
    city_shock: Factor = 0.063
    """standard deviation of the day's factor common to the whole city (Koubei: 0.063)"""
    zone_shock: Factor = 0.2
    """standard deviation of the day's factor of each zone (Koubei: residual CV 0.22 a shop)"""
    shock_memory: Share = 0.3
    """correlation of a day's factors with the day before (Koubei: 0.30)"""


class Calendar:
    """Dates and the demand factor that every day brings to everybody."""

    def __init__(self, spec: CalendarSpec) -> None:
        self.start = spec.start
        self.days = spec.days
        self.warm_up = spec.warm_up
        self.tick = spec.tick
        week = (spec.monday, spec.tuesday, spec.wednesday, spec.thursday, spec.friday, spec.saturday, spec.sunday)
        self._shock_sd = (spec.city_shock, spec.zone_shock)
        self._memory = spec.shock_memory
        self._festivals = tuple(spec.festivals.values())
        self._factors = np.array([week[self.weekday(day)] * self._special(spec, day) for day in range(spec.days)])

    def date_of(self, day: int) -> date:
        """Return the date of simulated ``day``; 0 is the start."""
        return self.start + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """Return the simulated day of a date; negative before the start."""
        return (when - self.start).days

    def weekday(self, day: int) -> int:
        """Return 0 for Monday to 6 for Sunday."""
        return self.date_of(day).weekday()

    def demand(self) -> NDArray[np.float64]:
        """Return each day's factor on shopping needs from weekday, season and festivals; shape (days,)."""
        return self._factors

    def festivals(self, days: int) -> NDArray[np.float64]:
        """Return the factor that festivals alone bring to each day, also beyond the simulated ones; shape (days,)."""
        return np.array([prod(self._celebrated(self.date_of(day))) for day in range(days)])

    def shocks(self, city: Purpose, zone: Purpose, zones: int) -> NDArray[np.float64]:
        """Return each zone's factor on each day with mean 1, shape (days, zones).

        Log-normal, a first-order autoregression over days of one shock for the city and one for each zone.
        """
        city_sd, zone_sd = self._shock_sd
        logs = city_sd * self._waves(city, 1) + zone_sd * self._waves(zone, zones)
        factors: NDArray[np.float64] = np.exp(logs - (city_sd**2 + zone_sd**2) / 2)
        return factors

    def _waves(self, purpose: Purpose, n: int) -> NDArray[np.float64]:
        """Return standard normal autoregressive series, shape (days, n)."""
        noise = np.array([normal(purpose.dense(n, day)) for day in range(self.days)])
        fresh = np.sqrt(1.0 - self._memory**2)
        for day in range(1, self.days):
            noise[day] = self._memory * noise[day - 1] + fresh * noise[day]
        return noise

    def _special(self, spec: CalendarSpec, day: int) -> float:
        when = self.date_of(day)
        wave = 1.0 + spec.season * float(np.cos(2 * np.pi * (when.timetuple().tm_yday - 15) / 365.25))
        for factor in self._celebrated(when):
            wave *= factor
        return wave

    def _celebrated(self, when: date) -> list[float]:
        """Return the factors of the festivals on a date."""
        return [festival.factor for festival in self._festivals if festival.first <= when <= festival.last]
