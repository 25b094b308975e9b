"""The report on shocks: what struck, when it was over, how long service took to come back."""

import re

import pytest

from o2o.report.evidence import Evidence
from o2o.report.page import page
from o2o.report.sections.shocks import shocks


@pytest.mark.requirement("S147")
def test_the_page_names_each_shock_with_its_days(shaken):
    section = shocks(Evidence(shaken))
    (row,) = section.content["table"].rows
    assert row[:3] == ["down", "12 March 2026", "2"]
    assert row[3] != "0", "no parcel is promised while the app is down, so for a day none falls due"
    assert section.content["says"].startswith("Last to come back: ")
    assert section.content["says"].endswith("the shock 'down' itself was felt for 2 days.")
    assert "down" in section.content["exhibit"].svg
    assert "Shocks and recovery" in re.sub(r"<[^>]*>", " ", page(shaken))


def test_a_run_without_shocks_has_no_such_section(plain):
    assert shocks(Evidence(plain)) is None
