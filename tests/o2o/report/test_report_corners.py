"""The report on corners: which turn people away, how long people stay, what they take along, who is known."""

import re

import pytest

from o2o.report.evidence import Evidence
from o2o.report.page import page
from o2o.report.sections.corners import corners


@pytest.fixture(scope="module")
def with_corners(simulate_shipped):
    sets = (
        "calendar.days=5",
        "calendar.warm_up=1",
        "people.segments.everyone.customers=1500",
        "experiment.replications=1",
        "places.corners={table: {visited: 0.4, takes: 0.5}, rest: {visited: 0.3, wifi: 0.5, dwell: 40 min}}",
        "plan.changes={floor: {start: 2026-03-02, lever: corners.area, to: 0.01, where: [north]}}",
    )
    return simulate_shipped("two-stores/two-stores.yaml", *sets)


@pytest.mark.requirement("S101", "S104")
def test_the_page_tells_of_every_corner_that_has_room(with_corners):
    evidence = Evidence(with_corners)
    section = corners(evidence)
    facts = evidence.ask("corners", "SELECT * FROM facts WHERE came >= measured_from()")
    rows = section.content["table"].rows
    # 1 % of 800 m2, half of it each, at 2 m2 a head.
    assert [row[:3] for row in rows] == [["north", "rest", "2"], ["north", "table", "2"]]
    rest = facts[facts["corner"] == 0]
    assert float(rows[0][3]) == pytest.approx(len(rest) / 4, rel=1e-3)
    assert float(rows[0][4]) == pytest.approx(100 * rest["left"].isna().mean(), rel=1e-3)
    assert 0 < float(rows[1][4]) < float(rows[0][4]) < 100, "who rests stays longer, and turns more away"
    stayed = (rest["left"] - rest["came"]).mean() / 60_000
    assert float(rows[0][5]) == pytest.approx(stayed, rel=1e-3)
    assert (rows[0][6], rows[1][7]) == ("0", "0"), "nothing is taken along from seats, and the table has no Wi-Fi"
    assert float(rows[0][7]) == pytest.approx(100 * rest["login"].sum() / rest["left"].notna().sum(), rel=1e-3)
    assert float(rows[1][6]) > 0
    assert f"{len(facts):,} shoppers came to a corner" in section.content["says"]
    assert "Corners of stores" in re.sub(r"<[^>]*>", " ", page(with_corners))


def test_stores_without_corners_have_no_such_section(plain):
    assert corners(Evidence(plain)) is None
