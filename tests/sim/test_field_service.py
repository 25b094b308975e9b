"""Installation and trade-in by hand: slots with room, technicians who are late, old things that change hands."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.errors import InvariantBrokenError
from sim.facts import Account, Mode
from sim.field_service import FieldService
from sim.units import HOUR, MINUTE

TEN = 10 * HOUR
STORE = 0


def served(city, traded=0.0, **service):
    """Return ``city`` whose first product must be installed."""
    city["goods"]["products"]["p00"] |= {"installed": 1, "traded_in": traded}
    plain = {"technicians": 1, "cv": 0, "visit": "90 min", "fee": "100 CNY", "wage": 0}
    city["after_sales"] = {"installation": plain | service}
    return city


@pytest.mark.requirement("S155")
def test_each_buyer_books_the_first_slot_with_room_a_day_after_the_goods(city, lived):
    # Bought at the tills of the store, about ten past ten: slots from 9, 11, 13 o'clock on the next day.
    wishes = [(TEN + nth * MINUTE, Mode.WALK_IN, STORE, (0, 1)) for nth in range(2)]
    facts = lived(served(city), wishes, days=2).world.facts
    installs = {name: values.tolist() for name, values in facts["installs"].columns().items()}
    assert [time / HOUR for time in installs["slot"]] == [24 + 11, 24 + 13]
    assert installs["began"] == installs["slot"]
    assert installs["ended"] == [began + 90 * MINUTE for began in installs["began"]]
    assert installs["sku"] == [0, 0]
    ledger = facts["ledger"]
    assert int(ledger["fen"][ledger["account"] == Account.INSTALLATION].sum()) == 2 * 10000


@pytest.mark.requirement("S155")
def test_an_old_thing_is_paid_for_and_sold_and_technicians_are_paid_by_the_day(city, lived):
    city = served(city, traded=1, allowance="50 CNY", resale="30 CNY", wage="40 CNY")
    facts = lived(city, [(TEN, Mode.COLLECT, STORE, (0,))], days=3).world.facts
    assert facts["installs"]["traded"].tolist() == [1]
    ledger = facts["ledger"]
    # 100 for the visit, 50 to the customer, 30 for the old thing; ten hours on each of three days at 40.
    assert int(ledger["fen"][ledger["account"] == Account.INSTALLATION].sum()) == 8000 - 3 * 10 * 4000


@pytest.mark.requirement("S155")
def test_a_visit_longer_than_its_slot_keeps_the_next_customer_waiting(city, lived):
    wishes = [(TEN + nth * MINUTE, Mode.WALK_IN, STORE, (0,)) for nth in range(2)]
    facts = lived(served(city, visit="5 h"), wishes, days=2).world.facts
    began = facts["installs"]["began"] - facts["installs"]["slot"]
    assert began.tolist() == [0, 3 * HOUR]


def town(technicians=2, days=5, **more):
    city = served(tree(), technicians=technicians, **more)
    city["calendar"]["days"] = days
    city["goods"]["products"]["p00"] |= {"installed": 0.5, "traded_in": 0.3}
    return city


@pytest.mark.requirement("S155")
def test_the_share_that_is_told_books_and_more_technicians_come_sooner():
    runs = [simulate(read(town(technicians)), 0) for technicians in (2, 12)]
    few, many = (run.facts["installs"] for run in runs)
    assert few["order"].tolist() == many["order"].tolist(), "who books does not depend on who comes"
    n = len(few["order"])
    assert abs(few["traded"].sum() - 0.3 * n) < 4 * np.sqrt(0.21 * n) < 0.3 * n
    days = [measure(run.facts, run.dimensions).get("E33i") for run in runs]
    assert days[0] > days[1] + 0.2
    assert days[1] >= 1


@pytest.mark.requirement("M10")
def test_technicians_whom_nobody_needs_change_nothing():
    idle = tree()
    idle["after_sales"] = {"installation": {"technicians": 0, "fee": "100 CNY"}}
    assert same(simulate(read(tree()), 0).facts, simulate(read(idle), 0).facts).passed


def test_a_customer_whom_technicians_forget_is_noticed(monkeypatch):
    honest = FieldService._begin

    def forgetful(self, row, work):
        if row % 3:
            honest(self, row, work)
        else:
            self._to_come -= 1

    monkeypatch.setattr(FieldService, "_begin", forgetful)
    population = build(read(town()), 0)
    with pytest.raises(InvariantBrokenError, match="installations do not balance"):
        population.live(5)
    population.forget()
