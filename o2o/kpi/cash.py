"""Cash: what comes in and goes out on the day it is paid, and what goods that are not paid for are worth (row S148).

Goods are in the ledger when they leave; cash leaves when bills fall due. The statement takes the ledger without goods,
waste and interest, and the bills that were paid in their place. It says nothing where no payment is asked for.
"""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Tally, amount, per_day, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.operations import SALES
from o2o.kpi.records import Records
from sim.facts import Account
from sim.units import CNY

_IN = (*SALES, Account.SERVICES)
_GOODS = (Account.GOODS, Account.WASTE, Account.GOODS_BACK, Account.SHRINKAGE)
_OTHERS = tuple(account for account in Account if account not in (*_IN, *_GOODS, Account.FINANCING))


def _bills(records: Records, name: str) -> Floats:
    """Return a column of the payables by day, nan where there are none, shape (days, 1)."""
    if not len(records.column("payables", "day")):
        return np.full((records.grain.days, 1), np.nan)
    return records.grain.rows(records.column("payables", "day")).sum(records.column("payables", name))["chain"]


def _cash(records: Records, *accounts: Account) -> Tally:
    """Return what is booked on ``accounts``, nan where nobody asks for cash."""
    return {"chain": records.booked(*accounts)["chain"] + 0 * _bills(records, "paid")}


def received(records: Records) -> Figures:
    """Return what customers paid less what they got back, CNY."""
    return amount(records.grain, _cash(records, *_IN), CNY)


def to_suppliers(records: Records) -> Figures:
    """Return the bills that were paid, CNY."""
    return amount(records.grain, {"chain": _bills(records, "paid")}, CNY)


def to_others(records: Records) -> Figures:
    """Return what everybody else was paid, CNY."""
    return amount(records.grain, {"chain": -_cash(records, *_OTHERS)["chain"]}, CNY)


def cash_flow(records: Records) -> Figures:
    """Return what came in less what was paid, interest left out, CNY."""
    flow = _cash(records, *_IN, *_OTHERS)["chain"] - _bills(records, "paid")
    return amount(records.grain, {"chain": flow}, CNY)


def days_payable(records: Records) -> Figures:
    """Return bills owed over bills a day, days."""
    owed, billed = ({"chain": _bills(records, name)} for name in ("owed", "billed"))
    return ratio(records.grain, owed, billed)


def tied_up(records: Records) -> Figures:
    """Return goods held less bills owed, at least nothing, mean of the days, CNY."""
    money = np.maximum(_bills(records, "held") - _bills(records, "owed"), 0) / CNY
    return per_day(records.grain, {"chain": money})


def financing(records: Records) -> Figures:
    """Return the interest, CNY."""
    return amount(records.grain, {"chain": _bills(records, "interest")}, CNY)


KPIS = (
    Kpi(
        id="E71",
        name="Cash flow of operations",
        chinese="经营现金流",
        unit="CNY",
        direction="up",
        formula="E71i - E71s - E71w; not applicable where neither policies.payment nor a lever asks for cash",
        measure=cash_flow,
        source="E71",
    ),
    Kpi(
        id="E71i",
        name="Cash from customers",
        chinese="销售收现",
        unit="CNY",
        direction="up",
        formula="sales, fees of delivery and services less refunds, returns and reductions, as booked",
        measure=received,
        source="E71",
    ),
    Kpi(
        id="E71s",
        name="Cash to suppliers",
        chinese="采购付现",
        unit="CNY",
        direction="down",
        formula="bills for goods, at cost, that fell due",
        measure=to_suppliers,
        source="E71",
    ),
    Kpi(
        id="E71w",
        name="Cash to others",
        chinese="其他付现",
        unit="CNY",
        direction="down",
        formula="wages, riders, carrier, packaging, trucks, media, programme and the rest, paid as booked; cost of "
        "goods, waste and interest left out",
        measure=to_others,
        source="E71",
    ),
    Kpi(
        id="E72",
        name="Days payable",
        chinese="应付账款天数",
        unit="days",
        direction="none",
        formula="bills owed at midnight, sum of the days / goods billed",
        measure=days_payable,
        source="E72",
    ),
    Kpi(
        id="E73",
        name="Money tied up in goods",
        chinese="存货占用资金",
        unit="CNY",
        direction="down",
        formula="goods on all shelves at cost less bills owed, at least 0, mean of the days",
        measure=tied_up,
        source="E73",
    ),
    Kpi(
        id="E74",
        name="Interest on goods",
        chinese="存货融资成本",
        unit="CNY",
        direction="down",
        formula="money tied up in goods x rate a year / 365, by day; part of contribution",
        measure=financing,
        source="E74",
    ),
)
