"""Reactions: queues keep people away, old stock is shown late, clicks lead to visits, readiness keeps a promise."""

import numpy as np

import agents.population as living
from o2o.validate.small_city import tree
from sim.channel import Channel
from sim.facts import NEVER, Mode
from sim.levers import Levers
from sim.stock import Stock
from sim.units import DAY, HOUR


def a_city(days=2):
    """Return a small city, its tick an hour."""
    city = tree()
    city["calendar"] |= {"days": days, "tick": "1 h"}
    return city


def test_a_queue_expected_at_one_store_sends_people_elsewhere(born):
    def shares(minutes):
        city = a_city(1)
        for segment in city["people"]["segments"].values():
            segment["customers"] *= 4
        population = born(city)
        population.world.waits.minutes[0] = minutes
        population.world.waits.learn = lambda *_: None
        population.live_day(0)
        visits = population.world.facts["visits"]
        population.forget()
        return np.bincount(visits["site"][visits["touchpoint"] == 0], minlength=2)[:2]

    calm, crowded = shares(0.0), shares(60.0)
    assert crowded[0] < 0.5 * calm[0]
    assert crowded[1] > calm[1]


def test_the_app_shows_the_stock_of_an_hour_ago():
    stock, levers = Stock(1, 1), Levers({})
    levers.start_with("sync.latency", HOUR)
    channel = Channel(stock, levers)
    channel.look(0)
    stock.start_with(np.array([5]))
    channel.look(HOUR // 2)
    assert channel.shown(HOUR // 2).tolist() == [False]
    # At 1:20 the picture of an hour ago is still the one of midnight, at 1:40 that of half past.
    assert channel.shown(4 * HOUR // 3).tolist() == [False]
    assert channel.shown(5 * HOUR // 3).tolist() == [True]


def test_a_click_is_noted_with_the_visit_it_led_to(born):
    city = a_city()
    for segment in city["people"]["segments"].values():
        segment["prospects"] = 400
    city["marketing"] = {"paid": {"daily_spend": 200.0}}
    population = born(city)
    population.live(2)
    clicks, visits = population.world.facts["exposures"], population.world.facts["visits"]
    led = clicks["visit"] != NEVER
    population.forget()
    assert led.sum() > 20
    # Who clicked and had a need of their own may have walked in, or stayed away, without opening the app.
    assert led.mean() > 0.5
    assert (visits["person"][clicks["visit"][led]] == clicks["person"][led]).all()
    assert (visits["leave"][clicks["visit"][led]] == clicks["time"][led]).all()


def test_an_order_ready_in_time_is_not_late_however_late_it_is_collected(born, monkeypatch):
    heard, remember = [], living.remember
    monkeypatch.setattr(living, "remember", lambda *told: (heard.append(told[1]), remember(*told)))
    population = born(a_city(3))
    population.live(3)
    orders = population.world.facts["orders"]
    got = (orders["mode"] == Mode.COLLECT) & (orders["delivered"] != NEVER)
    ready_in_time = (orders["handed"] <= orders["promise"])[got]
    population.forget()
    late = np.concatenate([lived.late[lived.mode == Mode.COLLECT] for lived in heard])
    assert (orders["delivered"] > orders["promise"])[got].sum() > 10
    assert (late == 0).sum() >= ready_in_time.sum() > 10


def test_an_order_of_the_night_is_promised_from_opening(born):
    population = born(a_city(2))
    population.live(2)
    orders = population.world.facts["orders"]
    stores = population.world.city.places.stores
    opens = np.array([stores[key].opens for key in population.world.city.store_keys])
    collect = orders["mode"] == Mode.COLLECT
    clock, site = orders["placed"][collect] % DAY, orders["site"][collect]
    night = clock < opens[site]
    promised = (orders["promise"][collect] - orders["placed"][collect] + clock)[night]
    lead = population.world.levers["collect.promise"][site[night]]
    population.forget()
    assert night.sum() > 0
    assert (promised == opens[site[night]] + lead).all()
