"""Money by another measure: a currency of four to the yuan, and files that say fen for yuan (rows M15, M17)."""

import json
import re
from collections.abc import Callable
from functools import partial

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import Facts, run, same
from sim.units import CNY

_TIMES = 4
"""a power of two, so that what a fee weighs stays the same to the last bit"""
_MONEY = {"goods", "fee", "refund", "cost", "discount", "benefit", "handling", "price", "fen"}
"""columns that hold fen"""
_PAID = (("orders", "goods"), ("orders", "fee"), ("orders", "refund"), ("order_lines", "price"))
"""what customers pay, refunds and prices: whole multiples"""
_FEES = {"instant_fee": 6, "parcel_fee": 7}
"""CNY"""
_PER_CNY = 0.2
"""what a yuan of fees weighs"""

Edit = Callable[[Tree], None]


def smaller_coin(weight: float = 1 / _TIMES) -> Outcome:
    """Return whether people choose alike when prices and fees are four times as high and a yuan weighs a quarter.

    ``weight`` is what the dearer city's yuan weighs of the other's; the fault plants another.
    """
    one, four = run(_city(1, 1.0)).facts, run(_city(_TIMES, weight)).facts
    alike = same(_without_money(one), _without_money(four))
    return every([alike, _amounts_times_four(one, four)]) if alike.passed else alike


def _amounts_times_four(one: Facts, four: Facts) -> Outcome:
    wrong = [_TIMES * one[table][column] != four[table][column] for table, column in _PAID]
    return none_of(sum(column.size for column in wrong), int(np.concatenate(wrong).sum()), "amounts not times 4")


def fen_for_yuan(fault: Edit = lambda _: None) -> Outcome:
    """Return whether a file that says "400 fen" wherever another says "4 CNY" gives the same facts."""
    yuan = _city(1, 1.0)
    put(yuan, ["plan", "waves", "open", "cost"], "8000 CNY")
    put(yuan, ["plan", "changes"], {"fee": {"start": "2026-03-03", "lever": "instant.fee", "to": "4.50 CNY"}})
    fen = _in_fen(yuan)
    fault(fen)
    return same(run(yuan).facts, run(fen).facts)


def a_digit_lost(target: Tree) -> None:
    """Plant a price whose last digit fell off."""
    target["goods"]["products"]["p03"]["price"] = "70 fen"


def _city(times: int, weight: float) -> Tree:
    """Return the small city at ``times`` its prices, whose people hold ``weight`` of the usual against a yuan."""
    city = tree()
    for nth, product in enumerate(city["goods"]["products"].values()):
        product |= {"price": f"{times * (4 + nth)} CNY", "cost": f"{times * (2 + nth)} CNY"}
    city["offers"] = {fee: f"{times * price} CNY" for fee, price in _FEES.items()}
    for segment in city["people"]["segments"].values():
        segment["choice"] = {"fee": _PER_CNY * weight}
    return city


def _without_money(facts: Facts) -> Facts:
    return {
        name: {column: values for column, values in table.items() if column not in _MONEY}
        for name, table in facts.items()
    }


def _in_fen(file: Tree) -> Tree:
    """Return a file with every amount in CNY said in fen."""
    text = json.dumps(file)
    said = re.sub(r'"([0-9.]+) CNY"', lambda found: f'"{round(float(found[1]) * CNY)} fen"', text)
    fen: Tree = json.loads(said)
    return fen


ORACLES = (
    Oracle(
        "M15",
        "M",
        "prices, costs and fees times 4 where a yuan of fees weighs a quarter: the same choices, amounts times 4",
        "whole scenarios through o2o.runner.simulate",
        smaller_coin,
        {"a yuan weighs as before": partial(smaller_coin, 1.0)},
    ),
    Oracle(
        "M17",
        "M",
        "a file that says 400 fen wherever another says 4 CNY, prices, fees, costs and levers: the same facts",
        "whole scenarios through o2o.runner.simulate",
        fen_for_yuan,
        {"a price has lost a digit": partial(fen_for_yuan, a_digit_lost)},
    ),
)
