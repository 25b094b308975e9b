"""Checks between values: each rule holds exactly at its limit and not beyond it."""

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.load import load

BASE = Path(__file__).parent / "bad" / "common" / "base.yaml"
FESTIVAL = "calendar.festivals.f={factor: 2, first: 2026-03-03"
SHIFT = "places.stores.north.shifts"
CHANGE = "{start: 2026-03-06, lever: %s, to: %s, where: %s}"


def messages(*sets):
    """Return what is said about the base scenario with ``sets``; nothing when it can be run."""
    try:
        load(BASE, sets=sets)
    except ScenarioError as error:
        return [f"{problem.path}: {problem.message}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("inside", "beyond"),
    [
        ("calendar.warm_up=13", "calendar.warm_up=14"),
        ("calendar.tick=30 min", "calendar.tick=35 min"),
        ("calendar.tick=1 d", "calendar.tick=25 h"),
        ("calendar.days=3660", "calendar.days=3661"),
        ("plan.waves.first.start=2026-03-02", "plan.waves.first.start=2026-03-01"),
        (f"{FESTIVAL}, last: 2026-03-03}}", f"{FESTIVAL}, last: 2026-03-02}}"),
        ("places.stores.north.closes=08:01", "places.stores.north.closes=08:00"),
        # picking 2 min 30 s, packing 1 min, the rider's stops 2 and 4 min: 9 min 30 s; 3 km at 19 km/h: 9 min 28.4 s
        ("offers.instant_promise=1139 s", "offers.instant_promise=1138 s"),
        ("offers.instant_promise=1139 s", "offers.instant_promise=569 s"),
        ("offers.instant_radius=6491 m", "offers.instant_radius=6492 m"),
        ("places.fleets.riders.answers=1 s", "places.fleets.riders.answers=999 ms"),
        ("policies.dispatch.every=1 s", "policies.dispatch.every=999 ms"),
        ("offers.collect_promise=210 s", "offers.collect_promise=209 s"),
        ("experiment.replications=10000", "experiment.replications=10001"),
        ("information.record_shrink=0.5", "information.record_shrink=0.51"),
        # 2.69 degrees of latitude are 299.1 km, 2.71 are 301.3 km
        ("places.warehouses.west.lat=28.56", "places.warehouses.west.lat=28.54"),
        ("people.segments.regulars.customers=4999900", "people.segments.regulars.customers=4999901"),
    ],
)
def test_a_rule_holds_at_its_limit_and_not_beyond(inside, beyond):
    assert messages(inside) == []
    assert len(messages(beyond)) == 1


def test_the_crew_must_have_the_time_to_count():
    # Both products, by a crew of two from seven to midnight: 34 h.
    assert messages("information.record_counts=1", "places.store_work.count=17 h") == []
    told = messages("information.record_counts=1", "places.store_work.count=1021 min")
    assert "counting takes 2042 min a day, the crew of 'north' works 34 h" in told[0]


def test_shifts_that_meet_leave_nobody_alone_and_a_minute_between_does():
    meeting = (
        f"{SHIFT}={{a: {{start: '07:00', end: '14:00', staff: 1}}, b: {{start: '14:00', end: '22:00', staff: 1}}}}"
    )
    apart = meeting.replace("start: '14:00'", "start: '14:01'")
    assert messages(meeting) == []
    assert "nobody is at work on weekdays from 14:00 to 14:01" in messages(apart)[0]


def test_shifts_of_weekdays_and_weekend_complete_each_other():
    week = "{start: '08:00', end: '22:00', staff: 2, days: weekdays}"
    end = "{start: '08:00', end: '22:00', staff: 2, days: weekend}"
    assert messages(f"{SHIFT}={{w: {week}, e: {end}}}") == []
    assert "the weekend" in messages(f"{SHIFT}.day={week}")[0]


def test_instant_delivery_is_opened_by_a_change_as_well_as_by_a_wave():
    sets = ["places.fleets=null", "plan.waves=null"]
    assert messages(*sets) == []
    change = "plan.changes.c=" + CHANGE % ("instant", "true", "[north]")
    assert messages(*sets, change) == ["plan.changes.c.to: instant delivery is opened, but there is no rider fleet"]
    assert messages(*sets, change.replace("true", "false")) == []


def test_promises_matter_only_for_ways_to_buy_that_open():
    assert messages("offers.instant_promise=1 min", "plan.waves.first.opens=[collect]") == []


