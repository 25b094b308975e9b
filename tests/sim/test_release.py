"""Release by hand: which batch an order placed at each time of day goes with."""

import numpy as np
import pytest

from sim.levers import Levers
from sim.release import Release
from sim.units import DAY, HOUR, MINUTE, parse_clock

DEPOT, OTHER = 3, 4


def released(placed, site=OTHER, waves=(), **hours):
    levers = Levers({})
    for name, value in hours.items():
        levers.start_with(f"allocation.{name}", value)
    times = Release(levers, {DEPOT: tuple(map(parse_clock, waves))}).times(
        np.array([parse_clock(clock) for clock in placed]), np.full(len(placed), site)
    )
    return [f"{time // DAY}d {time % DAY // HOUR:02}:{time % HOUR // MINUTE:02}" for time in times.tolist()]


@pytest.mark.requirement("S128")
def test_by_hand_orders_go_out_with_the_next_batch_in_working_hours():
    placed = ["07:10", "08:00", "08:01", "16:59", "17:01", "20:00"]
    hours = {"interval": HOUR, "opens": 8 * HOUR, "closes": 18 * HOUR}
    expected = ["0d 08:00", "0d 08:00", "0d 09:00", "0d 17:00", "1d 08:00", "1d 08:00"]
    assert released(placed, **hours) == expected


@pytest.mark.requirement("S128")
def test_without_batches_working_hours_alone_hold_orders_back():
    placed = ["07:10", "08:13", "18:00"]
    assert released(placed, opens=8 * HOUR, closes=18 * HOUR) == ["0d 08:00", "0d 08:13", "1d 08:00"]


def test_by_default_nothing_waits():
    assert released(["00:00", "12:34", "23:59"]) == ["0d 00:00", "0d 12:34", "0d 23:59"]


def test_a_warehouse_releases_in_waves_and_a_store_does_not():
    placed = ["09:00", "10:00", "10:01", "16:00"]
    waves = ["15:00", "10:00"]
    assert released(placed, DEPOT, waves) == ["0d 10:00", "0d 10:00", "0d 15:00", "1d 10:00"]
    assert released(placed, OTHER, waves) == ["0d 09:00", "0d 10:00", "0d 10:01", "0d 16:00"]


def test_a_batch_by_hand_may_miss_the_wave():
    assert released(["09:30"], DEPOT, ["09:45", "15:00"], interval=HOUR) == ["0d 15:00"]
