"""Outages: when the platform is down, who is kept out, what a standby knows, and what may not happen meanwhile."""

from datetime import date

import numpy as np
import pytest

from agents.reaching import Reaching, hourly_load
from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import facts_until, same
from sim.channel import Channel
from sim.errors import InvariantBrokenError
from sim.facts import Facts, Mode, Touchpoint
from sim.levers import Levers
from sim.outages import HOURS, LANES, POINTS, Outages, PlatformSpec
from sim.stock import Stock
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR


def scripted(points, **spec):
    """Return a platform whose points of luck are ``points``: (day, hour, level, share of the hour, repair in hours)."""
    spec = PlatformSpec(up=100 * HOUR, repair=2 * HOUR, **spec)

    def luck(day):
        marks = np.full((HOURS, LANES), 1 - 1e-12)
        for when, hour, level, share, repair in points:
            if when == day:
                marks[hour, [0, POINTS, 2 * POINTS]] = -np.expm1(-level), share, -np.expm1(-repair / 2)
        return marks

    levers, facts = Levers({}), Facts()
    levers.start_with("platform.failover", spec.failover)
    return Outages(spec, levers, np.ones((3, HOURS)), luck, facts), levers, facts


def hours(facts, *names):
    return [(facts["outages"][name] / HOUR).round(6).tolist() for name in names]


@pytest.mark.requirement("S173")
def test_two_days_by_hand():
    """One failure in 100 h is a hazard of 0.01: levels below strike, unless the platform is under repair."""
    points = [
        (0, 9, 0.009, 0.5, 3),
        (0, 11, 0.001, 0, 9),
        (0, 15, 0.011, 0, 1),
        (0, 22, 0.002, 0.25, 4),
        (1, 1, 0, 0, 5),
    ]
    outages, _, facts = scripted(points)
    outages.open_day(0)
    assert hours(facts, "began", "back", "repaired") == [[9.5, 22.25], [12.5, 26.25], [12.5, 26.25]]
    assert outages.keep_out(np.array([9, 10, 12, 13, 23]) * HOUR).tolist() == [False, True, True, False, True]
    outages.close_day(0)
    outages.open_day(1)
    assert hours(facts, "began") == [[9.5, 22.25]], "what would fail at 25 h is under repair until 26.25 h"
    assert outages.keep_out(np.array([25, 27]) * HOUR).tolist() == [True, False]
    outages.close_day(1)
    assert facts["outages"]["missed"].tolist() == [2, 2]
    assert (facts["platform_days"]["down"] / HOUR).tolist() == [3 + 1.75, 2.25]


@pytest.mark.requirement("S243")
def test_a_repair_that_goes_on_behind_a_standby_past_midnight_is_known_in_the_morning():
    outages, _, _ = scripted([(0, 22, 0.002, 0.25, 4)], failover=HOUR)
    outages.open_day(0)
    outages.open_day(1)
    assert outages.keep_out(np.array([DAY + HOUR])).tolist() == [False], "people are back since 23:15"
    assert outages.unsynced_since(DAY + HOUR) == 22.25 * HOUR
    assert outages.unsynced_since(DAY + 3 * HOUR) is None, "repaired at 2:15"


@pytest.mark.requirement("S173", "F201")
def test_with_fewer_failures_those_left_strike_when_they_would_have_struck():
    points = [(0, 9, 0.009, 0.5, 3), (0, 22, 0.002, 0.25, 1)]
    outages, levers, facts = scripted(points)
    levers.start_with("platform.failures", 0.6)
    outages.open_day(0)
    assert hours(facts, "began") == [[22.25]], "levels below 0.006"


@pytest.mark.requirement("S173")
def test_load_brings_failures_unless_the_platform_grows_with_it():
    points = [(0, 9, 0.015, 0.5, 1), (0, 22, 0.005, 0.25, 1)]
    for scales, began in ((0, [9.5]), (1, [22.25])):
        outages, levers, facts = scripted(points, busy=1)
        outages._load[0, 9], outages._load[0, 22] = 2.0, 0.4
        levers.start_with("platform.scales", scales)
        outages.open_day(0)
        assert hours(facts, "began") == [began], "0.015 < 2 x 0.01 and 0.005 > 0.4 x 0.01, or 0.01 in both"


