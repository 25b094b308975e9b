"""Placement in a run: the planned levels on the demand that came, the shelves as they were, and what was sold."""

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.records import Records
from o2o.planning.ground import Ground, places_of
from o2o.planning.placement import build
from o2o.planning.placement_lived import Served, served, worth
from o2o.planning.preview import demand_of, shipping, there_of
from o2o.worth.appraisal import Lived
from o2o.worth.ladder import Ladder
from o2o.worth.losses import NO_HANDS
from optimize.model import Reals
from optimize.placement_case import Placement
from optimize.promise_spec import PromiseSpec
from sim.catalog import catalog
from sim.city import build_city
from sim.facts import Mode
from sim.units import CNY, DAY, HOUR


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY a day: margin less holding, sending and enabling."""
    scenario = lived.scenario
    city = build_city(places_of(scenario))
    stores = len(city.store_keys)
    ships = _ships(lived, city.store_keys)
    own = shipping(lived.run, stores) & ~ships
    came = demand_of(lived.run, own).days(lived.measured)
    ground = Ground(scenario, city, catalog(scenario.goods.products), came, came, own)
    case = build(ground, np.concatenate([came.stores, came.parcels], axis=1).transpose(0, 2, 1).astype(np.float64))
    planned = np.broadcast_to(_levels(ground), (len(lived.measured), len(case.skus), stores)).astype(np.float64)
    there = came.there.transpose(0, 2, 1).astype(np.float64)
    demand = worth(case, planned, ships, served(case, planned, stores))
    believed = believed_stock(lived, stores)[lived.measured].transpose(0, 2, 1).astype(np.float64)
    unserved = _margin(lived.records, lived.measured, np.isin(lived.records.order("cancel_reason"), NO_HANDS), "asked")
    capacity = worth(case, believed, ships, served(case, believed, stores)) - unserved
    information = worth(case, there, ships, _got(lived, own))
    booked = _booked(lived, case, there, (ships, own))
    return Ladder(promise.value, demand / CNY, capacity / CNY, information / CNY, booked / CNY)


def believed_stock(lived: Lived, stores: int) -> NDArray[np.int64]:
    """Return the units that could be promised each day by the records, shape (days, stores, skus); none below 0."""
    known = lived.run.dimensions
    shape = (known.days, len(known.skus))
    return np.maximum(there_of(lived.run.facts["stock_days"], shape, "record")[:, :stores], 0)


def _levels(ground: Ground) -> Reals:
    """Return the planned units of each product and store; today's mean where the table says nothing."""
    found = ground.learned.there.mean(axis=0).T.astype(np.float64)
    place = {key: n for n, key in enumerate(ground.city.store_keys)}
    row = {key: k for k, key in enumerate(ground.products.ids)}
    for level in ground.scenario.policies.replenishment.levels.values():
        if level.site in place and level.level is not None:
            found[row[level.sku], place[level.site]] = level.level
    return found


def _ships(lived: Lived, stores: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which stores the placement plan pays for shipping from."""
    change = lived.scenario.plan.changes.get("placement_ships")
    if change is None:
        return np.zeros(len(stores), bool)
    return np.array([change.where == "all" or key in change.where for key in stores])


def _got(lived: Lived, ships: NDArray[np.bool_]) -> Served:
    """Return the units that customers got, by the day, place and product for which they asked."""
    kept = demand_of(lived.run, ships, "got").days(lived.measured)
    own, parcels = (units.transpose(0, 2, 1).astype(np.float64) for units in (kept.stores, kept.parcels))
    return Served(own, parcels)


def _margin(records: Records, days: NDArray[np.int64], rows: NDArray[np.bool_], units: str) -> float:
    """Return the margin of ``units`` (asked or got) in the orders ``rows``, fen a measured day."""
    order = records.column("order_lines", "order")
    cost = np.array([row.cost for row in records.dimensions.skus], np.int64)
    each = records.column("order_lines", "price") - cost[records.column("order_lines", "sku")]
    here = rows[order] & (records.order("placed")[order] >= days[0] * DAY)
    return float((each * records.column("order_lines", units))[here].sum()) / len(days)


def _booked(
    lived: Lived, case: Placement, there: Reals, shipping: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> float:
    """Return the same in fen a day as the books have it: prices paid, the carrier's bill, work by the clock.

    ``shipping``: stores that ship by the plan, and those that ship of their own accord, whose carrier it does not move.
    """
    records, (ships, own) = lived.records, shipping
    here = records.kept & (records.order("placed") >= lived.measured[0] * DAY)
    parcel = here & (records.order("mode") == Mode.PARCEL) & ~np.isin(records.order("site"), np.flatnonzero(own))
    sales = paid_for(records) - records.order("cost")
    stores = there.shape[2]
    held = float((there.mean(axis=0) * case.holding_cost[:, :stores]).sum())
    kept = float((case.demand[:, :, stores:].sum(axis=2).max(axis=0) * case.holding_cost[:, stores:].max(axis=1)).sum())
    sent = records.order("handling")[parcel].sum() + work(records, parcel, lived).sum()
    days = len(lived.measured)
    return float(sales[here].sum() - sent) / days - held - kept - float(case.enabling_cost[:stores] @ ships)


def paid_for(records: Records) -> NDArray[np.int64]:
    """Return what customers paid for the goods they got, fen by order: refunds off, delivery fees left out."""
    return records.order("goods") - records.order("discount") - records.order("refund")


def work(records: Records, rows: NDArray[np.bool_], lived: Lived) -> Reals:
    """Return what picking and packing the orders ``rows`` took at the wages of their nodes, fen each."""
    p, stores = lived.scenario.places, len(lived.scenario.places.stores)
    wage = np.where(records.order("site")[rows] < stores, p.store_work.wage, p.warehouse_work.wage)
    picked, packed = records.order("picked")[rows], records.order("packed")[rows]
    began = records.order("pick_start")[rows]
    hands = np.where(picked >= 0, picked - began, 0) + np.where(packed >= 0, _standard_pack(lived, rows), 0)
    found: Reals = wage * hands / HOUR
    return found


def _standard_pack(lived: Lived, rows: NDArray[np.bool_]) -> Reals:
    """Return the time at a bench, ms: waiting for one is no work, so the standard time counts."""
    p, stores = lived.scenario.places, len(lived.scenario.places.stores)
    in_store = lived.records.order("site")[rows] < stores
    found: Reals = np.where(in_store, 0.0, float(p.warehouse_work.pack))
    return found
