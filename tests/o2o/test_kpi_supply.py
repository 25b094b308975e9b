"""Supply KPIs on facts made by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import NEVER


@pytest.mark.requirement("E42", "S142")
def test_response_time_counts_open_alerts_to_the_end_of_the_run(small):
    alerts = {
        "site": [small.NORTH, small.NORTH, small.NORTH, small.WAREHOUSE],
        "breached": [small.at(8), small.at(9), small.at(19), small.at(1)],
        "restored": [small.at(8, 6), small.at(10, 6), NEVER, small.at(3)],
    }
    table = measure(small.facts(alerts=alerts), small.dimensions())
    # 6, 30 and 48 hours; the depot's alert lies in the warm-up.
    assert table.get("E42m") == 30
    assert table.get("E42") == table.get("E42", "site:north") == 48
    assert table.get("E42", period="week:1") == 30
    assert np.isnan(table.get("E42", "site:depot"))
    assert table.get("E42", "site:depot", "day:1") == 48


@pytest.mark.requirement("E43")
def test_lead_time_and_fill_are_those_of_what_has_arrived(small):
    deliveries = {
        "site": small.WAREHOUSE,
        "ordered": [small.at(7), small.at(8), small.at(20)],
        "arrived": [small.at(9), small.at(12), NEVER],
        "units": [30, 10, 99],
        "delivered": [30, 0, 99],
    }
    table = measure(small.facts(deliveries=deliveries), small.dimensions())
    assert table.get("E43") == 3
    assert table.get("E43f") == 75
    assert table.get("E43", "site:depot", "day:12") == 4
