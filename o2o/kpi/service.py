"""Service: promises kept, goods found, time spent waiting."""

from collections.abc import Callable

import numpy as np

from o2o.kpi.grain import Figures, Ints, Rows, Tally, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added, joined, order_sums, stock_sums, visit_sums
from o2o.kpi.quantiles import quantile
from o2o.kpi.records import Flags, Records
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
    judged = records.noting("orders", in_time=_in_time(records))

    def kept_and_due(part: Records) -> tuple[Tally, ...]:
        promise = part.order("promise")
        due = (promise >= 0) & part.whole
        # A promise for midnight belongs to the day it ends; promises beyond the last day belong to none.
        orders = part.orders_on(np.where(due, (promise - 1) // DAY, -1))
        return orders.sum(due & (part.order("in_time") > 0)), orders.sum(due)

    return percent(records.grain, *added(judged, "orders", kept_and_due))


def _in_time(records: Records) -> Flags:
    """Return which orders kept their promises; one in several packages does when all of them do."""

    def alone(part: Records) -> Flags:
        done = ready(part)
        return (part.kept | part.unfetched) & (done >= 0) & (done <= part.order("promise"))

    in_time = joined(records, "orders", alone)
    first = records.order("part_of")
    further = np.flatnonzero(first >= 0)
    np.logical_and.at(in_time, first[further], in_time[further])
    return in_time


def availability(records: Records) -> Figures:
    """Return the share of wanted units found at the first-choice node, %."""
    return percent(records.grain, *visit_sums(records, lambda part: (part.visit("found"), part.visit("wanted"))))


def checked_out(records: Records) -> Flags:
    """Return which visits queued for a till, were served and left."""
    entered = records.visit("touchpoint") == Touchpoint.STORE
    served = (records.visit("queue") >= 0) & (records.visit("served") >= 0)
    return entered & served & (records.visit("leave") >= 0)


def checkout_mean(records: Records) -> Figures:
    """Return the mean time from joining a till's queue to leaving it, min."""
    return _mean_minutes(records, checked_out, "queue", "leave")


def checkout_p90(records: Records) -> Figures:
    """Return the time from joining a till's queue to leaving it that nine in ten do not exceed, min."""

    def spent(part: Records) -> tuple[Rows, Ints, Flags]:
        return part.visits, part.visit("leave") - part.visit("queue"), checked_out(part)

    return quantile(records, "visits", PLACES, spent, 0.9).over(MINUTE)


def till_wait(records: Records) -> Figures:
    """Return the mean wait for a till, min."""
    return _mean_minutes(records, checked_out, "queue", "served")


def time_inside(records: Records) -> Figures:
    """Return the mean time in a store, from entering to leaving, min."""

    def left(part: Records) -> Flags:
        return (part.visit("touchpoint") == Touchpoint.STORE) & (part.visit("leave") >= 0)

    return _mean_minutes(records, left, "arrive", "leave")


def _mean_minutes(records: Records, counted: Callable[[Records], Flags], start: str, end: str) -> Figures:
    """Return the mean time between two columns of the visits that are ``counted``, min."""

    def times(part: Records) -> tuple[Ints, Flags]:
        chosen = counted(part)
        return np.where(chosen, part.visit(end) - part.visit(start), 0), chosen

    spent, visits = visit_sums(records, times, *PLACES)
    return ratio(records.grain, spent, visits, 1 / MINUTE)


def instant_in_time(records: Records) -> Figures:
    """Return the share of instant orders delivered within 30 minutes, %."""

    def fast_and_decided(part: Records) -> tuple[Flags, Flags]:
        placed, delivered = part.order("placed"), part.order("delivered")
        instant = (part.order("mode") == Mode.INSTANT) & part.whole
        # Orders whose half hour reaches past the end of the run are undecided.
        decided = instant & ((placed + INSTANT_LIMIT <= part.horizon) | (delivered >= 0) | ~part.kept)
        return decided & part.kept & (delivered >= 0) & (delivered - placed <= INSTANT_LIMIT), decided

    return percent(records.grain, *order_sums(records, fast_and_decided, *PLACES))


def cancelled_after_promise(records: Records) -> Figures:
    """Return the share of promised orders that were cancelled, other than those nobody fetched, %."""

    def cancelled_and_promised(part: Records) -> tuple[Flags, Flags]:
        promised = (part.order("promise") >= 0) & part.whole
        return promised & ~part.kept & ~part.unfetched, promised

    return percent(records.grain, *order_sums(records, cancelled_and_promised))


def stocked_out(records: Records) -> Figures:
    """Return the share of product-node-days that ended with an empty shelf, %."""

    def empty_and_all(part: Records) -> tuple[Flags, Ints]:
        physical = part.column("stock_days", "physical")
        return physical <= 0, np.ones_like(physical)

    return percent(records.grain, *stock_sums(records, empty_and_all))


KPIS = (
    Kpi(
        id="K04",
        name="On-time-in-promise rate",
        chinese="订单准时送达率",
        unit="%",
        direction="up",
        formula="orders delivered (collected ones: ready at the desk) no later than promised / orders whose promise "
        "falls due in the run, by due day; unfinished ones and cancelled ones (unless nobody fetched them) count as "
        "failed, and an order in several packages when one of them fails",
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
        formula="orders cancelled after a promise was given, but for those that nobody fetched / orders promised, by "
        "the day of order",
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
