"""Suppliers by hand: who delivers when, how much, at what premium, and what is left when one is cut off."""

import numpy as np
import pytest
import simpy

from o2o.validate.replenishment import apart, smoothed
from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import facts_until, run, same
from sim.errors import InvariantBrokenError
from sim.facts import NEVER, Account, Delivery, Facts
from sim.freshness import Freshness
from sim.levers import Levers
from sim.places import TruckSpec
from sim.replenishment import OrderUpTo, Outlook
from sim.road import Road
from sim.stock import Stock
from sim.suppliers import EmergencySpec, FlexibleSpec, SupplierLuck, Suppliers, SupplierSpec
from sim.supply import Ordering, Supply
from sim.units import DAY, HOUR

FARM = SupplierSpec(
    lead=48 * HOUR,
    lead_cv=0.5,
    fill=0.9,
    lot=6,
    emergency=EmergencySpec(lead=24 * HOUR, premium=0.5),
    flexible=FlexibleSpec(lead=30 * HOUR, lot=2, premium=0.1),
)
NAMELESS, FARMED = 0, 1
COST = (100, 200)


class Depot:
    """A warehouse that keeps 10 of each of two products; the second comes from the farm."""

    def __init__(self, *, luck=0.0, line=0.0, spec=FARM, **levers):
        self.levers = Levers({"supplier": 1, "warehouse": 1, "node": 1})
        for name, value in levers.items():
            self.levers.start_with(f"supplier.{name}", value)
        marks = SupplierLuck(np.full((40, 1, 1), luck), np.full((40, 1, 2), line))
        self.suppliers = Suppliers([spec], np.array([NEVER, 0]), np.array(COST), self.levers, marks, np.ones(2))
        self.env, self.facts, self.stock = simpy.Environment(initial_time=0), Facts(), Stock(1, 2)
        rules = [OrderUpTo(lambda _outlook: np.array([10, 10]))]
        ordering = Ordering(rules, [1], smoothed(np.ones((1, 2)), 0.0), self.suppliers, apart(0))
        self.road = Road(self.env, self.stock, Freshness(self.stock, np.zeros(2, np.int64), 1.0))
        self.supply = Supply(self.road, (), {0: 36 * HOUR}, ordering, TruckSpec(), self.facts, self.levers)
        self.env.process(self.supply.review_nightly())

    def run(self, hours):
        self.env.run(until=hours * HOUR)
        return self.stock.physical.tolist()

    def deliveries(self):
        table = self.facts["deliveries"]
        names = ("supplier", "kind", "ordered", "arrived", "units", "delivered", "premium")
        return [tuple(table[name][row].item() for name in names) for row in range(len(table))]


def test_each_product_comes_from_its_supplier_in_whole_lots_after_its_lead_time():
    depot = Depot()
    assert depot.run(36) == [0, 0]
    assert depot.stock.in_transit.tolist() == [10, 12], "two lots of six"
    assert depot.run(37) == [10, 0]
    # A scatter with mean 1 has its median below: a score of 0 gives 2 x (0.894 - 1) days, no whole day.
    assert depot.run(49) == [10, 12]
    assert depot.deliveries() == [
        (NEVER, Delivery.USUAL, 0, 36 * HOUR, 10, 10, 0),
        (0, Delivery.USUAL, 0, 48 * HOUR, 12, 12, 0),
    ]


@pytest.mark.parametrize(("luck", "hours"), [(2.0, 96), (-3.0, 24)])
def test_an_unlucky_order_slips_by_whole_days_and_none_comes_before_the_next_morning(luck, hours):
    # exp(2 x 0.472 - 0.112) = 2.30: 2.6 days late; exp(-3 x 0.472 - 0.112) = 0.22: 1.6 days early, at least a day.
    depot = Depot(luck=luck)
    late = {2.0: 48 + 72, -3.0: 24}[luck]
    assert depot.run(late)[FARMED] == 0
    assert depot.run(late + 1)[FARMED] == 12
    assert hours <= late


def test_a_line_left_out_is_forgotten_and_ordered_again():
    depot = Depot(line=0.95)
    depot.run(48)
    assert depot.stock.in_transit[FARMED] == 12
    assert depot.run(49)[FARMED] == 0
    assert depot.stock.in_transit[FARMED] == 12, "asked for again at midnight"
    assert [row[3:6] for row in depot.deliveries() if row[0] == 0] == [(48 * HOUR, 12, 0), (NEVER, 12, 0)]


@pytest.mark.requirement("S253")
def test_a_supplier_that_is_cut_off_takes_no_order_and_what_has_left_still_comes():
    depot = Depot(open=0.0)
    assert depot.run(60) == [10, 0]
    assert not depot.stock.in_transit.any()
    depot.levers.start_with("supplier.open", 1.0)
    depot.run(73)
    depot.levers.start_with("supplier.open", 0.0)
    assert depot.run(72 + 49) == [10, 12]


