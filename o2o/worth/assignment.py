"""Assignment in a run: parcels routed by the rule on this run's days, and as the firm decided and paid."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from o2o.planning.assignment import Habit, costs_of, expected, habit_of, worth_by
from o2o.planning.ground import places_of
from o2o.planning.order_days import days_of
from o2o.worth.appraisal import Lived
from o2o.worth.ladder import Ladder
from o2o.worth.placement import believed_stock, paid_for, work
from optimize.promise_spec import PromiseSpec
from sim.catalog import catalog
from sim.city import City, build_city
from sim.facts import Mode
from sim.units import CNY, DAY

JUDGED, LEARNED = 2, 3
"""days of the run that are reckoned again, and from which their expectation is learned"""


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY a day: goods served less fulfilment, own customers' goods included.

    Demand: days of this run, with a usual day's stock. Capacity: the stock of those days by the records. Information:
    each parcel from the node that the firm chose, and the units that were found. What is left is in the books only:
    prices paid, the carrier's bill, work by the clock. All on the same few days.
    """
    scenario = lived.scenario
    city = build_city(places_of(scenario))
    products = catalog(scenario.goods.products)
    days = days_of(lived.run, scenario, len(city.store_keys))
    chosen = np.unique(np.linspace(0, len(days) - 1, min(JUDGED, len(days))).astype(np.int64)).tolist()
    learned = [days[k] for k in np.linspace(0, len(days) - 1, min(LEARNED, len(days))).astype(np.int64).tolist()]
    believed = believed_stock(lived, len(city.store_keys))
    usual = np.rint(np.mean([day.there for day in days], axis=0)).astype(np.int64)
    # Prices of the morning: finding them four times a day would take longer than the run itself.
    habit = Habit(habit_of(scenario), city, solves=1)
    steps = np.zeros(4)
    for k in chosen:
        for step, there in enumerate((usual, believed[lived.measured[k]])):
            day = replace(days[k], there=there)
            steps[step] += worth_by(expected(learned, day, city, products), day, habit)
        steps[2:] += _decided(lived, city, int(lived.measured[k]))
    return Ladder(promise.value, *(steps / len(chosen) / CNY).tolist())


def _decided(lived: Lived, city: City, day: int) -> tuple[float, float]:
    """Return what a day's orders were worth as they were routed: at the model's costs, and as booked; fen."""
    records = lived.records
    today = records.order("placed") // DAY == day
    own = today & (records.order("mode") != Mode.PARCEL) & (records.order("site") >= 0)
    parcel = today & (records.order("mode") == Mode.PARCEL)
    value = [_units(lived, own, margin=True), _units(lived, parcel, margin=False)]
    freight, handling = costs_of(city)
    sent = parcel & records.kept & (records.order("got") > 0)
    zone = records.column("people", "zone")[records.order("person")[sent]]
    site, got = records.order("site")[sent], records.order("got")[sent]
    modelled = freight[zone, site] + handling[site] * got
    booked = records.order("handling")[sent] + work(records, sent, lived)
    paid = paid_for(records)
    kept = today & records.kept
    sales = float(paid[kept].sum() - records.order("cost")[kept & own].sum())
    return sum(value) - float(modelled.sum()), sales - float(booked.sum())


def _units(lived: Lived, rows: NDArray[np.bool_], *, margin: bool) -> float:
    """Return the units got of the orders ``rows`` at their price, or at their margin, fen."""
    records = lived.records
    order, sku = records.column("order_lines", "order"), records.column("order_lines", "sku")
    products = records.dimensions.skus
    price = np.array([row.price for row in products], np.int64)
    each = price - np.array([row.cost for row in products], np.int64) if margin else price
    here = (rows & records.kept)[order]
    return float((each[sku] * records.column("order_lines", "got"))[here].sum())