@pytest.mark.requirement("S243")
def test_a_standby_lets_people_in_again_while_the_repair_goes_on():
    outages, _, facts = scripted([(0, 9, 0, 0, 3), (0, 15, 0, 0, 0.2)], failover=30 * MINUTE)
    outages.open_day(0)
    assert hours(facts, "began", "back", "repaired") == [[9, 15], [9.5, 15.2], [12, 15.2]], "the sooner of the two"
    assert outages.moments() == [9 * HOUR, 12 * HOUR, 15 * HOUR, 15 * HOUR + 12 * MINUTE]
    assert [outages.unsynced_since(hour * HOUR) for hour in (8, 10, 12, 15)] == [None, 9 * HOUR, None, 15 * HOUR]


@pytest.mark.requirement("S243", "S173")
def test_the_channel_knows_no_more_than_when_the_platform_failed():
    """Of three units two are sold in the store after the failure; the standby still sells three online."""
    stock, levers = Stock(1, 1), Levers({"store": 1})
    stock.start_with(np.array([3]))
    channel = Channel(stock, levers)
    channel.unsynced = lambda now: TEN if TEN <= now < TEN + HOUR else None
    channel.look(TEN)
    walks = np.full(2, Mode.WALK_IN, np.int8)
    channel.claim(np.zeros(2, np.int64), np.full(2, TEN + MINUTE), walks)
    assert channel.shown(TEN + 2 * MINUTE).tolist() == [True]
    online = np.full(4, Mode.INSTANT, np.int8)
    got, owed = channel.claim(np.zeros(4, np.int64), TEN + MINUTE * np.arange(3, 7), online)
    assert got.tolist() == [True, True, True, False], "three, as far as it knows, and it knows its own orders"
    assert owed.tolist() == [False, True, True, False], "one is there"
    channel.look(TEN + HOUR)
    assert channel.shown(TEN + HOUR).tolist() == [False]
    assert not channel.claim(np.zeros(1, np.int64), np.array([TEN + HOUR]), online[:1])[0].any()


def test_latency_goes_on_where_it_stood_when_the_platform_is_back():
    stock, levers = Stock(1, 1), Levers({"store": 1})
    stock.start_with(np.array([1]))
    levers.start_with("sync.latency", 30 * MINUTE)
    channel = Channel(stock, levers)
    channel.unsynced = lambda now: TEN if TEN <= now < TEN + HOUR else None
    channel.look(9 * HOUR)
    channel.claim(np.zeros(1, np.int64), np.array([9 * HOUR + 45 * MINUTE]), np.zeros(1, np.int8))
    channel.look(TEN)
    assert channel.shown(TEN + 50 * MINUTE).tolist() == [True], "sold at 9:45, known at 10:15 had it not failed at 10"
    channel.look(TEN + HOUR)
    assert channel.shown(TEN + HOUR).tolist() == [False]


@pytest.mark.requirement("S173")
def test_an_order_finds_no_platform_and_one_after_it_does(city, lived, monkeypatch):
    honest = Outages.open_day

    def down_at_ten(self, day):
        self._luck = lambda day: np.full((HOURS, LANES), 1 - 1e-12)
        if day == 1:
            self._luck = scripted([(1, 10, 0, 0, 2)])[0]._luck
        honest(self, day)

    monkeypatch.setattr(Outages, "open_day", down_at_ten)
    city["platform"] = {"up": "100 h", "repair": "2 h"}
    half = 30 * MINUTE
    wishes = [(DAY + TEN + nth * HOUR - half, Mode.COLLECT, 0, (0,)) for nth in (0, 1, 2, 3)]
    wishes.insert(2, (DAY + TEN + half + MINUTE, Mode.WALK_IN, 0, (1,)))
    facts = lived(city, wishes).world.facts
    online = facts["orders"]["mode"] == Mode.COLLECT
    assert facts["orders"]["placed"][online].tolist() == [wishes[0][0], wishes[4][0]]
    assert int((~online).sum()) == 1, "stores sell as ever"
    assert hours(facts, "began", "back") == [[34], [36]]
    assert facts["outages"]["missed"].tolist() == [2]
    assert (facts["platform_days"]["down"] / HOUR).tolist() == [0, 2, 0, 0]


def failing(days=6, **platform):
    city = tree()
    city["calendar"]["days"] = days
    city["platform"] = {"up": "10 h", "repair": "4 h"} | platform
    return city


def lever(city, path, to, start="2026-03-02"):
    city["plan"].setdefault("changes", {})[path.replace(".", "-")] = {"start": start, "lever": path, "to": to}
    return city


