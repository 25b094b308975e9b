"""The cash flow statement of a report: its lines add up, and it is there only where somebody asks."""

from o2o.report.evidence import Evidence
from o2o.report.page import page
from o2o.report.sections.cash import cash


def number(cell):
    return float(cell.replace(",", ""))


def test_each_week_of_the_statement_adds_up(paying):
    section = cash(Evidence(paying))
    table = section.content["table"]
    assert table.head[:5] == ["Week from", "From customers", "To suppliers", "To others", "Cash flow"]
    assert [row[0] for row in table.rows] == ["07 Mar", "09 Mar", "16 Mar"]
    for row in table.rows:
        received, suppliers, others, flow = (number(cell) for cell in row[1:5])
        assert suppliers <= 0
        assert others < 0
        assert abs(received + suppliers + others - flow) <= 2
    assert "operations bring in" in section.content["says"]
    assert "Cash flow statement by week" in page(paying)


def test_a_run_that_asks_for_no_cash_has_no_such_section(plain):
    assert cash(Evidence(plain)) is None