def test_the_same_lever_may_move_at_other_places_or_on_other_days():
    first = "plan.changes.a=" + CHANGE % ("tills.staffed", "5", "[north]")
    assert messages(first, "plan.changes.b=" + CHANGE % ("tills.staffed", "6", "[south]")) == []
    later = "plan.changes.b={start: 2026-03-07, lever: tills.staffed, to: 6}"
    assert messages(first, later) == []
    assert "as 'a' does" in messages(first, "plan.changes.b=" + CHANGE % ("tills.staffed", "6", "all"))[0]


def test_a_change_may_begin_when_another_ends_but_not_while_it_lasts():
    sale = "plan.changes.a={start: 2026-03-04, end: 2026-03-08, lever: tills.staffed, to: 5, where: [north]}"
    then = "plan.changes.b={start: %s, lever: tills.staffed, to: 6, where: %s}"
    assert messages(sale, then % ("2026-03-08", "all")) == []
    assert messages(sale, then % ("2026-03-06", "[south]")) == []
    assert messages(sale, then % ("2026-03-03", "all")) == []
    undone, undoing = sorted(messages(sale, then % ("2026-03-07", "all")))
    assert (
        undone
        == "plan.changes.a.end: puts back what tills.staffed of 'north' was before, while 'b' holds from 2026-03-07"
    )
    assert (
        undoing
        == "plan.changes.b.start: moves tills.staffed of 'north' on 2026-03-07, while 'a' lasts until 2026-03-08"
    )


@pytest.mark.parametrize(
    ("lever", "value", "where"),
    [
        ("riders.factor", "2", "[riders]"),
        ("demand.factor", "1.5", "[south]"),
        ("match_rate", "0.9", "all"),
        ("sync.latency", "45 min", "all"),
        ("instant.fee", "8 CNY", "[north, south]"),
    ],
)
def test_a_change_may_name_what_its_lever_is_scoped_to(lever, value, where):
    assert messages("plan.changes.c=" + CHANGE % (lever, value, where)) == []


def test_with_zones_of_their_own_changes_name_zones_and_no_stores():
    zones = "places.zones={centre: {lon: 121.44, lat: 31.22}}"
    assert messages(zones, "plan.changes.c=" + CHANGE % ("demand.factor", "1.5", "[centre]")) == []
    assert "no zone 'north'" in messages(zones, "plan.changes.c=" + CHANGE % ("demand.factor", "1.5", "[north]"))[0]


def test_a_value_that_is_wrong_itself_starts_no_further_complaints():
    told = messages(
        "calendar.start=2026-02-30", "places.stores.north.opens=noon", "people.segments.regulars.customers=x"
    )
    assert [line.split(":")[0] for line in told] == [
        "calendar.start",
        "places.stores.north.opens",
        "people.segments.regulars.customers",
    ]


def test_a_store_whose_position_is_wrong_can_still_be_referred_to():
    assert len(messages("places.stores.north.lon=east")) == 1


def test_figures_that_the_books_cannot_hold_are_refused():
    # 600 people x 2.74 needs a day x 60 units x 9e11 fen x 14 days = 1.2e18 fen; half of the books hold 4.6e18
    dear = ["goods.products.apple.price=9000000000", "people.segments.regulars.needs.per_year=1000"]
    assert messages(*dear) == []
    assert "larger than the books" in messages(*dear, "people.segments.regulars.customers=4000000")[0]
    # 1e12 fen x 3650 days x 1302 stores = 4.8e18 fen
    wave = ["plan.waves.first.running=9999999999", "calendar.days=3650"]
    assert messages(*wave) == []
    stores = "{" + ", ".join(f"s{number}: {{lon: 121.4, lat: 31.2}}" for number in range(1300)) + "}"
    assert "larger than the books" in messages(*wave, f"places.stores={stores}")[0]


def test_numbers_and_words_of_a_list_are_told_one_by_one():
    wave = "plan.waves.w={start: 2026-03-03, stores: [1, north], opens: [collect, 2]}"
    assert messages(wave) == ["plan.waves.w.stores.0: 1 is not text", "plan.waves.w.opens.1: 2 is not text"]
    hours = "people.segments.regulars.needs.hours=[" + ", ".join(["1"] * 22) + ", x, -3]"
    told = messages(hours)
    assert told[0] == "people.segments.regulars.needs.hours.22: 'x' is not a number"
    assert "hours.23: -3 is out of range" in told[1]