@pytest.mark.requirement("S173")
def test_nobody_gets_in_while_the_platform_is_down_and_as_many_are_missed_as_would_have_looked():
    facts = simulate(read(failing()), 0).facts
    outages, visits = facts["outages"], facts["visits"]
    looked = visits["leave"][visits["touchpoint"] == Touchpoint.APP]
    for began, back in zip(outages["began"], outages["back"], strict=True):
        assert not ((began <= looked) & (looked < back)).any()
    assert int(outages["missed"].sum()) > 50
    whole = simulate(read(failing(1, up="3650 d")), 0).facts
    first = simulate(read(failing(1, up="2 h", repair="4 h")), 0).facts
    sessions = [int((one["visits"]["touchpoint"] == Touchpoint.APP).sum()) for one in (whole, first)]
    assert sessions[0] == sessions[1] + int(first["outages"]["missed"].sum()), "on a first day nobody remembers any"
    assert first["outages"]["missed"].sum() > 20


@pytest.mark.requirement("S173", "S243", "M10")
def test_levers_of_a_platform_that_never_fails_and_one_that_fails_too_late_change_nothing():
    plain = simulate(read(tree()), 0).facts
    idle = lever(lever(tree(), "platform.failures", 5), "platform.failover", "1 h")
    assert same(plain, simulate(read(idle), 0).facts, leave_out={"lever_changes"}).passed
    never = failing(3, up="3650 d")
    assert same(plain, simulate(read(never), 0).facts, leave_out={"platform_days"}).passed


@pytest.mark.requirement("S243", "M09")
def test_a_standby_from_a_day_on_changes_nothing_before_and_shortens_every_outage_after():
    alone, helped = failing(), lever(failing(), "platform.failover", "20 min", "2026-03-05")
    assert same(facts_until(alone, 3), facts_until(helped, 3)).passed
    before, after = (simulate(read(city), 0).facts for city in (alone, helped))
    assert (before["outages"]["began"] == after["outages"]["began"]).all(), "it fails as often"
    assert (before["outages"]["repaired"] == after["outages"]["repaired"]).all()
    late = before["outages"]["began"] >= 3 * DAY
    length = [facts["outages"]["back"] - facts["outages"]["began"] for facts in (before, after)]
    assert (length[0][~late] == length[1][~late]).all()
    assert (length[1][late] == np.minimum(length[0][late], 20 * MINUTE)).all()
    assert late.sum() >= 2


@pytest.mark.requirement("S173", "F201")
def test_fewer_failures_bring_more_online_orders():
    orders = []
    for share in (1.0, 0.6, 0.0):
        runs = [simulate(read(lever(failing(5, up="6 h"), "platform.failures", share)), nth).facts for nth in range(2)]
        orders.append(sum(int((facts["orders"]["channel"] == 1).sum()) for facts in runs))
    assert orders[0] < orders[1] < orders[2]


@pytest.mark.requirement("S243")
def test_a_standby_sells_what_is_not_there():
    for failover, some in (("1 min", True), ("0 min", False)):
        city = failing(6, up="6 h", repair="12 h", failover=failover)
        city["policies"] = {"replenishment": {"facing": 2, "safety": 0, "cover": "0 h"}}
        lever(city, "demand.factor", 3)
        facts = simulate(read(city), 0).facts
        assert bool(facts["stock_days"]["oversold"].sum()) is some, failover


def test_the_load_is_that_of_hours_and_days():
    population = build(read(failing(14)), 0)
    load = hourly_load(population.people, population.world.calendar)
    population.forget()
    assert load.shape == (14, HOURS)
    assert load.mean() == pytest.approx(1)
    assert date(2026, 3, 7).weekday() == 5
    assert load[5].sum() / load[1].sum() == pytest.approx(1.104 / 0.922), "Saturday and Tuesday"
    assert load[0, 18] > 10 * load[0, 3]


def broken_law():
    population = build(read(failing()), 0)
    with pytest.raises(InvariantBrokenError) as stop:
        population.live(6)
    population.forget()
    return str(stop.value)


def test_who_gets_in_while_it_is_down_is_noticed(monkeypatch):
    monkeypatch.setattr(Reaching, "without", lambda self, today: today)
    assert "visits to a platform that is down" in broken_law()


def test_time_that_is_forgotten_is_noticed(monkeypatch):
    honest = Outages.close_day

    def forgetful(self, day):
        honest(self, day)
        self._days["down"][-1] = self._days["down"][-1] // 2

    monkeypatch.setattr(Outages, "close_day", forgetful)
    assert "time that the platform is down" in broken_law()
