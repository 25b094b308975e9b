"""The online channel by hand: what it accepts by news that are late, records that lie, and units kept back."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import content, run, same
from sim.channel import Channel
from sim.facts import Mode
from sim.levers import Levers
from sim.stock import Stock
from sim.units import HOUR, MINUTE

TEN = 10 * HOUR
WALK, COLLECT, RIDER, PARCEL = Mode.WALK_IN, Mode.COLLECT, Mode.INSTANT, Mode.PARCEL


class Shop:
    """One store with one product; claims are (minutes after ten, mode)."""

    def __init__(self, units, **levers):
        self.stock = Stock(1, 1)
        self.stock.start_with(np.array([units]))
        self.levers = Levers({"store": 1})
        for path, value in levers.items():
            self.levers.start_with(path.replace("__", "."), value)
        self.channel = Channel(self.stock, self.levers)
        self.channel.look(0)

    def claim(self, *lines):
        """Return of each line whether it is accepted, and whether its unit is there."""
        time = np.array([TEN + round(at * MINUTE) for at, _ in lines])
        mode = np.array([way for _, way in lines], np.int8)
        got, owed = self.channel.claim(np.zeros(len(lines), np.int64), time, mode)
        return [("owed" if none else "there") if yes else "refused" for yes, none in zip(got, owed, strict=True)]


@pytest.mark.requirement("S251", "S134")
def test_a_unit_taken_in_the_store_is_sold_again_until_the_channel_hears_of_it():
    shop = Shop(1, sync__latency=HOUR)
    told = shop.claim((0, WALK), (30, COLLECT), (40, COLLECT), (60, COLLECT))
    assert told == ["there", "owed", "refused", "refused"], "of its own order at 10:30 the channel knows at once"
    assert (shop.stock.reserved[0], shop.stock.owed[0], shop.stock.day["short"][0]) == (1, 1, 2)


@pytest.mark.requirement("S251")
def test_the_channel_hears_of_a_sale_when_its_hour_is_over_and_not_a_moment_before():
    just_before, just_after = Shop(1, sync__latency=HOUR), Shop(1, sync__latency=HOUR)
    assert just_before.claim((0, WALK), (59.99, PARCEL)) == ["there", "owed"]
    assert just_after.claim((0, WALK), (60, PARCEL)) == ["there", "refused"]


@pytest.mark.requirement("S251")
def test_who_finds_nothing_on_the_shelf_is_no_news():
    shop = Shop(1, sync__latency=HOUR)
    told = shop.claim((0, WALK), (1, WALK), (30, COLLECT), (40, COLLECT))
    assert told == ["there", "refused", "owed", "refused"], "one unit was taken, so one is sold again"


@pytest.mark.requirement("S251")
def test_its_own_orders_are_no_news_to_the_channel():
    shop = Shop(2, sync__latency=HOUR)
    assert shop.claim((0, COLLECT)) == ["there"]
    shop.channel.look(TEN + MINUTE)
    assert shop.claim((2, COLLECT), (3, COLLECT)) == ["there", "refused"]


def test_units_are_sure_that_nobody_who_asks_is_refused_or_promised_in_vain():
    kept = Shop(6, channel__protection=1, ration__instant=1, ration__collect=2)
    assert kept.channel.sure().tolist() == [2]
    unheard = Shop(1, sync__latency=HOUR)
    unheard.stock.expect(0, np.array([4]))
    unheard.stock.receive(0, np.array([4]))
    unheard.channel.look(TEN)
    assert unheard.channel.sure().tolist() == [1]


def test_news_of_an_arrival_is_late_too():
    shop = Shop(0, sync__latency=HOUR)
    shop.stock.expect(0, np.array([5]))
    shop.stock.receive(0, np.array([5]))
    shop.channel.look(TEN)
    assert shop.claim((30, COLLECT), (31, WALK), (60, COLLECT)) == ["refused", "there", "there"]
    assert not shop.channel.shown(TEN + HOUR // 2)[0]
    assert shop.channel.shown(TEN + HOUR)[0]


def test_figures_that_are_late_no_longer_show_what_has_just_changed():
    shop = Shop(2, sync__latency=HOUR)
    shop.stock.discrepancy[0] = -1
    shop.channel.look(TEN)
    shop.stock.physical[0] = 1
    assert shop.channel.shown(TEN)[0], "an hour ago a unit could be promised"
    shop.levers.start_with("sync.latency", 0)
    assert not shop.channel.shown(TEN)[0]


@pytest.mark.requirement("S134")
def test_by_a_record_that_is_too_high_more_is_promised_than_is_there():
    shop = Shop(1)
    shop.stock.discrepancy[0] = 1
    assert shop.claim((0, RIDER), (1, RIDER), (2, RIDER)) == ["there", "owed", "refused"]


@pytest.mark.requirement("S134")
def test_by_a_record_that_is_too_low_a_unit_is_refused_online_that_a_shopper_finds():
    shop = Shop(1)
    shop.stock.discrepancy[0] = -1
    assert not shop.channel.shown(TEN)[0]
    assert shop.claim((0, RIDER), (1, WALK), (2, WALK)) == ["refused", "there", "refused"]


@pytest.mark.requirement("S136")
def test_the_channel_leaves_the_units_that_are_kept_for_walk_ins():
    shop = Shop(3, channel__protection=2)
    assert shop.channel.shown(TEN)[0]
    assert shop.claim((0, RIDER), (1, RIDER)) == ["there", "refused"]
    assert not shop.channel.shown(TEN)[0]
    assert shop.claim((2, WALK), (3, WALK), (4, WALK)) == ["there", "there", "refused"]


@pytest.mark.requirement("S136")
def test_kept_units_are_nested_each_class_sells_down_to_what_is_kept_for_those_above():
    levels = {"channel__protection": 1, "ration__instant": 2, "ration__collect": 4}
    asked = {PARCEL: 1, COLLECT: 5, RIDER: 7}
    for mode, least in asked.items():
        shop = Shop(8, **levels)
        told = shop.claim(*((at, mode) for at in range(9)))
        assert told.count("there") == least, "of eight: parcels leave 7, collected orders 3, riders 1"
        assert told == sorted(told, reverse=True)


@pytest.mark.requirement("S134", "S251")
def test_with_no_latency_and_true_records_the_three_levels_are_one():
    """The general way through the channel gives what the short one gives, line by line."""
    rng = np.random.Generator(np.random.Philox(5))
    cells, time = rng.integers(0, 6, 400), np.sort(rng.integers(0, HOUR, 400))
    mode = rng.integers(0, 4, 400).astype(np.int8)
    plain, general = (Channel(stock, Levers({"store": 1})) for stock in (Stock(2, 3), Stock(2, 3)))
    for channel in (plain, general):
        channel.stock.start_with(np.array([40, 70, 10, 60, 0, 90]))
    general.exact = lambda: False
    (got, owed), (expected, _) = general.claim(cells, time, mode), plain.claim(cells, time, mode)
    assert got.tolist() == expected.tolist()
    assert not owed.any()
    assert 0 < expected.sum() < 400
    for name in ("reserved", "free"):
        assert getattr(plain.stock, name).tolist() == getattr(general.stock, name).tolist()


@pytest.mark.parametrize(
    "information", [{"sync_latency": "3 h"}, {"record_misscan": 0.05, "record_counts": 0.2, "sync_latency": "20 min"}]
)
def test_what_the_channel_knows_does_not_depend_on_how_the_day_is_cut(information):
    parts = []
    for tick in ("1 h", "24 h"):
        city = tree()
        city["calendar"] |= {"tick": tick, "days": 3}
        city["plan"]["waves"]["open"]["opens"] = ["collect", "instant"]
        for segment in city["people"]["segments"].values():
            segment["choice"] = {"wait": 0, "missing": 0}
        put(city, ["people", "memory", "weight"], 0.0)
        put(city, ["plan", "changes", "rush"], {"start": "2026-03-03", "lever": "demand.factor", "to": 4})
        put(city, ["policies", "replenishment"], {"facing": 1, "safety": 0, "cover": "0 h"})
        put(city, ["information"], information)
        parts.append(content(run(city).facts))
    assert parts[0]["pick_shorts"]["order"].size > 10
    assert same(*parts).passed
