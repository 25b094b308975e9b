"""Payables: money in goods is conserved, and bills owed obey Little's law as an identity of integers (row I25)."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import run
from sim.facts import Account

_DAYS, _TERM = 15, 4
_GOODS = (Account.GOODS, Account.GOODS_BACK, Account.WASTE)

Whole = NDArray[np.int64]
Books = dict[str, Whole]
Fault = Callable[[Books], None]


def sound(_: Books) -> None:
    """Plant nothing."""


def bill_lost(books: Books) -> None:
    """Plant goods that nobody bills."""
    books["billed"][6] -= 100


def paid_early(books: Books) -> None:
    """Plant a bill that is paid a day before it is due."""
    day = int(np.flatnonzero(books["paid"])[0])
    books["owed"][day - 1] -= books["paid"][day]


def balances(fault: Fault = sound) -> Outcome:
    """Return whether goods at cost grow by bills and shrink by what leaves, and bills are owed for their term."""
    books = {name: column.copy() for name, column in _books().items()}
    fault(books)
    bought, gone = books["billed"].cumsum(), books["gone"].cumsum()
    off = (books["stock"] != books["opening"] + bought + gone)[1:]
    left = np.minimum(_TERM, _DAYS - np.arange(_DAYS))
    owed, expected = int(books["owed"].sum()), int(books["billed"] @ left)
    telling = off.size if books["paid"].any() and books["gone"].any() else 0
    return every(
        [
            none_of(telling, int(off.sum()), "days on which goods at cost are not what was bought and has not left"),
            none_of(1, int(owed != expected), "sums of bills owed that are not bills times days"),
        ]
    )


@cache
def _books() -> Books:
    """Return money by day, shape (days,): bills, paid and owed; goods on shelves and trucks; what left, at cost."""
    city = tree()
    city["calendar"]["days"] = _DAYS
    put(city, ["policies", "payment"], {"term": f"{_TERM} d"})
    put(city, ["policies", "replenishment"], {"cover": "12 h", "warehouse_cover": "1 d", "facing": 1})
    for key in ("p01", "p02", "p03"):
        city["goods"]["products"][key] |= {"shelf_life": 3, "returned": 0.2}
    lived = run(city)
    days, bills, ledger = lived.facts["stock_days"], lived.facts["payables"], lived.facts["ledger"]
    cost = np.array([product.cost for product in lived.dimensions.skus], np.int64)
    shape = (_DAYS, -1, cost.size)
    units = {name: days[name].astype(np.int64).reshape(shape) for name in days if name != "day"}
    trucks = units["in_transit"][:, :-1].sum(axis=1)
    stock = (units["physical"].sum(axis=1) + trucks) @ cost
    gone = np.zeros(_DAYS, np.int64)
    leaves = np.isin(ledger["account"], _GOODS)
    np.add.at(gone, ledger["day"][leaves], ledger["fen"][leaves])
    books = {name: bills[name].astype(np.int64) for name in ("billed", "paid", "owed")}
    # Nothing is on the road at first: the opening stock is what the first evening found, and what came and left before.
    opening = np.array([stock[0] - books["billed"][0] - gone[0]])
    return books | {"stock": stock, "gone": gone, "opening": opening}


ORACLES = (
    Oracle(
        "I25",
        "E",
        f"every day goods at cost, trucks included, are the first day's, what was billed since and what left at cost; "
        f"bills owed at midnight add up to bills times the {_TERM} days of their term (Little's law for money)",
        "a whole scenario through o2o.runner.simulate, with waste and returns: its stock, ledger and bills",
        balances,
        {
            "goods that nobody bills": partial(balances, bill_lost),
            "a bill paid a day early": partial(balances, paid_early),
        },
    ),
)
