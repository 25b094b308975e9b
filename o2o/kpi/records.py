"""Records: one run's facts with the columns that several KPIs need, worked out once."""

from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Floats, Grain, Ints, Rows, Tally
from sim.backing import put_away
from sim.dimensions import Dimensions
from sim.facts import Account, CancelReason, Columns, Mode, Touchpoint
from sim.units import DAY, HOUR

Flags = NDArray[np.bool_]
P = ParamSpec("P")
T = TypeVar("T")

FULFILMENT = (
    Account.LABOUR_PICK,
    Account.LABOUR_PACK,
    Account.LABOUR_DESK,
    Account.RIDERS,
    Account.CARRIER,
    Account.PACKAGING,
)
"""What it costs to bring online orders to customers; idle riders included."""


class Records:
    """Facts of one run, read by column name.

    Args:
        facts: table -> column -> array, as `sim.facts.SCHEMA` says.
        dimensions: names behind the slots.
        twin: the same world with marketing switched off, when there is one.
    """

    def __init__(self, facts: Mapping[str, Columns], dimensions: Dimensions, twin: "Records | None" = None) -> None:
        self._facts = facts
        self._first: dict[str, int] = {}
        """row of a table at which it was cut, where it was"""
        self.dimensions = dimensions
        self.twin = twin
        self.grain = Grain(dimensions)
        self.known: dict[tuple[object, ...], Any] = {}
        """what `once` has worked out"""
        self.horizon = dimensions.days * DAY
        """end of the run, ms"""
        self.opening = dimensions.warm_up * DAY
        """end of the warm-up, ms"""

    def size(self, table: str) -> int:
        """Return the number of rows of a table."""
        return len(next(iter(self._facts[table].values())))

    def cut(self, table: str, rows: slice) -> "Records":
        """Return the run as if ``table`` had these rows only; rows of other tables still name them as before."""
        shorter = {name: column[rows] for name, column in self._facts[table].items()}
        part = Records({**self._facts, table: shorter}, self.dimensions)
        part._first = {**self._first, table: self._first.get(table, 0) + rows.start}
        return part

    def noting(self, table: str, **columns: NDArray[Any]) -> "Records":
        """Return the run with further columns of a table that were worked out before."""
        return Records({**self._facts, table: {**self._facts[table], **columns}}, self.dimensions)

    def within(self, table: str, rows: Ints) -> tuple[Flags, Ints]:
        """Return which of the ``rows`` that others name are among those of a cut table, and the places of these."""
        place = rows - self._first.get(table, 0)
        there = (rows >= 0) & (place >= 0) & (place < self.size(table))
        return there, place[there]

    def put_away(self, table: str) -> None:
        """Give back the memory of a table that lies on the disk, until it is read again."""
        put_away(self._facts[table].values())

    def column(self, table: str, name: str) -> Ints:
        """Return a column of whole numbers."""
        return self._facts[table][name].astype(np.int64, copy=False)

    def figures(self, table: str, name: str) -> Floats:
        """Return a column of numbers that need not be whole."""
        return self._facts[table][name].astype(np.float64, copy=False)

    def order(self, name: str) -> Ints:
        """Return a column of the orders."""
        return self.column("orders", name)

    def order_codes(self, name: str) -> NDArray[np.integer]:
        """Return a column of the orders as narrow as it is kept."""
        return self._facts["orders"][name]

    def visit(self, name: str) -> Ints:
        """Return a column of the visits."""
        return self.column("visits", name)

    @cached_property
    def segments(self) -> Ints:
        """Return each person's segment."""
        return self.column("people", "segment")

    @cached_property
    def orders(self) -> Rows:
        """Return the orders by the day they were placed."""
        return self.orders_on(self.grain.day_of(self.order("placed")))

    def orders_on(self, day: Ints) -> Rows:
        """Return the orders by another day of theirs (-1 leaves an order out)."""
        return self.grain.rows(
            day,
            site=self.order("site"),
            segment=self.segments[self.order("person")],
            mode=self.order("mode"),
            channel=self.order("channel"),
        )

    @cached_property
    def visits(self) -> Rows:
        """Return the visits by the day they began."""
        return self.grain.rows(
            self.grain.day_of(self.visit("arrive")),
            site=self.visit("site"),
            segment=self.segments[self.visit("person")],
            channel=self.visit("touchpoint"),
        )

    @cached_property
    def stock_days(self) -> Rows:
        """Return the stock days by day and node."""
        return self.grain.rows(self.column("stock_days", "day"), site=self.column("stock_days", "site"))

    @cached_property
    def exceptions(self) -> Rows:
        """Return what went wrong with orders by the day it did."""
        return self.grain.rows(
            self.grain.day_of(self.column("exceptions", "arose")), site=self.column("exceptions", "site")
        )

    @cached_property
    def kept(self) -> Flags:
        """Return which orders were not cancelled."""
        return self.order("cancelled") < 0

    @cached_property
    def unfetched(self) -> Flags:
        """Return which orders were there as promised, and cancelled because nobody came for them."""
        return self.order("cancel_reason") == CancelReason.NOT_FETCHED

    @cached_property
    def whole(self) -> Flags:
        """Return which rows stand for their order: all but the further packages of one."""
        return self.order("part_of") < 0

    @cached_property
    def online(self) -> Flags:
        """Return which orders were placed online."""
        return self.order("channel") == Touchpoint.APP

    @cached_property
    def received(self) -> Flags:
        """Return which orders are in the customer's hands; a walk-in basket is, unless cancelled."""
        walked = self.order("mode") == Mode.WALK_IN
        return self.kept & (walked | (self.order("delivered") >= 0))

    @cached_property
    def paid(self) -> Ints:
        """Return what was paid for each order before refunds, fen."""
        return self.order("goods") - self.order("discount") + self.order("fee")

    @cached_property
    def given_back(self) -> Ints:
        """Return what was refunded for goods of each order that were given back, fen."""
        there, order = self.within("orders", self.column("returns", "order"))
        refund = self.column("returns", "refund")[there]
        return np.bincount(order, weights=refund, minlength=self.size("orders")).astype(np.int64)

    @cached_property
    def net_sales(self) -> Ints:
        """Return what was paid for each order less refunds, fen."""
        return self.paid - self.order("refund") - self.given_back

    @cached_property
    def goods_cost(self) -> Ints:
        """Return the cost of the goods of each order that was not cancelled, fen."""
        return np.where(self.kept, self.order("cost"), 0)

    def booked(self, *accounts: Account) -> Tally:
        """Return the ledger's fen on ``accounts`` by booking day, for the chain and each site."""
        listed = np.isin(self.column("ledger", "account"), accounts)
        return self._ledger.sum(np.where(listed, self.column("ledger", "fen"), 0))

    @cached_property
    def _ledger(self) -> Rows:
        return self.grain.rows(self.column("ledger", "day"), site=self.column("ledger", "site"))

    @cached_property
    def spend(self) -> Tally:
        """Return the marketing expense in fen, as a positive number."""
        return {kind: -table for kind, table in self.booked(Account.MARKETING).items()}

    @cached_property
    def staff(self) -> Rows:
        """Return the staff hours by day and site."""
        return self.grain.rows(self.column("staff_hours", "hour") // 24, site=self.column("staff_hours", "site"))

    def staff_hours(self, task: int, name: str) -> Tally:
        """Return hours ``name`` ("paid" or "busy") of one task."""
        chosen = self.column("staff_hours", "task") == task
        return self.staff.sum(np.where(chosen, self.column("staff_hours", name), 0) / HOUR)

    def by_person(self, day: Ints, chosen: Flags) -> Tally:
        """Return the number of ``chosen`` people by ``day``, for the chain and each segment."""
        return self.grain.rows(day, segment=self.segments).sum(chosen)

    def totals_by_person(self, weight: Floats) -> Mapping[str, Floats]:
        """Return sums of ``weight`` over people, shape (1, scopes), for the chain and each segment."""
        by_segment = np.bincount(self.segments, weights=weight, minlength=len(self.dimensions.segments))
        return {"chain": np.array([[weight.sum()]]), "segment": by_segment[None, :]}


def once(work_out: Callable[Concatenate[Records, P], T]) -> Callable[Concatenate[Records, P], T]:
    """Return ``work_out`` such that companions of a KPI share its result for the same run and arguments."""

    @wraps(work_out)
    def kept(records: Records, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (work_out, *args, *sorted(kwargs.items()))
        if key not in records.known:
            records.known[key] = work_out(records, *args, **kwargs)
        found: T = records.known[key]
        return found

    return kept
