"""Outages in figures: counted by hand from small tables."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.units import DAY, HOUR


@pytest.fixture
def kpis(small):
    """Return the figures of a platform that is down twice, with four looks into the app; the first day is a warm-up."""

    def worked_out(**tables):
        at = small.at
        facts = small.facts(
            visits={
                "person": 0,
                "touchpoint": [1, 1, 1, 1, 0],
                "site": 0,
                "arrive": [at(0, 9), at(7, 9), at(7, 13), at(8, 9), at(8, 9)],
                "leave": [at(0, 9), at(7, 9), at(7, 13), at(8, 9), at(8, 10)],
            },
            **tables,
        )
        return measure(facts, small.dimensions(days=9, warm_up=7))

    return worked_out


@pytest.mark.requirement("S173")
def test_time_that_people_get_in_and_looks_that_were_missed(kpis, small):
    at = small.at
    table = kpis(
        outages={"began": [at(7, 10), at(8, 20)], "back": [at(7, 16), at(9, 2)], "repaired": 0, "missed": [1, 4]},
        platform_days={"day": list(range(9)), "down": [0] * 7 + [6 * HOUR, 4 * HOUR]},
    )
    assert table.get("E63u") == 100 * (2 * DAY - 10 * HOUR) / (2 * DAY)
    assert table.get("E63u", period="day:7") == 75
    assert table.get("E63n") == 100 * 5 / (3 + 5)
    assert table.get("E63n", period="day:7") == pytest.approx(100 * 1 / 3)


def test_a_platform_that_cannot_fail_has_no_availability(kpis):
    table = kpis()
    assert np.isnan(table.get("E63u"))
    assert np.isnan(table.get("E63n"))


def test_one_that_never_failed_was_always_there(kpis):
    table = kpis(platform_days={"day": list(range(9)), "down": [0] * 9})
    assert (table.get("E63u"), table.get("E63n")) == (100, 0)
