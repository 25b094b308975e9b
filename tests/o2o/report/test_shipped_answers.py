"""Shipped cases of operations, with few people: the report of a run shows the chart that answers the question."""

import pytest

from o2o.report import page
from o2o.report.evidence import Evidence
from o2o.report.sections.shocks import shocks
from o2o.report.sections.stock_records import stock_records

FEW = (
    *(f"people.segments.{key}={{customers: {n}, prospects: 0}}" for key, n in (("families", 500), ("young", 500))),
    "people.segments.older={customers: 300, prospects: 0}",
    "marketing.paid.daily_spend=100",
    "experiment.replications=1",
    "experiment.twin=false",
)
PEAK = (
    *(f"plan.{entry}.start=2026-06-08" for entry in ("waves.online", "changes.crew", "changes.warm_up")),
    *("calendar.start=2026-06-08", "calendar.days=14", "calendar.warm_up=2"),
)


@pytest.mark.requirement("S251")
def test_the_peak_shows_day_by_day_what_is_oversold_and_when_the_festival_was(simulate_shipped):
    run = simulate_shipped("peak_618/peak_618.yaml", *FEW, *PEAK)
    oversold = stock_records(Evidence(run)).content["exhibits"][-1]
    assert oversold.title == "Online orders with a promised unit that was not there, %"
    assert ">festival<" in oversold.svg
    assert 'id="stock_records"' in page(run)


@pytest.mark.requirement("S141", "S147", "S253")
def test_a_supplier_that_is_cut_off_is_felt_after_a_week_and_the_report_says_so(simulate_shipped):
    run = simulate_shipped("shock_supplier/shock_supplier.yaml", *FEW, "calendar.days=33", variant="small")
    (row,) = shocks(Evidence(run)).content["table"].rows
    assert row[:3] == ["cut-off", "13 March 2026", "10"]
    days = Evidence(run).days("K05").set_index("day")["mean"]
    assert days.loc[11:15].min() > days.loc[:10].mean() - 4, "for days nobody notices"
    assert days.loc[18:23].min() < days.loc[:10].mean() - 5
    assert 10 <= int(row[4]) <= 15, "availability is back some days after the end of the ten"
