"""The report on outages: how often the platform failed, for how long, and who found it down."""

import re

import pytest

from o2o.report.evidence import Evidence
from o2o.report.page import page
from o2o.report.sections.outages import outages


@pytest.fixture(scope="module")
def failing(simulate_shipped):
    sets = (
        "calendar.days=9",
        "calendar.warm_up=2",
        "people.segments.everyone.customers=300",
        "experiment.replications=1",
    )
    return simulate_shipped("two-stores/two-stores.yaml", *sets, "platform={up: 20 h, repair: 4 h, failover: 1 h}")


@pytest.mark.requirement("S173", "S243")
def test_the_page_tells_of_every_outage(failing):
    evidence = Evidence(failing)
    section = outages(evidence)
    facts = evidence.ask("outages", "SELECT * FROM facts WHERE began >= measured_from()")
    rows = section.content["table"].rows
    assert len(rows) == len(facts) > 3
    assert sum(int(row[4]) for row in rows) == facts["missed"].sum() > 0
    down = [float(row[2]) for row in rows]
    assert down == sorted(down, reverse=True)
    assert max(down) == 1, "a standby takes over after an hour"
    assert max(float(row[3]) for row in rows) > 1
    assert f"failed {len(rows)} times" in section.content["says"]
    assert re.search(r"(some [\d.]+ orders were|less than one order was) at stake, less what", section.content["says"])
    assert "Outages of the platform" in re.sub(r"<[^>]*>", " ", page(failing))


def test_a_platform_that_never_fails_has_no_such_section(plain):
    assert outages(Evidence(plain)) is None
