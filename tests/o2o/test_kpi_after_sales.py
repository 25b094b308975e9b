"""Complaints and benefits in figures, counted by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Mode


@pytest.fixture
def table(small):
    at = small.at
    tables = small.facts(
        orders={
            "person": [0, 1, 2, 2],
            "site": small.NORTH,
            "mode": [Mode.PARCEL, Mode.WALK_IN, Mode.WALK_IN, Mode.WALK_IN],
            "channel": [1, 0, 0, 0],
            "placed": at(8, 9),
            "benefit": [0, 1, 2, 0],
        },
        tickets={
            "person": [0, 0, 2, 2],
            "order": [0, 0, 2, 2],
            "opened": [at(8, 10), at(9, 10), at(9, 10), at(20, 10)],
            "bot": [1, 0, 0, 0],
            "settled": [at(8, 10), at(11, 10), at(12, 10), -1],
        },
    )
    return measure(tables, small.dimensions())


@pytest.mark.requirement("E36", "S154")
def test_complaints_settled_within_48_hours(table):
    assert table.get("E36") == pytest.approx(200 / 3), "the last one's 48 hours are not over"
    assert table.get("E36", period="day:9") == 50
    assert table.get("E36", scope="mode:parcel") == 100


def test_the_share_of_the_bot_and_complaints_per_thousand_orders(table):
    assert table.get("E36b") == 25
    assert table.get("E36t", period="day:8") == 250
    assert np.isnan(table.get("E36t", period="day:9")), "no orders that day"


@pytest.mark.requirement("E35")
def test_refused_benefits_over_benefits_shown(table):
    assert table.get("E35") == 50
    assert np.isnan(table.get("E35", scope="segment:young", period="day:9"))
