"""KPIs of handling and exceptions, counted by hand."""

import pytest

from o2o.kpis import measure
from sim.facts import Mode, Trouble
from sim.units import MINUTE


@pytest.fixture
def handled(small):
    """Return the figures of four online orders and a walk-in; the store refused two of them."""
    noon = small.at(1, 12)
    minutes = {
        "routed": [0, 10, 40, 0, 0],
        "packed": [30, 41, 60, -1, -1],
        "handed": [35, 50, 100, -1, -1],
    }
    orders = {name: [noon + MINUTE * m if m >= 0 else -1 for m in column] for name, column in minutes.items()}
    orders |= {"placed": noon, "mode": [Mode.INSTANT, Mode.COLLECT, Mode.PARCEL, Mode.INSTANT, Mode.WALK_IN]}
    orders |= {
        "channel": [1, 1, 1, 1, 0],
        "site": [small.NORTH, small.NORTH, small.WAREHOUSE, small.NORTH, small.SOUTH],
    }
    orders |= {"cancelled": [-1, -1, -1, noon, -1]}
    exceptions = {
        "order": [2, 3, 0],
        "site": [small.NORTH, small.NORTH, small.NORTH],
        "trouble": [Trouble.REFUSED, Trouble.REFUSED, Trouble.LATE],
        "arose": noon,
        "noticed": [noon + 4 * MINUTE, noon + 10 * MINUTE, -1],
        "moved_to": [small.WAREHOUSE, -1, -1],
    }
    return measure(small.facts(orders=orders, exceptions=exceptions), small.dimensions(days=4, warm_up=0))


@pytest.mark.requirement("S122")
def test_store_orders_are_packed_in_time_from_when_the_store_has_them(handled):
    # 30 min: in time. 31 min: not. The cancelled one: not. The warehouse's does not count.
    assert handled.get("E32") == pytest.approx(100 / 3)


def test_cycle_and_allocation_are_means_over_online_orders(handled):
    assert handled.get("E33") == pytest.approx((35 + 50 + 100) / 3)
    assert handled.get("E33", "mode:parcel") == pytest.approx(100)
    assert handled.get("E33p") == pytest.approx((0 + 10 + 40 + 0) / 4)


@pytest.mark.requirement("S127")
def test_exceptions_are_counted_against_orders_and_timed_when_noticed(handled):
    assert handled.get("E34x") == pytest.approx(100 * 3 / 4)
    assert handled.get("E34t") == pytest.approx(4)


@pytest.mark.requirement("S226")
def test_a_refused_order_counts_against_the_store_that_was_asked_first(handled):
    # North was asked for the two it served, the one it lost with its customer, and the one the warehouse took over.
    assert handled.get("E34r", "site:north") == pytest.approx(100 * 2 / 4)
    assert handled.get("E34r") == pytest.approx(100 * 2 / 4)
