"""The reach of instant delivery: shares by distance and load, counted by hand."""

import pandas as pd
import pytest

from o2o.report import page
from o2o.report.evidence import Evidence
from o2o.report.sections.reach import reach_section
from o2o.report.tables import reach as table
from sim.dimensions import SiteRow
from sim.facts import Vehicle
from sim.units import HOUR, MINUTE

SITES = (
    SiteRow("store", "Store", "store", 121.0, 31.0, 0, 0, 500),
    SiteRow("fleet", "Riders", "fleet", 121.0, 31.0, 0, 0, 0),
)


class Told:
    """Evidence of a day that a test tells: rows (person's home x, minute placed, minutes to the door or None)."""

    kept = 0

    class dimensions:  # noqa: N801  # stands for an attribute
        sites, days, warm_up = SITES, 1, 0

    def __init__(self, rows, riders):
        self.rows, self.riders = rows, riders

    def ask(self, name, sql):
        if name == "people":
            return pd.DataFrame({"home_x": [x for x, _, _ in self.rows], "home_y": 0})
        if name == "trips":
            assert f"kind = {int(Vehicle.RIDER)}" in sql
            return pd.DataFrame({"site": [0], "fleet": [1]})
        if name == "staff_hours":
            hours = sorted(self.riders)
            return pd.DataFrame({"fleet": 1, "hour": hours, "riders": [self.riders[hour] for hour in hours]})
        kept = [took is not None and took <= 30 for _, _, took in self.rows]
        hour = [placed * MINUTE // HOUR for _, placed, _ in self.rows]
        return pd.DataFrame({"person": range(len(kept)), "site": 0, "hour": hour, "kept": kept})


@pytest.mark.requirement("S121")
def test_orders_are_counted_by_distance_and_by_orders_per_rider_hour(monkeypatch):
    monkeypatch.setattr(table, "FEWEST", 1)
    quiet = [(400, 5, 20), (2_600, 10, 25), (2_600, 11, 40)]
    crowded = [(400, 65, 20), (400, 66, 31), (2_600, 70, None), (2_600, 71, 29), (0, 72, 30), (501, 73, 1)]
    cells = table.reach(Told(quiet + crowded, {0: 2.0, 1: 2.0}))
    # Three orders on two riders are 1.5 an hour, six are 3; who lives at the store belongs to the first band.
    assert cells.to_dict("records") == [
        {"distance": 0.5, "tier": 1, "orders": 1, "kept": 100.0},
        {"distance": 0.5, "tier": 3, "orders": 3, "kept": pytest.approx(200 / 3)},
        {"distance": 1.0, "tier": 3, "orders": 1, "kept": 100.0},
        {"distance": 3.0, "tier": 1, "orders": 2, "kept": 50.0},
        {"distance": 3.0, "tier": 3, "orders": 2, "kept": 50.0},
    ]


def test_bands_are_a_kilometre_where_riders_go_further_than_three(monkeypatch):
    monkeypatch.setattr(table, "FEWEST", 1)
    cells = table.reach(Told([(400, 5, 20), (4_200, 10, 25)], {0: 1.0}))
    assert cells["distance"].tolist() == [1.0, 5.0]


def test_cells_of_few_orders_and_hours_without_riders_say_nothing():
    few = Told([(400, 5, 20)] * (table.FEWEST - 1), {0: 10.0})
    assert table.reach(few).empty
    assert table.reach(Told([(400, 5, 20)] * 40, {1: 10.0})).empty


def test_the_section_needs_several_loads(monkeypatch):
    rows = [(400, 5, 20)] * 30
    assert reach_section(Told(rows, {0: 20.0})) is None
    section = reach_section(Told([*rows, *[(400, 65, 40)] * 60], {0: 20.0, 1: 20.0}))
    assert [row[0] for row in section.content["tables"][0].rows] == ["1 to 2", "3 and more"]
    assert "1 to 2 orders per rider hour: 100 % up to 0.5 km" in str(section.content["exhibit"].svg)


def test_tiers_are_named_in_words():
    assert [table.tier_name(tier) for tier in range(4)] == ["under 1", "1 to 2", "2 to 3", "3 and more"]


def test_a_page_without_riders_has_no_such_section(plain):
    assert 'id="reach"' not in page(plain)
    assert table.reach(Evidence(plain)).empty
