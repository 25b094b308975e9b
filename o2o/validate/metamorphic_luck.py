"""Twins that must not differ: no effect, not yet begun, other order, other names, other cuts (M06 to M11, C14, X01)."""

from collections.abc import Callable
from functools import partial

import numpy as np

from o2o.validate.line import Window, arrivals, services, through_station
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import content, facts_until, run, same
from o2o.validate.unit_times import unit_exponential, unit_lognormal
from sim.dimensions import Dimensions, SiteRow, ZoneRow
from sim.random_field import RandomField

Edit = Callable[[Tree], None]

_CHINESE = "北店（人民广场）"
_DAY_ONE, _DAY_TWO = "2026-03-03", "2026-03-04"


def as_it_is(_: Tree) -> None:
    """Plant nothing."""


def twice_as_slow(late: int = 0) -> Outcome:
    """Return whether doubling all times doubles all times, to the tick; ``late`` ticks are added to one service."""
    field = RandomField(6)
    shape = (20_000, 1)
    arrive = arrivals(field.purpose("validate.M06.arrival"), 2.7, shape, 0)
    service = services(field.purpose("validate.M06.service"), unit_lognormal, shape, 0)
    patience = 3 * services(field.purpose("validate.M06.patience"), unit_exponential, shape, 0)
    ever = Window(0, 1, 2)
    once, _ = through_station(arrive, service, 3, ever, patience=patience)
    longer = 2 * service
    longer[100] += late
    twice, _ = through_station(2 * arrive, longer, 3, ever, patience=2 * patience)
    served = once.begin >= 0
    doubled = np.where(served, 2 * once.begin, once.begin), np.where(served, 2 * once.end, once.end)
    wrong = (doubled[0] != twice.begin) | (doubled[1] != twice.end)
    return none_of(shape[0], int(wrong.sum()), "times are not doubled")


def order_in_the_file(fault: Edit = as_it_is) -> Outcome:
    """Return whether stores, products and segments in another order, and under other keys, give the same facts."""
    turned, renamed = _reversed(tree()), _renamed(tree(), "{}-new".format)
    fault(turned)
    fault(renamed)
    base, one, two = (run(scenario) for scenario in (tree(), turned, renamed))
    names = none_of(1, int(one.dimensions != base.dimensions), "dimensions differ")
    return every([same(base.facts, one.facts), same(base.facts, two.facts), names])


def other_order_of_keys(target: Tree) -> None:
    """Plant keys whose sorted order is not that of the old ones."""
    target["places"]["stores"] = {f"{9 - nth}": spec for nth, spec in enumerate(_sorted(target["places"]["stores"]))}


def chinese_name(fault: Edit = as_it_is) -> Outcome:
    """Return whether a store's Chinese name changes the name alone."""
    named = tree()
    named["places"]["stores"]["north"]["name"] = _CHINESE
    fault(named)
    base, other = run(tree()), run(named)
    before, after = (_places(lived.dimensions) for lived in (base, other))
    others = [one != two and one.id != "north" for one, two in zip(before, after, strict=True)]
    shown = [place.name for place in after if place.id == "north"]
    wrong = sum(others) + sum(name != _CHINESE for name in shown)
    return every([same(base.facts, other.facts), none_of(len(others), wrong, "places wrongly named")])


def _places(dimensions: Dimensions) -> list[SiteRow | ZoneRow]:
    return [*dimensions.sites, *dimensions.zones]


def moved_a_little(target: Tree) -> None:
    """Plant a store that stands elsewhere."""
    target["places"]["stores"]["north"]["lat"] += 0.002


def zero_effect(fault: Edit = as_it_is) -> Outcome:
    """Return whether levers that nothing reads leave every fact as it is, those of the plan itself aside."""
    base = tree()
    base["plan"]["waves"]["open"]["opens"] = ["collect"]
    fault(base)
    changed = {**base, "plan": {**base["plan"]}}
    changed["plan"]["changes"] = {
        "fee": {"start": _DAY_ONE, "lever": "instant.fee", "to": "1 CNY"},
        "radius": {"start": _DAY_ONE, "lever": "instant.radius", "to": "6 km"},
        "same": {"start": _DAY_ONE, "lever": "price.factor", "to": 1},
    }
    return same(run(base).facts, run(changed).facts, ("lever_changes", "ledger"))


def riders_read_them(target: Tree) -> None:
    """Plant riders, who do read their fee and radius."""
    target["plan"]["waves"]["open"]["opens"] = ["collect", "instant"]


def nobody_answers(fault: Edit = as_it_is) -> Outcome:
    """Return whether media bought for an audience that is not there leaves every fact as it is."""
    base = tree()
    base["people"]["segments"]["families"]["prospects"] = 0
    put(base, ["marketing", "paid", "to_prospects"], 1.0)
    spending = {**base, "plan": {**base["plan"]}}
    spending["plan"]["changes"] = {
        "media": {"start": _DAY_ONE, "lever": "paid.spend", "to": "5000 CNY"},
        "buzz": {"start": _DAY_ONE, "lever": "natural.factor", "to": 5},
    }
    fault(spending)
    return same(run(base).facts, run(spending).facts, ("lever_changes",))


