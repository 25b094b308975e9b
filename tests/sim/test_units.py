"""Units: what a planner may write, what is refused, and that shown quantities read back."""

import math
import re
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.units import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    parse_clock,
    parse_count,
    parse_distance,
    parse_duration,
    parse_money,
    parse_number,
    parse_share,
    parse_speed,
    show_clock,
    show_distance,
    show_duration,
    show_money,
)

PARSERS = (
    parse_duration,
    parse_clock,
    parse_money,
    parse_distance,
    parse_speed,
    parse_share,
    parse_number,
    parse_count,
)


def quantity(annotated):
    return get_args(annotated)[1]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("30 min", 1_800_000),
        ("30min", 1_800_000),
        ("  2   h ", 7_200_000),
        ("1.5 d", 129_600_000),
        ("2 weeks", 2 * WEEK),
        ("1 week", WEEK),
        ("90 s", 90_000),
        ("250 ms", 250),
        ("0.001 s", 1),
        (0, 0),
        (0.0, 0),
    ],
)
def test_durations_in_each_unit(text, ms):
    assert parse_duration(text) == ms


@pytest.mark.parametrize(
    "value", ["30", "30 minutes", "min", "1/2 h", "1e3 s", "1,5 h", "30%", "0.0001 s", ".5 h", "30 min 5 s", 30, False]
)
def test_a_duration_needs_one_number_and_one_known_unit(value):
    with pytest.raises(ValueError, match="30 min"):
        parse_duration(value)


@pytest.mark.parametrize(
    ("text", "ms"),
    [("09:00", 9 * HOUR), ("9:05", 9 * HOUR + 5 * MINUTE), ("00:00", 0), ("24:00", DAY), (" 23:59 ", DAY - MINUTE)],
)
def test_clocks_are_milliseconds_since_midnight(text, ms):
    assert parse_clock(text) == ms


@pytest.mark.parametrize("value", [510, 0, 8.5, "8", "8:3", "8:60", "24:01", "99:00", "-1:00", "08:30:00", "8.30"])
def test_a_clock_is_hours_and_minutes_in_quotes(value):
    # Unquoted 8:30 reaches us as the number 510 from readers of YAML 1.1.
    with pytest.raises(ValueError, match=r"time of day|later than"):
        parse_clock(value)


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (12.5, 1250),
        (12, 1200),
        ("12.5", 1250),
        ("12.50 CNY", 1250),
        ("7 fen", 7),
        ("1,250.50 CNY", 125_050),
        ("1,000,000", 100_000_000),
        (0, 0),
        (0.29, 29),
        (Decimal("0.07"), 7),
        ("-3.25 CNY", -325),
    ],
)
def test_money_is_exact_in_fen(value, fen):
    assert parse_money(value) == fen


@pytest.mark.parametrize(
    "value", [0.125, "0.125", "12,5", "1,25 CNY", "12,34,567", "12 USD", "¥12", "1.5 fen", 0.1 + 0.2]
)
def test_money_finer_than_a_fen_or_foreign_is_refused(value):
    with pytest.raises(ValueError, match=r"12\.5 CNY"):
        parse_money(value)


@pytest.mark.parametrize(("value", "metres"), [("3 km", 3_000), ("800 m", 800), ("0.25km", 250), (0, 0)])
def test_distances_in_metres(value, metres):
    assert parse_distance(value) == metres


def test_speeds_in_metres_per_hour():
    assert parse_speed("19 km/h") == 19_000
    assert parse_speed("0.5 km/h") == 500


@pytest.mark.parametrize("value", ["19 km", "19 km / h", "19 kmh", 19, 0])
def test_a_speed_needs_its_unit(value):
    with pytest.raises(ValueError, match="19 km/h"):
        parse_speed(value)


@pytest.mark.parametrize(("value", "share"), [("30%", 0.3), ("61 %", 0.61), (0.61, 0.61), (1, 1.0), ("0.5%", 0.005)])
def test_shares_as_numbers_or_per_cent(value, share):
    assert parse_share(value) == share


