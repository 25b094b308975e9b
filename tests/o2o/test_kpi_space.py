"""KPIs of space: three stores' claims to a sale, and how full the floor is, counted by hand."""

import numpy as np
import pytest

from o2o.kpi.space import hours_inside
from o2o.kpis import measure
from sim.facts import Mode, Touchpoint
from sim.units import DAY, HOUR

STORE, APP = int(Touchpoint.STORE), int(Touchpoint.APP)


@pytest.fixture
def table(small):
    at = small.at
    # Person 0 walks into the north at 10:00 on day 2, person 1 into the south on day 2 at 10:30, until 12:15.
    visits = {
        "person": [0, 1, 2],
        "touchpoint": [STORE, STORE, STORE],
        "site": [small.NORTH, small.SOUTH, small.NORTH],
        "arrive": [at(2, 10), at(2, 10, 30), at(12, 23, 30)],
        "leave": [at(2, 10, 30), at(2, 12, 15), at(13, 0, 30)],
    }
    rows = [
        (0, small.NORTH, STORE, Mode.WALK_IN, at(2, 10, 20), 10000),
        (0, small.WAREHOUSE, APP, Mode.PARCEL, at(9, 10), 4000),  # 7 days after: still the north's
        (1, small.WAREHOUSE, APP, Mode.PARCEL, at(9, 10, 31), 8000),  # a minute too late
        (1, small.SOUTH, APP, Mode.INSTANT, at(3), 20000),  # the south fulfils it itself
        (2, small.WAREHOUSE, APP, Mode.PARCEL, at(12), 1000),  # before the visit
    ]
    orders = small.columns("person site channel mode placed goods", rows)
    return measure(small.facts(visits=visits, orders=orders), small.dimensions(days=20, warm_up=0))


def test_who_is_still_inside_when_the_run_ends_counts_until_then():
    come, gone = np.array([23 * HOUR]), np.array([2 * DAY])
    hours = hours_inside(np.array([0]), come, gone, (1, 1))
    assert hours.shape == (1, 24, 1)
    assert hours.sum() == pytest.approx(1.0)


@pytest.mark.requirement("S105", "K13")
def test_the_same_sales_make_three_kinds_of_sales_per_square_metre(table):
    month = 30 / 20
    north, south = 100, 200
    assert table.get("K13s", "site:north") == pytest.approx(100 / north * month)
    assert table.get("K13s", "site:south") == 0.0
    assert table.get("K13", "site:south") == pytest.approx(200 / south * month)
    assert table.get("K13i", "site:north") == pytest.approx(140 / north * month)
    assert table.get("K13i", "site:south") == pytest.approx(200 / south * month)
    assert [table.get(kpi) for kpi in ("K13s", "K13", "K13i")] == pytest.approx(
        [sales / 300 * month for sales in (100, 300, 340)]
    )
    assert table.get("K13i", period="day:9") == pytest.approx(40 / 300 * 30), "by the day of the order"
    assert np.isnan(table.get("K13i", "site:depot"))


@pytest.mark.requirement("C36")
def test_the_floor_is_as_full_as_entries_and_stays_make_it(table):
    # 10 to 11: half a shopper in the north and half in the south; 11 to 12: one in the south.
    assert table.get("E04f", period="day:2") == pytest.approx(1.0)
    assert table.get("E04f", "site:north", "day:2") == pytest.approx(0.5)
    assert table.get("E04f", "site:south", "day:2") == pytest.approx(1.0)
    # Over midnight each day gets its own half hour.
    assert table.get("E04m", "site:north", "day:12") == pytest.approx(0.5)
    assert table.get("E04m", "site:north", "day:13") == pytest.approx(0.5)
    assert table.get("E04m", period="day:2") == pytest.approx(2.25 / 3)
