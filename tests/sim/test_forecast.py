"""Forecasts by hand: what each method expects after what it has seen, and what it is told."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import facts_until, run, same
from sim.forecast import Croston, ForecastSpec, MovingAverage, SeasonalNaive, Smoothed, WeekdaySmoothed, method_of
from sim.forecasting import ErrorSpread, Forecasting, Knowledge, PoissonSpread
from sim.levers import Levers
from sim.replenishment import ExpectedSales, Outlook
from sim.units import DAY


def rates(*units):
    return np.array([units], float)


def shown(method, *days):
    """Return the mean day after each of ``days`` of one product at one node."""
    seen = []
    for left in days:
        method.learn(rates(left))
        seen.append(round(float(method.daily[0, 0]), 6))
    return seen


@pytest.mark.requirement("S139")
def test_smoothing_takes_a_share_of_the_error():
    # 10 + .3 (14 - 10) = 11.2; 11.2 + .3 (9 - 11.2) = 10.54; + .3 (12 - 10.54) = 10.978.
    assert shown(Smoothed(rates(10), 0.3), 14, 9, 12) == [11.2, 10.54, 10.978]


def test_a_moving_average_forgets_what_is_older_than_its_window():
    assert shown(MovingAverage(rates(6), 3), 3, 12, 9, 0) == [5, 7, 8, 7]


@pytest.mark.requirement("S139")
def test_seasonal_naive_expects_what_the_same_day_brought_last_week():
    method = SeasonalNaive(rates(5))
    assert shown(method, 1, 2, 3, 4, 5, 6, 7)[-1] == 4
    assert method.ahead(9)[:, 0, 0].tolist() == [1, 2, 3, 4, 5, 6, 7, 1, 2]
    method.learn(rates(8))
    assert method.ahead(7)[:, 0, 0].tolist() == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.requirement("S139")
def test_the_pattern_of_the_week_is_shared_by_a_node_and_the_level_is_not():
    method = WeekdaySmoothed(rates(6, 2), 0.5, 0.5)
    method.learn(rates(9, 3))
    # 12 of 8 expected: the day's share moves from 1 to 1.25, the mean of the week to 7.25 / 7.
    # Levels: 6 + .5 (9 - 6) = 7.5 and 2 + .5 (3 - 2) = 2.5, times that mean.
    mean = 7.25 / 7
    assert method.daily[0].tolist() == pytest.approx([7.5 * mean, 2.5 * mean])
    ahead = method.ahead(7)
    assert ahead[:6, 0, 0].tolist() == pytest.approx([7.5] * 6)
    assert ahead[6, 0].tolist() == pytest.approx([7.5 * 1.25, 2.5 * 1.25]), "the same day of next week"
    assert ahead[:, 0].mean(axis=0).tolist() == pytest.approx(method.daily[0].tolist())


def test_a_steady_week_is_learnt_to_the_unit():
    method, week = WeekdaySmoothed(rates(4, 8), 0.1, 0.3), [0, 3, 6, 9, 6, 3, 1]
    for day in range(400 * 7):
        method.learn(rates(week[day % 7], 2 * week[day % 7]))
    assert method.ahead(7)[:, 0, 0].tolist() == pytest.approx(week, abs=1e-6)
    assert method.ahead(7)[:, 0, 1].tolist() == pytest.approx([2 * units for units in week], abs=1e-6)


@pytest.mark.requirement("S139")
def test_croston_smooths_sizes_and_gaps_on_days_with_a_sale_only():
    # First 1 unit every 4 days. A sale of 3 after 2 days: size 1.4, gap 3.6; one of 2 after 3 days: 1.52 and 3.48.
    assert shown(Croston(rates(0.25), 0.2), 0, 3, 0, 0, 2) == [0.25, 0.388889, 0.388889, 0.388889, 0.436782]
    corrected = method_of(ForecastSpec(method="syntetos_boylan"), rates(0.25), 0.2)
    assert shown(corrected, 0, 3) == [0.25, 0.35], "nine tenths of it"


def test_what_was_never_expected_is_known_by_its_first_sale():
    assert shown(Croston(rates(0), 0.2), 0, 0, 6, 0) == [0, 0, 2, 2]


def test_a_course_of_days_is_added_up_to_the_fraction_of_the_last():
    week = np.array([[4.0, 1.0], [8.0, 1.0], [2.0, 1.0]])
    outlook = Outlook(np.array([5.0, 1.0]), np.zeros(2), np.array([1.0, 4.0]), ahead=week)
    # 4 + half of 8, and 3 days of 1 with one and a half mean days beyond.
    assert outlook.demand(0.5)[0].tolist() == [8.0, 4.5]
    assert ExpectedSales(DAY, 0.0, 0)(Outlook(np.array([5.0, 1.0]), np.zeros(2), 1.0, ahead=week)).tolist() == [12, 2]


def desk(method, *, festivals=(), spread=None, luck=0.0, **levers):
    lever = Levers({})
    for name, value in levers.items():
        lever.start_with(f"forecast.{name}", value)
    days = np.ones(60)
    days[: len(festivals)] = festivals
    size = method.daily.size
    spread = spread or PoissonSpread(method.daily)
    return Forecasting(method, spread, Knowledge(lever, days, lambda week: np.full(size, luck * (week + 1))))


def learn(forecasting, left, short=0):
    forecasting.learn(np.array([[left]]), np.array([[short]]))


def test_what_a_festival_brings_is_expected_and_is_not_taken_for_the_usual():
    told, untold = (desk(Smoothed(rates(10), 0.5), festivals=(1, 3), promotions=known) for known in (1.0, 0.0))
    for forecasting in (told, untold):
        learn(forecasting, 10)
    assert told.expected(2)[:, 0, 0].tolist() == [30, 10]
    assert untold.ahead(2) is None
    for forecasting in (told, untold):
        learn(forecasting, 30)
    assert told.daily[0, 0] == 10
    assert untold.daily[0, 0] == 20, "all of it expected to last"


def test_half_of_what_a_festival_brings_may_be_known():
    half = desk(Smoothed(rates(10), 0.5), festivals=(3,), promotions=0.5)
    assert half.expected(1)[0, 0, 0] == 20


def test_a_day_without_any_needs_teaches_nothing():
    forecasting = desk(Smoothed(rates(10), 0.5), festivals=(0,), promotions=1.0)
    learn(forecasting, 0)
    assert forecasting.daily[0, 0] == 10


@pytest.mark.requirement("S145")
def test_units_asked_for_in_vain_are_seen_as_far_as_the_lever_says():
    blind, half = (desk(Smoothed(rates(10), 0.5), unmet=seen) for seen in (0.0, 0.5))
    for forecasting in (blind, half):
        learn(forecasting, 4, short=8)
    assert (blind.daily[0, 0], half.daily[0, 0]) == (7, 9)


def test_the_spread_is_that_of_the_errors_of_the_next_day():
    forecasting = desk(Smoothed(rates(10), 0.0), spread=ErrorSpread(rates(10), 0.5))
    learn(forecasting, 16)
    assert forecasting.tonight().outlook(0).variance.tolist() == [23], "10 + .5 (36 - 10)"


def test_an_added_error_is_another_every_week_and_leaves_what_is_learnt_alone():
    forecasting = desk(Smoothed(rates(10), 0.0), error=0.5, luck=1.0)
    scale = np.sqrt(np.log(1.25))
    first, second = (np.exp(scale * week - np.log(1.25) / 2) for week in (1, 2))
    assert forecasting.tonight().daily[0, 0] == pytest.approx(10 * first)
    for _ in range(7):
        learn(forecasting, 0)
    assert forecasting.tonight().daily[0, 0] == pytest.approx(10 * second)
    assert forecasting.daily[0, 0] == 10


def forecast_city(days=16, **information):
    city = tree()
    city["calendar"]["days"] = days
    city["calendar"]["festivals"] = {"fair": {"first": "2026-03-12", "last": "2026-03-13", "factor": 2}}
    city["information"] = information
    return city


@pytest.mark.parametrize(
    ("lever", "to"), [("forecast.error", 0.8), ("supply.share_pos", True), ("supply.line_seen", 0.3)]
)
@pytest.mark.requirement("S139", "S140")
def test_what_is_known_from_a_day_on_changes_nothing_before_it(lever, to):
    plain, told = forecast_city(7), forecast_city(7)
    put(told, ["plan", "changes", "told"], {"start": "2026-03-05", "lever": lever, "to": to})
    assert same(facts_until(plain, 3), facts_until(told, 3)).passed
    assert not same(run(plain).facts, run(told).facts, ("lever_changes", "forecasts")).passed


def test_what_forecasts_know_does_not_depend_on_the_length_of_the_run():
    told = {"forecast_promotions": 1, "forecast_unmet": 1, "forecast_error": 0.3}
    assert same(facts_until(forecast_city(9, **told), 9), facts_until(forecast_city(**told), 9)).passed


@pytest.mark.parametrize("method", ["seasonal_naive", "moving_average", "weekday", "croston", "syntetos_boylan"])
def test_every_method_fills_the_shelves_of_a_city(method):
    city = forecast_city(9)
    city["policies"] = {"forecast": {"method": method, "spread": "errors"}}
    facts = run(city).facts
    assert facts["stock_days"]["received"].sum() > 0
    assert len(facts["forecasts"]["units"]) == 2 * 2 * 4 * 15, "two weeks, one and four weeks ahead"
    assert (facts["forecasts"]["units"] >= 0).all()