def somebody_answers(target: Tree) -> None:
    """Plant customers among those reached."""
    target["marketing"] = {"paid": {"to_prospects": 0.9}}


def not_yet_begun(begins: str = _DAY_TWO) -> Outcome:
    """Return whether a wave, a price and riders that start on day 2 leave the days before as they are."""
    base = tree()
    base["plan"]["waves"]["open"] |= {"stores": ["centre"], "opens": ["collect"]}
    planned = tree()
    planned["plan"]["waves"] = {
        "open": base["plan"]["waves"]["open"],
        "second": {"start": begins, "stores": ["north"], "opens": ["instant", "collect"], "cost": "9000 CNY"},
    }
    planned["plan"]["changes"] = {"price": {"start": begins, "lever": "price.factor", "to": 0.8}}
    return same(facts_until(base, 2), facts_until(planned, 2))


def cut_of_the_day(**weights: float) -> Outcome:
    """Return whether hourly and daily ticks give the same content in a busy, short city; ``weights`` plant reactions.

    Within a day people react to queues (``wait``), to goods that the app shows as gone (``missing``) and to what they
    lived through that day (the memory's weight). All are off.
    """
    parts = []
    for tick in ("1 h", "24 h"):
        city = tree()
        city["calendar"] |= {"tick": tick, "days": 4}
        for segment in city["people"]["segments"].values():
            segment["choice"] = {"wait": 0, "missing": 0} | weights
            segment["needs"]["per_year"] = 300
        for store in city["places"]["stores"].values():
            store["tills"] = store["shifts"]["day"]["staff"] = 1
        city["plan"]["changes"] = {"rush": {"start": _DAY_ONE, "lever": "demand.factor", "to": 4}}
        put(city, ["people", "memory", "weight"], 0.0)
        put(city, ["policies", "replenishment"], {"facing": 0, "safety": 0, "cover": "0 h"})
        parts.append(content(run(city).facts))
    return same(*parts)


def _reversed(target: Tree) -> Tree:
    for block in ("stores", "warehouses", "fleets"):
        target["places"][block] = dict(reversed(target["places"][block].items()))
    target["people"]["segments"] = dict(reversed(target["people"]["segments"].items()))
    target["goods"]["products"] = dict(reversed(target["goods"]["products"].items()))
    return dict(reversed(target.items()))


def _renamed(target: Tree, rename: Callable[[str], str]) -> Tree:
    """Return the tree with other keys in the same order; segments keep theirs, which their customers' luck hangs on."""
    for block in ("stores", "warehouses", "fleets"):
        target["places"][block] = {rename(key): spec for key, spec in target["places"][block].items()}
    target["goods"]["products"] = {rename(key): spec for key, spec in target["goods"]["products"].items()}
    return target


def _sorted(stores: Tree) -> list[Tree]:
    return [stores[key] for key in sorted(stores)]


_WORLD = "whole scenarios through o2o.runner.simulate"

ORACLES = (
    Oracle(
        "M06",
        "M",
        "all times doubled: every job begins and ends at twice the time, patience included",
        "Station and Crew fed by Feed",
        twice_as_slow,
        {"one service a tick longer": partial(twice_as_slow, 1)},
    ),
    Oracle(
        "M07",
        "M",
        "stores, products, segments in another order or under other keys in the same order: the same facts",
        f"{_WORLD}; segments keep their keys, which their customers' luck hangs on",
        order_in_the_file,
        {"keys in another sorted order": partial(order_in_the_file, other_order_of_keys)},
    ),
    Oracle(
        "M08",
        "M",
        "a store renamed in Chinese: only its name and its zone's change",
        _WORLD,
        chinese_name,
        {"the store moved by 220 m": partial(chinese_name, moved_a_little)},
    ),
    Oracle(
        "M10",
        "M",
        "fee and radius of riders where no store has any, a price factor of 1: no fact changes but the plan's own",
        _WORLD,
        zero_effect,
        {"a city with riders": partial(zero_effect, riders_read_them)},
    ),
    Oracle(
        "M11",
        "M",
        "a wave and a price that start on day 2: the facts when day 2 begins are the same to the byte",
        "Population.live_day by day, as o2o.runner.simulate lives it",
        not_yet_begun,
        {"they start on day 1": partial(not_yet_begun, _DAY_ONE)},
    ),
    Oracle(
        "C14",
        "M",
        "media bought for prospects where there are none, and natural traffic times five: no fact changes",
        f"{_WORLD}; levers paid.spend and natural.factor",
        nobody_answers,
        {"a tenth of the clicks are customers'": partial(nobody_answers, somebody_answers)},
    ),
    Oracle(
        "X01",
        "M",
        "hourly and daily ticks: the same content when nobody reacts within the day, though queues and goods are short",
        f"{_WORLD}; off are choice.wait, choice.missing and memory.weight, by which people react within the day",
        cut_of_the_day,
        {
            "customers look at the queues of the moment": partial(cut_of_the_day, wait=0.06),
            "customers look at the stock of the moment": partial(cut_of_the_day, missing=3.0),
        },
    ),
)
