"""After sales: what comes back, complaints and how they are settled, benefits that were refused."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Figures, Ints, Rows, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums, parts
from o2o.kpi.records import Flags, Records, once
from sim.facts import Way
from sim.units import DAY, HOUR

SETTLED_WITHIN = 48 * HOUR
SHOWN, REFUSED = 1, 2
RETURNED_WITHIN = 30 * DAY


@once
def _units(records: Records, name: str) -> NDArray[np.int32]:
    """Return the sum of a column of the lines of each order, units."""
    units = np.zeros(records.size("orders"), np.int32)
    for part in parts(records, "order_lines"):
        order = part.column("order_lines", "order")
        first = int(order.min(initial=records.size("orders")))
        sums = np.bincount(order - first, weights=part.column("order_lines", name)).astype(np.int32)
        units[first : first + sums.size] += sums
    return units


def _returned(records: Records, counted: Callable[[Records], Flags]) -> Figures:
    """Return units given back over units received in orders that are ``counted``, by the day of order, %."""
    names = ("returned", "got")
    known = records.noting("orders", **{f"units_{name}": _units(records, name) for name in names})

    def units(part: Records) -> tuple[Ints, ...]:
        chosen = counted(part)
        return tuple(np.where(chosen, part.order(f"units_{name}"), 0) for name in names)

    return percent(records.grain, *order_sums(known, units))


def return_rate(records: Records) -> Figures:
    """Return units given back so far over units received, by the day of order, %."""
    return _returned(records, lambda part: part.received)


def mature_return_rate(records: Records) -> Figures:
    """Return the same of orders that were received 30 days or more before the end of the run, %."""
    return _returned(records, lambda part: part.received & (part.order("delivered") + RETURNED_WITHIN <= part.horizon))


def days_to_refund(records: Records) -> Figures:
    """Return the mean time from handing goods over to the refund, by the day of the refund, days."""
    handed, inspected = records.column("returns", "handed"), records.column("returns", "inspected")
    done = inspected >= 0
    rows = records.grain.rows(records.grain.day_of(inspected), site=records.column("returns", "site"))
    return ratio(records.grain, rows.sum(np.where(done, inspected - handed, 0)), rows.sum(done), 1 / DAY)


def days_until_fetched(records: Records) -> Figures:
    """Return the mean time from the wish to be visited to the courier's visit, by its day, days."""
    wished, handed = records.column("returns", "wished"), records.column("returns", "handed")
    done = (records.column("returns", "way") == Way.PICKUP) & (handed < records.horizon)
    rows = records.grain.rows(records.grain.day_of(handed))
    waited = np.where(done & (wished >= 0), handed - wished, 0)
    return ratio(records.grain, rows.sum(waited), rows.sum(done), 1 / DAY)


def _tickets(records: Records) -> Rows:
    """Return the complaints by the day they were made; those to come belong to no day."""
    person, order = records.column("tickets", "person"), records.column("tickets", "order")
    return records.grain.rows(
        records.grain.day_of(records.column("tickets", "opened")),
        segment=records.segments[person],
        mode=records.order_codes("mode")[order],
    )


def settled_in_time(records: Records) -> Figures:
    """Return the share of complaints settled within 48 hours, %."""
    opened, settled = records.column("tickets", "opened"), records.column("tickets", "settled")
    done = settled >= 0
    # Those whose 48 hours reach past the end of the run are undecided.
    decided = done | (opened + SETTLED_WITHIN <= records.horizon)
    tickets = _tickets(records)
    return percent(records.grain, tickets.sum(done & (settled - opened <= SETTLED_WITHIN)), tickets.sum(decided))


def solved_by_bot(records: Records) -> Figures:
    """Return the share of complaints that the bot solved, %."""
    tickets, bot = _tickets(records), records.column("tickets", "bot")
    return percent(records.grain, tickets.sum(bot), tickets.sum(np.ones_like(bot)))


def complaint_rate(records: Records) -> Figures:
    """Return complaints per 1000 orders, by the day of the complaint."""
    kinds = ("chain", "segment", "mode")
    tickets = _tickets(records).sum(np.ones(records.column("tickets", "person").size), *kinds)
    (placed,) = order_sums(records, lambda part: (part.order("placed") >= 0,), *kinds)
    return ratio(records.grain, tickets, placed, 1000.0)


def days_to_installation(records: Records) -> Figures:
    """Return the mean time from the goods' arrival to the technician's, by its day, days."""
    arrived, began = records.column("installs", "arrived"), records.column("installs", "began")
    done = began >= 0
    rows = records.grain.rows(records.grain.day_of(began))
    return ratio(records.grain, rows.sum(np.where(done, began - arrived, 0)), rows.sum(done), 1 / DAY)


def refused_benefits(records: Records) -> Figures:
    """Return the share of benefits shown at tills that were refused, %."""

    def refused_and_shown(part: Records) -> tuple[Flags, Flags]:
        benefit = part.order("benefit")
        return benefit == REFUSED, benefit >= SHOWN

    return percent(records.grain, *order_sums(records, refused_and_shown))


KPIS = (
    Kpi(
        id="K14",
        name="Return rate",
        chinese="退货率",
        unit="%",
        direction="down",
        formula="units given back so far / units received, by the day of order; cancelled and unfinished orders do not "
        "count",
        measure=return_rate,
        source="K14",
    ),
    Kpi(
        id="K14m",
        name="Return rate of mature orders",
        chinese="成熟订单退货率",
        unit="%",
        direction="down",
        formula="K14 of the orders received 30 days or more before the end of the run",
        measure=mature_return_rate,
        source="K14",
    ),
    Kpi(
        id="K14d",
        name="Time to refund",
        chinese="退款时长",
        unit="days",
        direction="down",
        formula="mean time from handing goods over (to desk, post or courier) to the refund or exchange, by its day",
        measure=days_to_refund,
        source="K14",
    ),
    Kpi(
        id="K14w",
        name="Wait for the courier",
        chinese="上门取件等待天数",
        unit="days",
        direction="down",
        formula="mean time from when a unit should be fetched to the courier's visit, by its day; 0 if there is room",
        measure=days_until_fetched,
        source="K14",
    ),
    Kpi(
        id="E33i",
        name="Time to installation",
        chinese="安装等待时长",
        unit="days",
        direction="down",
        formula="mean time from receiving the goods to the technician's coming, by its day",
        measure=days_to_installation,
        source="E33",
    ),
    Kpi(
        id="E35",
        name="Refused-benefit rate",
        chinese="权益拒付率",
        unit="%",
        direction="down",
        formula="members' benefits shown at a till that did not know the member / benefits shown at tills",
        measure=refused_benefits,
        source="E35",
    ),
    Kpi(
        id="E36",
        name="Complaints settled within 48 hours",
        chinese="48小时投诉解决率",
        unit="%",
        direction="up",
        formula="complaints settled at most 48 h after they were made / complaints, except those whose 48 h reach past "
        "the end of the run",
        measure=settled_in_time,
        source="E36",
    ),
    Kpi(
        id="E36b",
        name="Complaints solved by the bot",
        chinese="智能客服解决率",
        unit="%",
        direction="up",
        formula="complaints that the bot solved / complaints",
        measure=solved_by_bot,
        source="E36",
    ),
    Kpi(
        id="E36t",
        name="Complaints per 1000 orders",
        chinese="千单投诉量",
        unit="per 1000",
        direction="down",
        formula="complaints, by the day they were made / 1000 orders placed that day",
        measure=complaint_rate,
        source="E36",
    ),
)
