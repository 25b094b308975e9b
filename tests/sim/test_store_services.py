"""Store services: who comes to which desk, what it earns, and what else they buy."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.errors import InvariantBrokenError
from sim.facts import Account, Trigger
from sim.store_services import ServiceSpec, ServiceVisits, StoreServices
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR


@pytest.mark.requirement("S112")
def test_the_second_of_two_parcels_waits_for_the_desk(city):
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    population = build(read(city), 0)
    desk = StoreServices(population.world, {"parcel": ServiceSpec(per_year=0, work=2 * MINUTE, cv=0.0, fee=50)})
    population.world.attach(desk)
    zeros = np.zeros(2, np.int64)
    desk.accept(ServiceVisits(zeros, zeros, zeros, np.array([TEN, TEN + MINUTE]), np.full(2, 0.5)))
    population.live_day(0)
    facts = population.world.facts
    assert facts["services"]["began"].tolist() == [TEN, TEN + 2 * MINUTE]
    assert facts["services"]["ended"].tolist() == [TEN + 2 * MINUTE, TEN + 4 * MINUTE]
    ledger = facts["ledger"]
    assert ledger["fen"][ledger["account"] == Account.SERVICES].tolist() == [100]
    population.forget()


def convenient(days=5, **more):
    city = tree()
    city["calendar"]["days"] = days
    city["places"]["services"] = {
        "bills": {"per_year": 30, "fee": "1 CNY", "stores": ["centre"]},
        "parcel": {"per_year": 60, "fee": "0.5 CNY"} | more,
    }
    city["plan"]["waves"]["open"]["opens"].append("services")
    return city


@pytest.fixture(scope="module")
def facts():
    return simulate(read(convenient()), 0).facts


@pytest.mark.requirement("S112")
def test_people_come_at_the_rate_told_to_the_nearest_store_that_offers_it(facts):
    visits, people = facts["services"], len(facts["people"]["segment"])
    parcels = visits["service"] == 1
    expected = 5 * people * (1 - np.exp(-60 / 365))
    assert abs(parcels.sum() - expected) < 4 * np.sqrt(expected), "days 1 to 5: the last was planned for tomorrow"
    assert set(visits["site"][~parcels].tolist()) == {0}
    assert set(visits["site"][parcels].tolist()) == {0, 1, 2}
    served = visits["ended"] >= 0
    assert (visits["arrive"][~served] // DAY == 5).all(), "only those of tomorrow are not served yet"
    assert (visits["began"] >= visits["arrive"])[served].all()
    earned = facts["ledger"]["fen"][facts["ledger"]["account"] == Account.SERVICES].sum()
    assert int(earned) == int(100 * (served & ~parcels).sum() + 50 * (served & parcels).sum())


@pytest.mark.requirement("S112")
def test_who_fetches_a_parcel_may_buy_in_the_same_store(facts):
    visits, services = facts["visits"], facts["services"]
    errands = visits["trigger"] == Trigger.ERRAND
    assert errands.sum() > 10
    came = set(zip(services["person"].tolist(), services["site"].tolist(), services["arrive"].tolist(), strict=True))
    bought = zip(visits["person"][errands], visits["site"][errands], visits["arrive"][errands], strict=True)
    assert {(int(who), int(site), int(time)) for who, site, time in bought} <= came


def test_more_parcels_bring_more_purchases_and_the_same_needs():
    quiet = simulate(read(convenient(4, per_year=5)), 0).facts
    busy = simulate(read(convenient(4, per_year=300)), 0).facts
    assert errand_baskets(busy) > errand_baskets(quiet) + 20
    few, many = (set(facts["services"]["person"].tolist()) for facts in (quiet, busy))
    assert few <= many, "who came once comes still"


def errand_baskets(facts):
    return int((facts["visits"]["trigger"] == Trigger.ERRAND).sum())


@pytest.mark.requirement("M10")
def test_services_nobody_opened_change_no_byte():
    closed = convenient(3)
    closed["plan"]["waves"]["open"]["opens"].remove("services")
    assert same(simulate(read(tree()), 0).facts, simulate(read(closed), 0).facts).passed


def test_a_customer_whom_the_desk_forgets_is_noticed(monkeypatch):
    honest = StoreServices._arrive

    def forgetful(self, row, *rest):
        if row % 4:
            honest(self, row, *rest)
        else:
            self._there -= 1

    monkeypatch.setattr(StoreServices, "_arrive", forgetful)
    population = build(read(convenient()), 0)
    with pytest.raises(InvariantBrokenError, match="visits for store services do not balance"):
        population.live(4)
    population.forget()
