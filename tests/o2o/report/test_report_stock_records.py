"""The section on stock records: there when records lie, in the words and figures of the facts."""

import pandas as pd
import pytest

from o2o.report.evidence import Evidence
from o2o.report.sections.stock_records import after_the_worst, stock_records
from o2o.report.tables.stock_records import EMPTY, HIGH, LOW, OVERSOLD, RIGHT, WRONG, missed, shelves


@pytest.mark.requirement("S134", "S251")
def test_the_section_shows_records_misses_and_oversold_orders(lying):
    section = stock_records(Evidence(lying))
    titles = [it.title for it in section.content["exhibits"]]
    assert titles == [
        "Records of store shelves, %",
        "Units that store customers did not get, a day",
        "Online orders with a promised unit that was not there, %",
    ]
    assert ">rush<" in section.content["exhibits"][2].svg


def test_the_tables_are_those_of_the_facts(lying):
    evidence = Evidence(lying)
    days = lying.facts("stock_days")
    days = days[days["site"] < 4]
    parts = shelves(evidence)
    assert parts.sum(axis=1).to_numpy() == pytest.approx(100.0)
    first = days[days["day"] == 5]
    wrong = [(first["record"] > first["physical"]).mean(), (first["record"] < first["physical"]).mean()]
    assert parts[[HIGH, LOW]].iloc[5].to_numpy() == pytest.approx([100 * share for share in wrong])
    assert 0 < parts[RIGHT].iloc[-1] < 100
    asked = missed(evidence)
    assert asked[[EMPTY, WRONG]].to_numpy().sum() == days["short"].sum()
    assert asked[OVERSOLD].sum() == days["oversold"].sum() > 0


def test_there_is_no_section_where_records_are_true(base):
    assert stock_records(Evidence(base)) is None


def test_the_day_is_told_on_which_it_is_as_before_the_worst():
    dates = pd.date_range("2026-06-01", periods=8)
    told = after_the_worst(pd.Series([2.0, 4.0, 9.0, 5.0, 3.5, 2.0, 3.0, 1.0], dates))
    assert told == "back to its mean of the 14 days before, 3.0 %, after 3 days."
    assert after_the_worst(pd.Series([2.0, 4.0, 9.0, 5.0], dates[:4])) == "on the last day 5.0 %."
