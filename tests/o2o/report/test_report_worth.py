"""The report on plans: what each promised, what it was worth, and every cause between them."""

from o2o.report.evidence import Evidence
from o2o.report.page import page
from o2o.report.sections.worth import worth


def test_the_page_says_what_became_of_each_plan(promised):
    section = worth(Evidence(promised))
    assert section.content["says"][0].startswith("Placement promised 5,000, and the simulation gave ")
    table = section.content["table"]
    assert table.head == ["", "placement", "shifts"]
    assert [row[0] for row in table.rows] == [
        "promised",
        "demand noise",
        "capacity",
        "information error",
        "model approximation",
        "simulated",
    ]
    # What a reader adds up by hand is the whole, but for the rounding of six figures.
    for column in (1, 2):
        values = [float(row[column].split(" ")[0].replace(",", "")) for row in table.rows]
        assert abs(sum(values[:-1]) - values[-1]) <= 3
    assert "What became of the plans" in page(promised)


def test_a_run_without_plans_has_no_such_section(plain):
    assert worth(Evidence(plain)) is None
    assert not any(scope.startswith("plan:") for scope in set(plain.kpis(scope=None).scope))
