"""The chart of the incentive conflict: a dot a store, more refusals with less credit, and the answer in words."""

import pytest

from o2o.report.evidence import Evidence
from o2o.report.sections.credit import by_store, credit


@pytest.mark.requirement("S226", "S245")
def test_the_less_credit_the_more_orders_are_refused_and_the_fewer_promises_kept(conflict):
    stores = by_store(Evidence(conflict)).set_index("credit")
    assert stores.index.tolist() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0]
    assert stores["refused"][1.0] == 0
    assert stores["refused"][0.0] > 40 > stores["refused"][0.5] > 10
    assert stores["on_time"][0.8] > 85 > 60 > stores["on_time"][0.2]
    assert stores["wait"][1.0] > 3 * stores["wait"][0.0], "who serves online orders keeps own customers waiting"


def test_the_section_says_where_store_fulfilment_gives_way(conflict):
    section = credit(Evidence(conflict))
    assert section.content["says"].startswith("Store fulfilment gives way between 40 % and 30 % of the credit")
    assert "<circle" in str(section.content["exhibit"].svg) or "<use" in str(section.content["exhibit"].svg)
    assert len(section.content["table"].rows) == 10


def test_stores_with_equal_credit_need_no_chart(pilot):
    assert credit(Evidence(pilot)) is None