@pytest.mark.parametrize("value", ["0.61", "61 per cent", "61 ‰", "%", ""])
def test_a_share_in_words_needs_its_per_cent(value):
    with pytest.raises(ValueError, match="61 %"):
        parse_share(value)


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        math.nan,
        math.inf,
        -math.inf,
        1e309,
        "nan",
        "inf",
        "",
        " ",
        "３０ min",
        "３０",
        "０９:００",
        "30％",
        "3" * 5000,
        "3" * 5000 + " km",
        [],
        {},
        b"30 min",
    ],
)
def test_what_is_no_quantity_is_refused_by_every_parser(parse, value):
    with pytest.raises(ValueError, match=r"is not|has no unit|needs a unit|too long"):
        parse(value)


def test_whole_numbers_too_large_for_a_float_are_refused():
    with pytest.raises(ValueError, match="finite"):
        parse_number(10**400)
    with pytest.raises(ValueError, match="out of range"):
        quantity(units.Money).check(10**400)


@pytest.mark.parametrize("value", [2.0, "2", True, None])
def test_a_count_is_a_whole_number(value):
    with pytest.raises(ValueError, match="whole number"):
        parse_count(value)


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        (units.Duration, "-5 min", "'-5 min' is out of range: duration must lie between 0 min and 3650 d"),
        (units.Clock, "24:01", "later than '24:00'"),
        (units.Money, "-1 CNY", "between 0.00 CNY and 10,000,000,000.00 CNY"),
        (units.Distance, "-1 m", "between 0 m and 10000 km"),
        (units.Speed, "0 km/h", "between 0.001 km/h and 200 km/h"),
        (units.Share, "101 %", "between 0 and 1"),
        (units.Share, -0.01, "between 0 and 1"),
        (units.Count, -1, "between 0 and 100,000,000"),
        (units.Positive, 0, "between 1 and 100,000,000"),
        (units.Factor, -0.5, "between 0 and 1,000,000"),
        (units.Utility, 100.5, "between -100 and 100"),
        (units.Latitude, 85.1, "between -85 and 85"),
        (units.Longitude, -180.1, "between -180 and 180"),
    ],
)
def test_out_of_range_says_the_value_and_the_range_in_the_files_units(unit, value, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        quantity(unit).check(value)


@pytest.mark.parametrize(
    "unit",
    [units.Duration, units.Clock, units.Money, units.Distance, units.Speed, units.Share],
    ids=lambda u: quantity(u).name,
)
def test_both_ends_of_a_range_read_back_and_are_allowed(unit):
    known = quantity(unit)
    for end, text in zip((known.low, known.high), known.bounds().split(" and "), strict=True):
        written = float(text) if unit is units.Share else text
        assert known.check(written) == end


@given(st.integers(0, 3650 * DAY))
def test_a_shown_duration_reads_back(ms):
    assert parse_duration(show_duration(ms)) == ms


@given(st.integers(0, 24 * 60))
def test_a_shown_clock_reads_back(minutes):
    assert parse_clock(show_clock(minutes * MINUTE)) == minutes * MINUTE


@given(st.integers(-(10**12), 10**12))
def test_a_shown_amount_reads_back(fen):
    assert parse_money(show_money(fen)) == fen


@given(st.integers(0, 10_000_000))
def test_a_shown_distance_reads_back(metres):
    assert parse_distance(show_distance(metres)) == metres


@given(st.floats(0, 1))
def test_a_share_reads_back(share):
    assert parse_share(share) == share


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (show_duration(0), "0 min"),
        (show_duration(90 * MINUTE), "90 min"),
        (show_duration(1_500), "1500 ms"),
        (show_clock(DAY), "24:00"),
        (show_money(123_456_789), "1,234,567.89 CNY"),
        (show_distance(1_234_567), "1234.567 km"),
        (show_distance(999), "999 m"),
        (show_distance(100_000), "100 km"),
    ],
)
def test_quantities_are_shown_in_the_words_of_a_file(shown, text):
    assert shown == text