@pytest.mark.requirement("S141")
def test_under_contract_the_goods_come_within_a_day_at_a_premium():
    depot = Depot(open=0.0, contract=1.0, luck=2.0, line=0.95)
    assert depot.run(25) == [0, 10]
    # Half of 10 x 2.00 CNY.
    assert depot.deliveries()[1] == (0, Delivery.EMERGENCY, 0, 24 * HOUR, 10, 10, 1_000)
    assert depot.supply.cost == [(0, 1_000)]


@pytest.mark.requirement("S143")
def test_flexible_production_brings_smaller_lots_sooner_for_more_money():
    depot = Depot(flexible=1.0)
    assert depot.run(31) == [0, 10]
    assert depot.deliveries()[1] == (0, Delivery.FLEXIBLE, 0, 30 * HOUR, 10, 10, 200)


def test_a_warehouse_expects_the_lead_time_and_its_spread_product_by_product():
    daily = np.array([3.0, 3.0])
    plain = Outlook(daily, daily, 1.0)
    outlook = Depot().suppliers.outlook(plain, 36 * HOUR)
    assert outlook.days.tolist() == [1.5, 2.0]
    assert outlook.unsure.tolist() == [0.0, 1.0]
    quick = Depot(open=0.0, contract=1.0).suppliers.outlook(plain, 36 * HOUR)
    assert quick.days.tolist() == [1.5, 1.0]


@pytest.mark.requirement("I17")
def test_a_unit_lost_on_the_road_stops_the_day_and_is_named():
    depot = Depot()
    depot.run(24)
    depot.road.check(0)
    depot.stock.in_transit[FARMED] -= 1
    with pytest.raises(InvariantBrokenError, match="loads on the road") as stop:
        depot.road.check(0)
    assert (stop.value.dump["sku"], stop.value.dump["counted"], stop.value.dump["claimed"]) == (FARMED, 12, 11)


@pytest.mark.requirement("S142")
def test_an_alert_lasts_from_the_review_that_sees_too_little_to_the_arrival_that_mends_it():
    depot = Depot()
    depot.run(30 * 24)
    depot.stock.physical[:] = (1, 0)
    depot.run(36 * 24)
    alerts = depot.facts["alerts"]
    seen = list(zip(alerts["sku"].tolist(), alerts["breached"].tolist(), alerts["restored"].tolist(), strict=True))
    # At first both shelves are empty. Later one product is left, a day's sales; the other waits for the farm.
    assert seen == [(0, 0, 36 * HOUR), (1, 0, 48 * HOUR), (1, 30 * DAY, 32 * DAY)]


def farmed(**levers):
    city = tree()
    city["calendar"]["days"] = 6
    put(city, ["policies", "replenishment"], {"cover": "12 h", "warehouse_cover": "0 h", "safety": 0, "facing": 1})
    put(city, ["places", "suppliers", "farm"], {"lead": "1 d", "lead_cv": 0.4, "fill": 0.9})
    for key in ("p00", "p03", "p04"):
        city["goods"]["products"][key]["supplier"] = "farm"
    moves = {f"{nth}": {"lever": f"supplier.{name}", **move} for nth, (name, move) in enumerate(levers.items())}
    city["plan"]["changes"] = moves
    return city


@pytest.mark.requirement("S143", "S253")
def test_a_cut_off_leaves_the_days_before_it_as_they_were_and_a_lever_nobody_reads_leaves_all():
    cut = farmed(open={"start": "2026-03-05", "to": False})
    assert same(facts_until(farmed(), 3), facts_until(cut, 3)).passed
    assert not same(run(farmed()).facts, run(cut).facts, ("lever_changes",)).passed
    # A contract is read while the supplier is cut off only.
    idle = farmed(contract={"start": "2026-03-03", "to": True})
    assert same(run(farmed()).facts, run(idle).facts, ("lever_changes",)).passed


@pytest.mark.requirement("S141", "S253")
def test_what_a_contract_costs_and_saves_is_in_the_ledger_and_on_the_shelves():
    cut = {"open": {"start": "2026-03-02", "to": False}}
    bare, covered = (
        run(farmed(**cut, **more)).facts for more in ({}, {"contract": {"start": "2026-03-02", "to": True}})
    )
    supply = [facts["ledger"]["fen"][facts["ledger"]["account"] == Account.SUPPLY].sum() for facts in (bare, covered)]
    trucks = [facts["trips"]["cost"][facts["trips"]["fleet"] == 3].sum() for facts in (bare, covered)]
    came = covered["deliveries"]["arrived"] != NEVER
    premium = covered["deliveries"]["premium"][came].sum()
    assert premium > 0
    assert [-fen for fen in supply] == [trucks[0], trucks[1] + premium]
    assert covered["stock_days"]["short"].sum() < bare["stock_days"]["short"].sum()
