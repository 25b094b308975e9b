"""Units that pass a self-checkout unscanned: by hand, in a busy store, and against a planted fault."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.statistics import mean_interval
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import facts_until, same
from sim.books import Books
from sim.errors import InvariantBrokenError
from sim.facts import Account, Mode, Outcome
from sim.stock import Stock
from sim.units import HOUR
from sim.unscanned import Unscanned

TEN = 10 * HOUR
STORE = 0
ASIDE = ("unscanned", "lever_changes")


def loses(city, share, start="2026-03-02", kiosks=2):
    """Return ``city`` whose self-checkouts miss a share of the units from ``start`` on."""
    for store in city["places"]["stores"].values():
        store["self_tills"] = kiosks
    changes = city["plan"].setdefault("changes", {})
    changes["loss"] = {"start": start, "lever": "tills.unscanned", "to": share}
    return city


def losses(population):
    """Return the part of the world that misses scans."""
    return next(annex for annex in population.world._annexes if isinstance(annex, Unscanned))


def booked(facts):
    """Return account -> fen of the ledger, where it is not zero."""
    by_account = np.bincount(facts["ledger"]["account"], facts["ledger"]["fen"], len(Account))
    return {account: int(by_account[account]) for account in Account if by_account[account]}


@pytest.mark.requirement("S107")
def test_a_unit_that_is_not_scanned_leaves_unpaid_and_the_record_does_not_know(city, lived):
    loses(city, 0.5)
    city["goods"]["products"]["p01"]["returned_in_store"] = 1.0
    city["people"]["returning"] = {"after": 0}
    population = lived(city, [(34 * HOUR, Mode.WALK_IN, STORE, (0, 1, 2))], days=1)
    losses(population)._luck = lambda who, day, units: np.array([0.6, 0.4, 0.5])
    for day in range(1, 4):
        population.live_day(day)
    facts = population.world.facts
    gone = {name: values.tolist() for name, values in facts["unscanned"].columns().items()}
    # Products cost 4, 5 and 6 CNY, and the firm 2, 3 and 4 CNY; of the luck only 0.4 is below a half.
    assert gone == {"order": [0], "sku": [1], "site": [STORE], "day": [1], "price": [500], "cost": [300]}
    assert (facts["orders"]["goods"][0], facts["orders"]["cost"][0], facts["orders"]["got"][0]) == (1000, 600, 2)
    assert facts["order_lines"]["got"].tolist() == [1, 0, 1]
    money = booked(facts)
    assert (money[Account.SALES], money[Account.GOODS], money[Account.SHRINKAGE]) == (1000, -600, -300)
    days = facts["stock_days"]
    shelf = (days["site"] == STORE) & (days["sku"] == 1) & (days["day"] == 1)
    assert (days["sold"][shelf], days["shrunk"][shelf]) == (0, 1)
    assert int((days["record"] - days["physical"])[shelf][0]) == 1
    assert facts["visits"]["outcome"][0] == Outcome.BOUGHT
    assert len(facts["returns"]) == 0, "nothing to bring back without a receipt"


@pytest.mark.requirement("S107")
def test_tills_with_somebody_miss_nothing(city, lived):
    facts = lived(loses(city, 1.0, kiosks=0), [(TEN, Mode.WALK_IN, STORE, (0, 1))], days=1).world.facts
    assert len(facts["unscanned"]) == 0
    assert facts["orders"]["goods"].tolist() == [900]


def test_each_store_misses_its_own_share():
    city = crowd(2, 0.3)
    city["plan"]["changes"]["loss"]["where"] = ["north"]
    assert set(simulate(read(city), 0).facts["unscanned"]["site"].tolist()) == {1}


@pytest.mark.requirement("S107")
def test_a_basket_of_which_nothing_is_scanned_is_a_receipt_of_nothing(city, lived):
    facts = lived(loses(city, 1.0), [(TEN, Mode.WALK_IN, STORE, (0, 1))], days=1).world.facts
    assert facts["orders"]["goods"].tolist() == [0]
    assert booked(facts)[Account.SHRINKAGE] == -500
    assert Account.SALES not in booked(facts)


def crowd(kiosks, share, staff=3, start="2026-03-02"):
    """Return the small city where everybody walks in."""
    city = tree()
    for segment in city["people"]["segments"].values():
        segment["tastes"]["app"] = 0.0
        segment["customers"] = 1_500
    for store in city["places"]["stores"].values():
        store["tills"] = max(staff - 1, 1)
        store["shifts"]["day"]["staff"] = staff
    return loses(city, share, start, kiosks)


@pytest.mark.requirement("M10")
def test_a_lever_that_misses_nothing_changes_no_byte_and_nothing_before_its_day():
    plain = crowd(2, 0.0)
    del plain["plan"]["changes"]["loss"]
    exact = simulate(read(plain), 0).facts
    assert same(exact, simulate(read(crowd(2, 0.0)), 0).facts, ASIDE).passed
    late = crowd(2, 0.2, start="2026-03-04")
    assert same(facts_until(plain, 2), facts_until(late, 2), ASIDE).passed
    assert not same(exact, simulate(read(late), 0).facts, ASIDE).passed


@pytest.mark.requirement("S107")
def test_as_many_units_are_missed_as_the_share_says_and_a_larger_share_misses_the_same_and_more():
    small, large = (simulate(read(crowd(3, share)), 0).facts["unscanned"] for share in (0.02, 0.06))
    n = large["sku"].size
    standard_error = np.sqrt(1 / 3 * 2 / 3 / n)
    assert standard_error < 0.03
    assert abs(small["sku"].size / n - 1 / 3) < 4 * standard_error


@pytest.mark.requirement("S107")
def test_self_checkouts_trade_labour_for_shrinkage():
    manned, alone = crowd(0, 0.02, staff=4), crowd(4, 0.02, staff=2)
    figures = []
    for city in (manned, alone):
        tables = [measure(run.facts, run.dimensions) for run in (simulate(read(city), nth) for nth in range(4))]
        figures.append(np.array([[table.get(kpi) for kpi in ("E47l", "E44s", "E45")] for table in tables]))
    differences = mean_interval(figures[1] - figures[0], 0.99)
    labour, shrink, margin = differences.mean
    assert (np.abs(differences.mean) > 2 * differences.half_width).all()
    assert labour < 0 < shrink
    assert margin < 0


@pytest.mark.requirement("S107")
def test_more_self_checkouts_lose_more():
    lost = [simulate(read(crowd(kiosks, 0.05)), 0).facts["unscanned"]["cost"].sum() for kiosks in (1, 2, 5)]
    assert lost[0] < lost[1] < lost[2]


@pytest.mark.parametrize(
    ("part", "method", "law"),
    [
        (Stock, "lose_sold", "units not scanned do not balance"),
        (Books, "book", "money on SALES do not balance"),
    ],
)
def test_a_unit_that_stays_or_is_paid_all_the_same_is_noticed(monkeypatch, part, method, law):
    population = build(read(crowd(2, 0.5)), 0)
    monkeypatch.setattr(type(losses(population)), "close_day", _faulty(part, method, monkeypatch))
    with pytest.raises(InvariantBrokenError, match=law):
        population.live_day(0)
    population.forget()


def _faulty(part, method, monkeypatch):
    """Return the closing of a day in which ``method`` of ``part`` does nothing."""
    honest = Unscanned.close_day

    def close_day(self, day):
        with monkeypatch.context() as patch:
            patch.setattr(part, method, lambda *_: None)
            honest(self, day)

    return close_day
