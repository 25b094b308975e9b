"""Tables and words of a report, counted again from the facts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from o2o.manifest import Manifest
from o2o.report.evidence import Evidence
from o2o.report.sections.assumptions import leaves, origin_text, value_text
from o2o.report.tables.city import city, openings, outline
from o2o.report.tables.course import daily_orders, daily_sales, on_time
from o2o.report.tables.load import by_hour, grid
from o2o.report.tables.visits import endings, orders_by_mode
from o2o.report.words import amount_text, brief, file_text, listed, range_text
from sim.facts import Task
from sim.units import DAY


@pytest.fixture(scope="module")
def evidence(pilot):
    return Evidence(pilot)


def with_tree(run, **changes):
    scenario = run.about["scenario"]
    about = run.about | {"scenario": scenario | {"tree": scenario["tree"] | changes}}
    return replace(run, manifest=Manifest(run.manifest.kind, run.manifest.files, about))


def test_sales_of_a_week_cut_short_are_divided_by_the_days_it_has(evidence, pilot):
    weeks = daily_sales(evidence)
    # 19 days with 5 of warm-up: week 0 keeps days 5 and 6, week 2 ends on day 18.
    assert weeks["days"].tolist() == [2, 7, 5]
    days = pilot.kpis(None, "chain").query("kpi == 'E49n'").groupby("period")["value"].mean()
    assert weeks["mean"].iloc[0] == pytest.approx((days["day:5"] + days["day:6"]) / 2)
    assert weeks["mean"].iloc[2] == pytest.approx(np.mean([days[f"day:{day}"] for day in range(14, 19)]))


def test_a_week_stands_at_its_middle(evidence):
    # Days 5 and 6 are 7 and 8 March, days 7 to 13 are 9 to 15 March, days 14 to 18 are 16 to 20 March.
    assert [str(day.date()) for day in daily_sales(evidence)["date"]] == ["2026-03-07", "2026-03-12", "2026-03-18"]


def test_every_measured_order_is_counted_once(evidence, pilot):
    orders = pilot.facts("orders")
    measured = orders[orders["placed"] >= 5 * DAY]
    counted = {mode: table["orders"].sum() for mode, table in daily_orders(evidence).items()}
    expected = measured["mode"].astype(str).str.lower().value_counts()
    assert counted == expected[expected > 0].to_dict()
    assert orders_by_mode(evidence)["orders"].sum() == len(measured)


def test_a_mode_begins_when_it_is_first_used(evidence):
    # The wave opens on 11 March, in week 1.
    assert daily_orders(evidence)["instant"]["week"].min() == 1
    assert "walk_in" not in on_time(evidence)


def test_shares_stay_between_0_and_100_per_cent(evidence):
    for table in on_time(evidence).values():
        known = table.dropna(subset=["lo", "hi"])
        assert ((known["lo"] >= 0) & (known["hi"] <= 100)).all()


def test_every_measured_visit_ends_somehow(evidence, pilot):
    visits = pilot.facts("visits")
    assert endings(evidence).to_numpy().sum() == (visits["arrive"] >= 5 * DAY).sum()


def test_paid_hours_by_the_clock_are_means_over_measured_days(evidence, pilot):
    rows = by_hour(evidence, Task.CREW)
    facts = pilot.facts("staff_hours").query("task == 'CREW' and site == 0")
    noon = facts[(facts["hour"] >= 5 * 24) & (facts["hour"] % 24 == 12)]
    found = rows[(rows["site"] == 0) & (rows["clock"] == 12)].iloc[0]
    assert found["paid"] == pytest.approx(noon["paid"].sum() / 3_600_000 / 14)
    assert grid(rows, rows["paid"]).loc[found["name"], 12] == found["paid"]


def test_a_store_opens_with_its_first_wave(pilot):
    later = {"start": "2026-03-15", "stores": "all", "opens": ["instant"]}
    first = {"start": "2026-03-11", "stores": ["xuhui"], "opens": ["collect"]}
    found = openings(Evidence(with_tree(pilot, plan={"waves": {"a": later, "b": first}})))
    assert found[0] == ("xuhui", date(2026, 3, 11), ("collect",))
    assert {day for _, day, _ in found[1:]} == {date(2026, 3, 15)}
    assert len(found) == 14


def test_the_city_has_the_outline_of_its_case_and_the_sales_of_its_sites(evidence, pilot):
    drawn = city(evidence)
    assert len(outline(evidence)) > 10
    total = pilot.kpis().query("kpi == 'E49n'")["value"].mean() / 14
    assert sum(node.sales for node in drawn.nodes) == pytest.approx(total)
    assert [node.id for node in drawn.nodes if node.opened] == ["jingan", "xuhui"]


def test_values_are_written_as_in_a_file():
    assert list(leaves("a", {"b": {"c": 1}, "d": [1, 2]})) == [("a.b.c", 1), ("a.d", [1, 2])]
    assert [value_text(value) for value in (True, ["x", "y"], "30 min", 1.5)] == ["true", "x, y", "30 min", "1.5"]


def test_origins_name_no_folder_of_a_machine():
    assert origin_text("/mnt/somebody/case.yaml:3:7") == "case.yaml:3"
    assert origin_text("C:\\Users\\somebody\\case.yaml:3:7") == "case.yaml:3"
    assert origin_text("scenarios/library/a/b.yaml:12:1") == "scenarios/library/a/b.yaml:12"
    assert origin_text("--set:1:25") == "command line (--set)"
    assert file_text("../other/case.yaml") == "case.yaml"


def test_figures_in_sentences_have_three_digits():
    assert [brief(value) for value in (0.0456, 17.43, 4850.4, -3.0)] == ["0.0456", "17.4", "4,850", "-3"]
    assert amount_text(25_056_737, "CNY") == "25.1 million CNY"
    assert amount_text(480, "CNY") == "480 CNY"
    assert range_text(21_746_999, 28_366_476, "CNY") == "21.7 to 28.4 million CNY"
    assert range_text(None, None, "%") == ""
    assert [listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
