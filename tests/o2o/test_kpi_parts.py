"""Parts: figures are the same wherever large tables are cut, and no part is larger than allowed."""

import numpy as np
import pytest

from o2o.kpi import parts
from o2o.kpi.records import Records
from o2o.kpis import REGISTRY, measure
from o2o.runner import simulate
from scenarios.load import load
from sim.facts import Mode


@pytest.fixture(scope="module")
def lived():
    """A small city whose riders fail for a while: every way to buy, late and cancelled orders, empty shelves."""
    sets = ["calendar.days=26", "people.segments.neighbours.customers=700"]
    return simulate(load("scenarios/library/shock_rider/shock_rider.yaml", sets=sets).scenario, 0)


@pytest.fixture(scope="module")
def whole(lived):
    return measure(lived.facts, lived.dimensions)


@pytest.mark.parametrize("rows", [701, 5_000])
def test_no_figure_depends_on_where_tables_are_cut(lived, whole, monkeypatch, rows):
    assert len(lived.facts["order_lines"]["order"]) > 2 * rows
    monkeypatch.setattr(parts, "ROWS", rows)
    table = measure(lived.facts, lived.dimensions)
    assert set(table.kpi) == set(REGISTRY)
    differs = (table.value != whole.value) & ~(np.isnan(table.value) & np.isnan(whole.value))
    assert sorted(set(table.kpi[differs])) == []


def test_a_part_has_some_rows_of_one_table_and_all_of_the_others(small, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 2)
    records = Records(small.facts(orders={"goods": [1, 2, 3, 4, 5]}), small.dimensions())
    cut = [(part.order("goods").tolist(), part.size("people")) for part in parts.parts(records, "orders")]
    assert cut == [([1, 2], 3), ([3, 4], 3), ([5], 3)]
    assert [part.size("visits") for part in parts.parts(records, "visits")] == [0]


def test_packages_of_one_order_belong_together_in_whatever_parts_they_lie(small, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 1)
    noon = small.at(2, 12)
    orders = {"channel": 1, "promise": noon, "mode": Mode.PARCEL, "goods": 1, "person": 0}
    orders |= {"part_of": [-1, 0, -1, 2], "delivered": [noon, noon + 1, noon, noon]}
    assert measure(small.facts(orders=orders), small.dimensions(days=4, warm_up=0)).get("K04") == 50


def test_rows_that_others_name_are_found_in_the_part_that_has_them(small, monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 2)
    orders, back = {"goods": [100] * 5}, {"order": [4, 0, 4, 3], "refund": [1, 2, 4, 8]}
    records = Records(small.facts(orders=orders, returns=back), small.dimensions())
    given_back = [part.given_back.tolist() for part in parts.parts(records, "orders")]
    assert given_back == [[2, 0], [0, 8], [5]]
    _, place = records.cut("orders", slice(2, 5)).within("orders", np.array([-1, 0, 2, 4, 5]))
    assert place.tolist() == [0, 2]
