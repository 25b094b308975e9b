"""The endless aisle: who misses something orders it at the desk, if it comes soon enough; by hand, and in a city."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.endless_aisle import EndlessAisle
from sim.errors import InvariantBrokenError
from sim.facts import Account, Mode, Outcome, Touchpoint
from sim.units import DAY, HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE, DEPOT = 0, 1


def opened(city, **aisle):
    """Return the quiet city whose store never has the first product, and orders it from the depot."""
    city["policies"] = {"replenishment": {"levels": {"centre": {"site": "centre", "sku": "p00", "level": 0}}}}
    city["places"]["aisle"] = {"asks": 1, "patience": "1000 d"} | aisle
    city["plan"]["changes"] = {"aisle": {"start": "2026-03-02", "lever": "endless_aisle", "to": True}}
    return city


@pytest.mark.requirement("S124")
def test_what_the_shelf_lacks_is_ordered_at_the_desk_and_comes_from_the_depot(city, lived):
    facts = lived(opened(city), [(TEN, Mode.WALK_IN, STORE, (0, 1))]).world.facts
    asked = TEN + 4 * MINUTE + 2 * 40 * SECOND
    aisle = {name: values.tolist() for name, values in facts["aisle"].columns().items()}
    assert (aisle["asked"], aisle["units"], aisle["site"]) == ([asked], [1], [STORE])
    (order,) = aisle["order"]
    row = {name: int(values[order]) for name, values in facts["orders"].columns().items()}
    assert (row["mode"], row["site"], row["placed"]) == (Mode.PARCEL, DEPOT, asked + 3 * MINUTE)
    assert (row["channel"], row["lines"], row["got"], row["fee"]) == (Touchpoint.APP, 1, 1, 600)
    assert row["goods"] == 400, "at the store's price"
    visit = row["visit"]
    assert facts["visits"]["touchpoint"][visit] == Touchpoint.STORE, "it came from the visit to the store"
    assert row["promise"] == row["placed"] + aisle["lead"][0] >= row["delivered"], "what was said is promised, and kept"
    walk = facts["orders"]["mode"] == Mode.WALK_IN
    assert facts["orders"]["got"][walk].tolist() == [1], "what lay on the shelf is paid at the till"
    ledger = facts["ledger"]
    assert int(ledger["fen"][(ledger["account"] == Account.SALES) & (ledger["site"] == DEPOT)].sum()) == 400


@pytest.mark.requirement("S124")
def test_who_leaves_with_nothing_has_bought_all_the_same(city, lived):
    facts = lived(opened(city), [(TEN, Mode.WALK_IN, STORE, (0,))]).world.facts
    asked = TEN + 4 * MINUTE + 40 * SECOND
    assert facts["visits"]["outcome"].tolist() == [Outcome.BOUGHT]
    assert facts["visits"]["leave"].tolist() == [asked + 3 * MINUTE]


@pytest.mark.requirement("S124")
@pytest.mark.parametrize("closed", [{"patience": "1 s"}, {"asks": 0}])
def test_nobody_orders_who_does_not_ask_or_will_not_wait(city, lived, closed):
    facts = lived(opened(city, **closed), [(TEN, Mode.WALK_IN, STORE, (0,))]).world.facts
    assert facts["visits"]["outcome"].tolist() == [Outcome.NOTHING_LEFT]
    assert not (facts["orders"]["mode"] == Mode.PARCEL).any()
    assert len(facts["aisle"]) == ("asks" not in closed)


def test_what_nobody_has_cannot_be_ordered(city, lived):
    city = opened(city)
    city["policies"]["replenishment"]["levels"]["west"] = {"site": "west", "sku": "p00", "level": 0}
    facts = lived(city, [(TEN, Mode.WALK_IN, STORE, (0,))]).world.facts
    assert facts["aisle"]["lead"].tolist() == facts["aisle"]["order"].tolist() == [-1]


def short(patience="2 d", to=True):
    """Return a city whose stores hold one unit of each product in the morning."""
    city = tree()
    pairs = [(site, sku) for site in city["places"]["stores"] for sku in city["goods"]["products"]]
    levels = {f"{site}-{sku}": {"site": site, "sku": sku, "level": 1} for site, sku in pairs}
    city["policies"] = {"replenishment": {"levels": levels}}
    city["places"]["aisle"] = {"asks": 1, "patience": patience}
    if to is not None:
        city["plan"]["changes"] = {"aisle": {"start": "2026-03-02", "lever": "endless_aisle", "to": to}}
    return city


@pytest.mark.requirement("S124")
def test_the_longer_people_wait_the_more_is_saved():
    saved = []
    for patience in ("6 h", "2 d", "20 d"):
        run = simulate(read(short(patience)), 0)
        saved.append(measure(run.facts, run.dimensions).get("K05s"))
        lead = run.facts["aisle"]["lead"]
        accepted = (run.facts["aisle"]["order"] >= 0)[lead >= 0].mean()
        # Longest waits are exponential: a lead is accepted with chance exp(-lead / mean).
        mean = {"6 h": 0.25, "2 d": 2.0, "20 d": 20.0}[patience] * DAY
        chances = np.exp(-lead[lead >= 0] / mean)
        error = np.sqrt((chances * (1 - chances)).sum()) / chances.size
        assert error < 0.05
        assert abs(accepted - chances.mean()) < 4 * error
    assert 0 < saved[0] < saved[1] < saved[2]


@pytest.mark.requirement("M10")
def test_an_endless_aisle_that_stays_shut_changes_no_byte():
    assert same(simulate(read(short(to=None)), 0).facts, simulate(read(short(to=False)), 0).facts).passed


def test_a_shopper_who_is_never_answered_is_noticed(monkeypatch):
    honest = EndlessAisle._answer

    def forgetful(self, served):
        if served[0] % 3:
            honest(self, served)
        else:
            self._wishes.pop(served[0])

    monkeypatch.setattr(EndlessAisle, "_answer", forgetful)
    population = build(read(short()), 0)
    with pytest.raises(InvariantBrokenError, match="shoppers at endless aisles do not balance"):
        population.live(3)
    population.forget()
