"""Levers: what a plan moves, when, for whom, and what comes back when it ends."""

import pytest

from sim.facts import Account, Mode
from sim.levers import CATALOGUE, Change, Levers
from sim.units import DAY, HOUR, KM, MINUTE

TEN = 10 * HOUR


def test_a_change_moves_its_slots_alone_and_reports_what_truly_changed():
    levers = Levers({"store": 3})
    live = levers["price.factor"]
    assert levers.apply(Change(2, "price.factor", (0, 2), 1.2, 0)) == [(0, 1.0, 1.2), (2, 1.0, 1.2)]
    assert live.tolist() == [1.2, 1.0, 1.2], "who reads the lever holds the live array"
    assert levers.apply(Change(3, "price.factor", (0, 1), 1.2, 1)) == [(1, 1.0, 1.2)]


def test_the_end_of_a_change_puts_back_what_stood_before_it():
    levers = Levers({"store": 2})
    levers.start_with("price.factor", [0.9, 1.1])
    levers.apply(Change(1, "price.factor", (0, 1), 2.0, 4))
    assert levers.apply(Change(5, "price.factor", (0, 1), None, 4)) == [(0, 2.0, 0.9), (1, 2.0, 1.1)]


@pytest.mark.parametrize(
    ("path", "said", "engine"),
    [
        ("instant.promise", "45 min", 45 * MINUTE),
        ("instant.radius", "5 km", 5 * KM),
        ("instant.fee", "8 CNY", 800),
        ("collect", True, 1),
        ("price.factor", 1.05, 1.05),
        ("match_rate", "40 %", 0.4),
    ],
)
def test_a_file_says_values_in_human_units(path, said, engine):
    assert CATALOGUE[path].parse(said) == engine


def test_what_is_out_of_range_is_refused_in_human_units():
    with pytest.raises(ValueError, match=r"'40 d' is out of range for sync.latency: 0 min to 30 d"):
        CATALOGUE["sync.latency"].parse("40 d")


@pytest.mark.parametrize(("path", "said"), [("instant.promise", "2 s"), ("price.factor", 0), ("match_rate", 1.2)])
def test_values_out_of_range_are_refused_with_the_range(path, said):
    with pytest.raises(ValueError, match="out of range"):
        CATALOGUE[path].parse(said)


def test_every_lever_has_a_range_that_holds_its_default_and_a_source():
    for lever in CATALOGUE.values():
        assert lever.low <= lever.default <= lever.high, lever.path
        assert lever.source
        assert lever.read_by


def test_a_dearer_day_costs_that_much_more_and_the_next_one_does_not(city, lived):
    city["plan"]["changes"] = {
        "dear": {"start": "2026-03-03", "end": "2026-03-04", "lever": "price.factor", "to": 1.5, "where": ["centre"]}
    }
    wishes = [(day * DAY + TEN, Mode.COLLECT, 0, (0,)) for day in range(3)]
    facts = lived(city, wishes).world.facts
    assert facts["orders"]["goods"].tolist() == [400, 600, 400]
    changes = [row for row, lever in enumerate(facts["lever_changes"]["lever"]) if lever == _row("price.factor")]
    assert facts["lever_changes"]["time"][changes].tolist() == [DAY, 2 * DAY]
    assert facts["lever_changes"]["new"][changes].tolist() == [1.5, 1.0]


def test_a_fee_is_what_the_lever_says_on_the_day(city, lived):
    city["plan"]["changes"] = {"fee": {"start": "2026-03-03", "lever": "instant.fee", "to": "8 CNY"}}
    wishes = [(day * DAY + TEN, Mode.INSTANT, 0, (0,)) for day in range(2)]
    assert lived(city, wishes).world.facts["orders"]["fee"].tolist() == [500, 800]


def test_a_wave_opens_its_stores_and_books_what_it_costs(city, lived):
    city["places"]["stores"]["north"] = {"lon": 121.44, "lat": 31.25}
    city["plan"] = {
        "waves": {
            "one": {
                "start": "2026-03-03",
                "stores": ["north"],
                "opens": ["collect"],
                "cost": "900 CNY",
                "running": "10 CNY",
            }
        }
    }
    population = lived(city, days=3)
    assert population.world.levers["collect"].tolist() == [0, 1]
    ledger = population.world.facts["ledger"]
    paid = ledger["account"] == Account.PROGRAMME
    assert list(zip(ledger["day"][paid].tolist(), ledger["fen"][paid].tolist(), strict=True)) == [
        (1, -91_000),
        (2, -1_000),
    ]
    assert set(ledger["site"][paid].tolist()) == {1}


def test_staff_and_rider_factors_scale_the_rosters(city, lived):
    city["plan"]["changes"] = {
        "more": {"start": "2026-03-03", "lever": "staff.factor", "to": 2},
        "none": {"start": "2026-03-03", "lever": "riders.factor", "to": 0},
    }
    hours = lived(city, days=2).world.facts["staff_hours"]
    at_noon = {
        (int(site), int(hour)): int(paid)
        for site, hour, paid in zip(hours["site"], hours["hour"], hours["paid"], strict=True)
        if paid
    }
    assert (at_noon[0, 12], at_noon[0, 36]) == (3 * HOUR, 6 * HOUR)
    assert (at_noon[2, 12], at_noon.get((2, 36))) == (3 * HOUR, None)


def _row(path):
    return list(CATALOGUE).index(path)
