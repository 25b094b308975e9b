"""Facts: tables that take whole rows only, grow, and say what each column means."""

import numpy as np
import pytest

from sim.facts import NEVER, SCHEMA, Facts
from sim.tables import Column, Table

LEDGER = {"day": 0, "account": 0, "site": NEVER, "cause": NEVER}


@pytest.fixture
def stops():
    return Table("stops", {"site": Column("i2", "slot", "node"), "metres": Column("i8", "m", "way")})


def test_rows_are_numbered_in_the_order_they_come(stops):
    assert stops.append(2, site=np.array([4, 5]), metres=7) == 0
    assert stops.append(1, site=6, metres=np.array([8])) == 2
    assert len(stops) == 3
    assert stops["site"].tolist() == [4, 5, 6]
    assert stops["metres"].tolist() == [7, 7, 8]


def test_no_rows_leave_the_table_as_it_is(stops):
    assert stops.append(0, site=np.empty(0), metres=np.empty(0)) == 0
    assert len(stops) == 0


def test_growing_keeps_every_row(stops):
    for first in range(0, 5_000, 7):
        stops.append(7, site=1, metres=np.arange(first, first + 7))
    stops.append(1_000_000, site=2, metres=np.arange(1_000_000))
    assert stops["metres"][:5_005].tolist() == list(range(5_005))
    assert stops["metres"][5_005:].tolist() == list(range(1_000_000))
    assert set(stops["site"][:5_005]) == {1}


@pytest.mark.parametrize(
    ("columns", "odd"),
    [({"site": 1}, "metres"), ({"site": 1, "metres": 2, "tiem": 3}, "tiem"), ({}, "metres")],
)
def test_a_missing_or_unknown_column_is_refused(stops, columns, odd):
    with pytest.raises(KeyError, match=f"table stops.*{odd}"):
        stops.append(1, **columns)
    assert len(stops) == 0


@pytest.mark.parametrize("site", [np.array([1]), np.array([1, 2]), np.arange(4), np.ones((3, 1))])
def test_an_array_of_another_length_is_refused(stops, site):
    with pytest.raises(ValueError, match=r"site has shape .*, not \(3,\)"):
        stops.append(3, site=site, metres=0)
    assert len(stops) == 0


def test_a_view_is_live():
    facts = Facts()
    facts["ledger"].append(2, **LEDGER, fen=np.array([10, -4]))
    facts["ledger"]["fen"][1] = -5
    assert facts["ledger"]["fen"].tolist() == [10, -5]
    assert facts.tables()["ledger"]["fen"].tolist() == [10, -5]


def test_worlds_share_no_rows():
    one, other = Facts(), Facts()
    one["ledger"].append(1, **LEDGER, fen=1)
    assert (len(one["ledger"]), len(other["ledger"])) == (1, 0)


def test_facts_hold_the_tables_of_the_schema():
    tables = Facts().tables()
    assert tables.keys() == SCHEMA.keys()
    assert {name: set(columns) for name, columns in tables.items()} == {
        name: set(columns) for name, columns in SCHEMA.items()
    }


def columns():
    return [(table, name, column) for table, described in SCHEMA.items() for name, column in described.items()]


@pytest.mark.parametrize(
    ("table", "name", "column"), columns(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_column_says_its_unit_and_meaning(table, name, column):
    assert column.unit
    assert len(column.meaning) >= 3
    assert not column.meaning.endswith(".")
    assert np.dtype(column.dtype).kind in "if"
    # Missing is written as -1: the type must have room for it.
    assert np.array(NEVER).astype(column.dtype) == NEVER


@pytest.mark.parametrize(
    ("table", "name", "column"), columns(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_codes_fit_their_column_and_leave_missing_free(table, name, column):
    if column.codes is None:
        assert column.unit != "code"
        return
    assert column.unit == "code"
    assert [int(code) for code in column.codes] == list(range(len(column.codes)))
    assert len(column.codes) <= np.iinfo(column.dtype).max


def test_times_and_money_have_room_for_decades_and_milliards():
    for _, name, column in columns():
        if column.unit == "ms" or (column.unit == "fen" and name != "price"):
            assert column.dtype == "i8", name


def test_a_column_with_a_blank_need_not_be_said():
    stops = Table("stops", {"site": Column("i2", "slot", "node"), "left": Column("i8", "ms", "gone", blank=NEVER)})
    stops.append(2, site=1)
    stops.append(5_000, site=2, left=7)
    stops.append(1, site=3)
    assert stops["left"][[0, 1, 2, -1]].tolist() == [NEVER, NEVER, 7, NEVER]


def test_rows_beyond_the_room_of_a_new_table_are_blank_too():
    stops = Table("stops", {"site": Column("i2", "slot", "node"), "left": Column("i8", "ms", "gone", blank=NEVER)})
    for _ in range(300):
        stops.append(1_000, site=1)
    assert (stops["left"] == NEVER).all()


def test_rows_taken_out_leave_blanks_behind():
    stops = Table("stops", {"site": Column("i2", "slot", "node"), "left": Column("i8", "ms", "gone", blank=NEVER)})
    stops.append(3, site=np.arange(3), left=np.array([4, 5, 6]))
    stops.keep(np.array([True, False, False]))
    stops.append(2, site=8)
    assert stops["left"].tolist() == [4, NEVER, NEVER]
