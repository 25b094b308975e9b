"""Transhipment by hand: which stores help which, with how much, and at what cost."""

import numpy as np
import pytest

from o2o.validate.helping_out import cut_off
from o2o.validate.small_city import put
from o2o.validate.twin_worlds import facts_until, run, same
from sim.facts import Account, Vehicle
from sim.transhipment import Shelves, Transhipment, TranshipmentSpec
from sim.units import DAY

METRES = np.array([[0, 3_000, 1_000], [3_000, 0, 2_000], [1_000, 2_000, 0]])


def moved(position, *, daily=2.0, loose=None, part=(1, 1, 1), **spec):
    """Return (giver, taker, metres, units by product) of every transfer of a night."""
    position = np.array(position).reshape(3, -1)
    shelves = Shelves(position, position if loose is None else np.array(loose).reshape(3, -1), position * 0.0 + daily)
    plan = Transhipment(TranshipmentSpec(**spec), METRES, np.array(part, float))
    return [(t.giver, t.taker, t.metres, t.units.tolist()) for t in plan.transfers(shelves)]


@pytest.mark.requirement("S137")
def test_a_store_is_helped_up_to_a_days_sales_by_the_nearest_that_keeps_three():
    # It lacks 2 of a day's 2; the third store, 1 km away, has 1 beyond its 6, the second 14.
    assert moved([0, 20, 7]) == [(2, 0, 1_000, [1]), (1, 0, 3_000, [1])]


def test_whoever_can_spare_most_comes_first_where_few_vans_shall_drive():
    assert moved([0, 20, 7], rule="richest") == [(1, 0, 3_000, [2])]


def test_no_van_drives_for_less_than_is_worth_it():
    assert moved([0, 20, 7], least=2) == [(1, 0, 3_000, [2])]
    assert moved([1, 20, 7], least=2) == []


def test_the_store_that_lacks_most_comes_first():
    assert moved([1, 0, 8], rule="richest") == [(2, 1, 2_000, [2])]


def test_promised_units_stay_and_those_on_the_way_are_not_given_away():
    assert moved([0, 20, 7], loose=[0, 0, 6]) == []
    assert moved([0, 20, 7], loose=[0, 7, 0]) == [(1, 0, 3_000, [1])]


def test_a_store_gives_one_product_and_takes_another():
    assert moved([[0, 20], [20, 0], [2, 2]]) == [(1, 0, 3_000, [2, 0]), (0, 1, 3_000, [0, 2])]


def test_who_takes_no_part_neither_gives_nor_takes():
    assert moved([0, 20, 7], part=(1, 1, 0)) == [(1, 0, 3_000, [2])]
    assert moved([0, 20, 7], part=(0, 1, 1)) == []


@pytest.mark.requirement("S135", "S137")
def test_a_van_costs_its_way_and_no_day_before_it_is_touched():
    helped = run(cut_off(helps=True)).facts
    trips, ledger = helped["trips"], helped["ledger"]
    vans = (trips["kind"] == Vehicle.TRUCK) & (trips["fleet"] < 3)
    assert vans.any()
    assert (trips["cost"][vans] == 2 * trips["metres_loaded"][vans].astype(int) * 350 // 1_000).all()
    of_stores = (ledger["account"] == Account.SUPPLY) & (ledger["site"] >= 0) & (ledger["site"] < 3)
    assert -ledger["fen"][of_stores].sum() == trips["cost"][vans].sum()
    first = int(trips["start"][vans].min()) // DAY
    later = cut_off(helps=False)
    put(
        later,
        ["plan", "changes", "then-help"],
        {"start": f"2026-03-{2 + first:02}", "lever": "transhipment", "to": True},
    )
    assert same(facts_until(cut_off(helps=False), first), facts_until(later, first)).passed


def test_a_van_brings_its_units_with_their_age():
    city = cut_off(helps=True)
    for product in city["goods"]["products"].values():
        product["shelf_life"] = 6
    days = run(city).facts["stock_days"]
    assert days["sent"][days["site"] < 3].sum() > 0
    assert days["wasted"].sum() > 0
