"""Mechanisms that meet in one basket, all on at once: every daily law holds, and each leaves its facts."""

from pathlib import Path

import pytest

from o2o.runner import simulate
from scenarios.load import load

TWO_STORES = Path(__file__).parents[2] / "scenarios" / "library" / "two-stores" / "two-stores.yaml"
PRODUCTS = ("fluid-milk-white-only", "yogurt-not-multi-packs", "soft-drinks-12")
CHANGES = {
    "tills.unscanned": 0.1,
    "corners.area": 0.05,
    "fit.shown": 0.9,
    "fit.online": 0.9,
    "returns.store": "true",
    "returns.pickup": "true",
    "returns.pickups": 1,
    "pick.errors": 0.02,
}
SETS = (
    "calendar.days=9",
    "people.segments.everyone.customers=1000",
    "people.segments.everyone.choice.fit=1",
    *(f"goods.products.{sku}.{name}=0.8" for sku in PRODUCTS for name in ("returned", "returned_in_store", "fit")),
    "information={record_shrink: 0.01, record_misscan: 0.002, record_counts: 0.02}",
    *(f"places.stores.{store}.{each}" for store in ("north", "south") for each in ("self_tills=1", "tills=1")),
    "places.stores.north.most_inside=6",
    "places.store_work={look_ahead: 0.8, till_base: 3 min, advice: 0.1, assist: 0.2}",
    "places.fleets={west: {lon: 121.44, lat: 31.22}}",
    "places.corners={seats: {visited: 0.4, dwell: 20 min, wifi: 0.6, takes: 0.4}, table: {visited: 0.5, takes: 0.9}}",
    "policies.replenishment.units_per_m2=20",
    "platform={up: 8 h, repair: 4 h, failover: 30 min, busy: 1}",
    "after_sales.complaints.shifts={day: {start: 09:00, end: 21:00, staff: 1}}",
    "plan.waves={online: {start: 2026-03-03, stores: all, opens: [collect, instant]}}",
    *(
        f"plan.changes.c{nth}={{start: 2026-03-02, lever: {each}, to: {CHANGES[each]}}}"
        for nth, each in enumerate(CHANGES)
    ),
    "shocks={teething: {follows: online, burn_in: 3, effects: {m: {lever: record.misscan, to: 0.02}}}}",
)


@pytest.mark.requirement("S101", "S106", "S107", "S152", "S173")
def test_every_law_holds_while_corners_misfits_lost_scans_and_outages_meet():
    facts = simulate(load(TWO_STORES, sets=SETS).scenario, 0).facts
    for name in ("corners", "misfits", "unscanned", "outages", "returns", "shocks"):
        assert len(next(iter(facts[name].values()))), name
