"""Service: promises kept, goods found, time spent waiting."""

import numpy as np

from o2o.kpi.grain import Figures, Ints, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.quantiles import quantile
from o2o.kpi.records import Flags, Records, once
from sim.facts import Mode, Touchpoint
from sim.units import DAY, MINUTE

INSTANT_LIMIT = 30 * MINUTE
PLACES = ("chain", "site", "segment")
"""scopes of figures that only one mode or channel has"""


def ready(records: Records) -> Ints:
    """Return when each order met its promise's subject: ready at the desk, or in the customer's hands; ms."""
    collects = records.order("mode") == Mode.COLLECT
    return np.where(collects, records.order("handed"), records.order("delivered"))


def on_time(records: Records) -> Figures:
    """Return the share of promises falling due that were kept, %, by due day."""
    promise, done = records.order("promise"), ready(records)
    due = (promise >= 0) & records.whole
    in_time = records.kept & (done >= 0) & (done <= promise)
    # An order in several packages is in time when all of them are.
    np.logical_and.at(in_time, records.first_package, in_time.copy())
    # A promise for midnight belongs to the day it ends; promises beyond the last day belong to none.
    orders = records.orders_on(np.where(due, (promise - 1) // DAY, -1))
    return percent(records.grain, orders.sum(due & in_time), orders.sum(due))


def availability(records: Records) -> Figures:
    """Return the share of wanted units found at the first-choice node, %."""
    return percent(
        records.grain, records.visits.sum(records.visit("found")), records.visits.sum(records.visit("wanted"))
    )


@once
def checked_out(records: Records) -> Flags:
    """Return which visits queued for a till, were served and left."""
    entered = records.visit("touchpoint") == Touchpoint.STORE
    served = (records.visit("queue") >= 0) & (records.visit("served") >= 0)
    return entered & served & (records.visit("leave") >= 0)


def checkout_mean(records: Records) -> Figures:
    """Return the mean time from joining a till's queue to leaving it, min."""
    through = checked_out(records)
    spent = np.where(through, records.visit("leave") - records.visit("queue"), 0)
    return _mean_minutes(records, spent, through)


def checkout_p90(records: Records) -> Figures:
    """Return the time from joining a till's queue to leaving it that nine in ten do not exceed, min."""
    through = checked_out(records)
    spent = (records.visit("leave") - records.visit("queue")) / MINUTE
    return quantile(records.visits, PLACES, np.where(through, spent, np.nan), 0.9)


def till_wait(records: Records) -> Figures:
    """Return the mean wait for a till, min."""
    through = checked_out(records)
    waited = np.where(through, records.visit("served") - records.visit("queue"), 0)
    return _mean_minutes(records, waited, through)


def time_inside(records: Records) -> Figures:
    """Return the mean time in a store, from entering to leaving, min."""
    entered = (records.visit("touchpoint") == Touchpoint.STORE) & (records.visit("leave") >= 0)
    spent = np.where(entered, records.visit("leave") - records.visit("arrive"), 0)
    return _mean_minutes(records, spent, entered)


def _mean_minutes(records: Records, time: Ints, counted: Flags) -> Figures:
    visits = records.visits
    return ratio(records.grain, visits.sum(time, *PLACES), visits.sum(counted, *PLACES), 1 / MINUTE)


def instant_in_time(records: Records) -> Figures:
    """Return the share of instant orders delivered within 30 minutes, %."""
    placed, delivered = records.order("placed"), records.order("delivered")
    instant = (records.order("mode") == Mode.INSTANT) & records.whole
    # Orders whose half hour reaches past the end of the run are undecided.
    decided = instant & ((placed + INSTANT_LIMIT <= records.horizon) | (delivered >= 0) | ~records.kept)
    fast = decided & records.kept & (delivered >= 0) & (delivered - placed <= INSTANT_LIMIT)
    orders = records.orders
    return percent(records.grain, orders.sum(fast, *PLACES), orders.sum(decided, *PLACES))


def cancelled_after_promise(records: Records) -> Figures:
    """Return the share of promised orders that were cancelled, %."""
    promised = (records.order("promise") >= 0) & records.whole
    orders = records.orders
    return percent(records.grain, orders.sum(promised & ~records.kept), orders.sum(promised))


def stocked_out(records: Records) -> Figures:
    """Return the share of product-node-days that ended with an empty shelf, %."""
    days = records.grain.rows(records.column("stock_days", "day"), site=records.column("stock_days", "site"))
    physical = records.column("stock_days", "physical")
    return percent(records.grain, days.sum(physical <= 0), days.sum(np.ones_like(physical)))


KPIS = (
    Kpi(
        id="K04",
        name="On-time-in-promise rate",
        chinese="订单准时送达率",
        unit="%",
        direction="up",
        formula="orders delivered (collected ones: ready at the desk) no later than promised / orders whose promise "
        "falls due in the run, by due day; cancelled and unfinished ones count as failed, and an order in several "
        "packages when one of them fails",
        measure=on_time,
        source="K04",
    ),
    Kpi(
        id="K05",
        name="Product availability",
        chinese="商品可得率",
        unit="%",
        direction="up",
        formula="units available at the customer's first-choice node and channel when wanted / units wanted, lost, "
        "substituted and diverted ones included",
        measure=availability,
        source="K05",
    ),
    Kpi(
        id="E29",
        name="Checkout time, mean",
        chinese="结账时间均值",
        unit="min",
        direction="down",
        formula="mean time from joining the queue to leaving the checkout, of the customers who were served",
        measure=checkout_mean,
        source="E29",
    ),
    Kpi(
        id="E29p90",
        name="Checkout time, 90th percentile",
        chinese="结账时间九十分位",
        unit="min",
        direction="down",
        formula="smallest time from joining the queue to leaving the checkout that 90 % of those served do not exceed",
        measure=checkout_p90,
        source="E29",
    ),
    Kpi(
        id="E29w",
        name="Till wait, mean",
        chinese="排队等候均值",
        unit="min",
        direction="down",
        formula="mean time from joining the queue to the start of service, of the customers who were served",
        measure=till_wait,
        source="E29",
    ),
    Kpi(
        id="E29d",
        name="Time in the store, mean",
        chinese="停留时长均值",
        unit="min",
        direction="none",
        formula="mean time from entering to leaving a store, of all who entered; times the arrivals it is the number "
        "inside",
        measure=time_inside,
        source="E29",
    ),
    Kpi(
        id="E31",
        name="Instant orders within 30 minutes",
        chinese="即时单三十分钟送达率",
        unit="%",
        direction="up",
        formula="instant orders delivered at most 30 min after they were placed / instant orders placed, except those "
        "whose 30 min reach past the end of the run",
        measure=instant_in_time,
        source="E31",
    ),
    Kpi(
        id="E34",
        name="Cancel-after-promise rate",
        chinese="承诺后取消率",
        unit="%",
        direction="down",
        formula="orders cancelled after a promise was given / orders promised, by the day of order",
        measure=cancelled_after_promise,
        source="E34",
    ),
    Kpi(
        id="E37",
        name="Stock-out rate",
        chinese="缺货率",
        unit="%",
        direction="down",
        formula="product-node-days that end with no physical stock / product-node-days",
        measure=stocked_out,
        source="E37",
    ),
)
