"""Handling: how soon orders reach and leave the people who pick them, and how often something goes wrong."""

from collections.abc import Callable

import numpy as np

from o2o.kpi.grain import Figures, Ints, Rows, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums
from o2o.kpi.quantiles import quantile
from o2o.kpi.records import Flags, Records
from o2o.kpi.service import PLACES
from sim.facts import Trouble
from sim.units import MINUTE

PACKED_WITHIN = 30 * MINUTE


def packed_in_time(records: Records) -> Figures:
    """Return the share of stores' online orders packed within 30 minutes, %."""

    def quick_and_decided(part: Records) -> tuple[Flags, Flags]:
        routed, packed = part.order("routed"), part.order("packed")
        asked = _asked_of_store(part)
        decided = asked & ((routed + PACKED_WITHIN <= part.horizon) | (packed >= 0) | ~part.kept)
        return decided & (packed >= 0) & (packed - routed <= PACKED_WITHIN), decided

    return percent(records.grain, *order_sums(records, quick_and_decided, *PLACES))


def cycle_time(records: Records) -> Figures:
    """Return the mean time from order to hand-over, min."""
    return _mean_minutes(records, lambda part: part.online & (part.order("handed") >= 0), "handed")


def allocation_time(records: Records) -> Figures:
    """Return the mean time from order to the people who pick it, min; a new node counts anew."""
    return _mean_minutes(records, lambda part: part.online, "routed")


def _mean_minutes(records: Records, counted: Callable[[Records], Flags], end: str) -> Figures:
    """Return the mean time from order to ``end`` of the orders that are ``counted``, min."""

    def times(part: Records) -> tuple[Ints, Flags]:
        chosen = counted(part)
        return np.where(chosen, part.order(end) - part.order("placed"), 0), chosen

    spent, orders = order_sums(records, times, "chain", "mode")
    return ratio(records.grain, spent, orders, 1 / MINUTE)


def exception_rate(records: Records) -> Figures:
    """Return exceptions per hundred online orders, by the day they arose, %."""
    known = records.exceptions.sum(np.ones_like(records.column("exceptions", "order")), "chain")
    return percent(records.grain, known, *order_sums(records, lambda part: (part.online & part.whole,), "chain"))


def time_to_notice(records: Records) -> Figures:
    """Return the median time from an exception to the order centre's knowing of it, min."""

    def waited(part: Records) -> tuple[Rows, Ints, Flags]:
        arose, noticed = part.column("exceptions", "arose"), part.column("exceptions", "noticed")
        return part.exceptions, noticed - arose, noticed >= 0

    return quantile(records, "exceptions", ("chain",), waited, 0.5).over(MINUTE)


def refused(records: Records) -> Figures:
    """Return the share of online orders that stores refused, of those they were asked to serve, %."""
    turned = records.column("exceptions", "trouble") == Trouble.REFUSED
    gone = turned & (records.column("exceptions", "moved_to") >= 0)
    said_no, left = records.exceptions.sum(turned), records.exceptions.sum(gone)
    (served,) = order_sums(records, lambda part: (_asked_of_store(part),), "chain", "site")
    asked = {kind: served[kind] + left[kind] for kind in served}
    return percent(records.grain, said_no, asked)


def _asked_of_store(records: Records) -> Flags:
    """Return which orders were placed online and asked of a store."""
    store = np.array([row.kind == "store" for row in records.dimensions.sites] + [False])
    return records.online & store[records.order("site")]


KPIS = (
    Kpi(
        id="E32",
        name="Pick and pack within 30 minutes",
        chinese="三十分钟内拣货打包率",
        unit="%",
        direction="up",
        formula="store orders packed at most 30 min after they reached the store / online orders of stores; cancelled "
        "ones count as failed",
        measure=packed_in_time,
        source="E32",
    ),
    Kpi(
        id="E33",
        name="Order cycle time",
        chinese="订单处理周期",
        unit="min",
        direction="down",
        formula="mean time from order to hand-over: ready at the desk, or with rider or carrier",
        measure=cycle_time,
        source="E33",
    ),
    Kpi(
        id="E33p",
        name="Order allocation time",
        chinese="订单分配时间",
        unit="min",
        direction="down",
        formula="mean time from order until the node that serves it has it, batches by hand and refusals included",
        measure=allocation_time,
        source="E33",
    ),
    Kpi(
        id="E34x",
        name="Exception rate",
        chinese="订单异常率",
        unit="%",
        direction="down",
        formula="exceptions that arose (refused, units missing; broken promises where customers are warned) / online "
        "orders placed",
        measure=exception_rate,
        source="E34",
    ),
    Kpi(
        id="E34t",
        name="Time to notice an exception, median",
        chinese="异常发现时间中位数",
        unit="min",
        direction="down",
        formula="median time from an exception to the order centre's knowledge of it; unnoticed ones left out",
        measure=time_to_notice,
        source="E34",
    ),
    Kpi(
        id="E34r",
        name="Refused by stores",
        chinese="门店拒单率",
        unit="%",
        direction="down",
        formula="online orders that a store's staff refused / online orders asked of stores, those that went elsewhere "
        "included",
        measure=refused,
        source="E34",
    ),
)
