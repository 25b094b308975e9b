"""More or less of something: pickers, riders, stock, stores, prices (rows M01 to M04, M09, M30, C15)."""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.construction import build
from o2o.statistics import paired_interval
from o2o.validate.line import Window, arrivals, services, through_station
from o2o.validate.oracle import LEVEL, Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, read, tree
from o2o.validate.twin_worlds import Facts, run
from o2o.validate.unit_times import unit_lognormal
from sim.facts import Account, CancelReason, Mode
from sim.facts import Outcome as Visit
from sim.random_field import RandomField
from sim.units import DAY, MINUTE

_REPLICATIONS = 50


def one_more_picker(luck: int = 0) -> Outcome:
    """Return whether nobody waits longer with four servers than with three; ``luck`` of the four is another's."""
    field, shape = RandomField(1), (20_000, 1)
    gaps, work = field.purpose("validate.M01.arrival"), field.purpose("validate.M01.service")
    arrive = arrivals(gaps, 2.7, shape, 0)
    three, four = (
        through_station(arrive, services(work, unit_lognormal, shape, ordinal), servers, Window(0, 1, 2))[0].begin
        for servers, ordinal in ((3, 0), (4, luck))
    )
    telling = arrive.size if (four < three).any() else 0
    return none_of(telling, int((four > three).sum()), "wait longer")


def one_more_rider(more: int = 1) -> Outcome:
    """Return whether orders reach the door no later with ``more`` riders, in the mean over 50 replications."""
    few, many = (
        np.array([_minutes_to_the_door(2 + extra, nth) for nth in range(_REPLICATIONS)]) for extra in (0, more)
    )
    difference = paired_interval(few, many, 2 * LEVEL - 1)
    limit = 0.001 * float(few.mean())
    return Outcome(
        f"at most {limit:.3f} min more",
        f"{float(difference.mean):+.2f} min of {few.mean():.1f}, at most {float(difference.hi):+.2f}",
        "0.1 %, one-sided 99.9 %",
        float(difference.hi) <= limit,
        float(difference.lo) > limit,
    )


def zero_riders(riders: int = 0) -> Outcome:
    """Return whether without riders no order reaches a door: all are cancelled for it, or under way at the end."""
    orders = run(_riders(riders)).facts["orders"]
    rides = orders["mode"] == Mode.INSTANT
    delivered, cancelled = orders["delivered"][rides] >= 0, orders["cancelled"][rides] >= 0
    named = np.isin(orders["cancel_reason"][rides], (CancelReason.NO_RIDER, CancelReason.NO_STOCK))
    wrong = delivered | (cancelled & ~named)
    return none_of(int(rides.sum()), int(wrong.sum()), "orders delivered, or ended without a name")


def infinite_stock(facing: int = 100_000) -> Outcome:
    """Return whether shelves of 100,000 of everything never miss a unit."""
    city = tree()
    put(city, ["policies", "replenishment"], {"facing": facing, "safety": 0, "cover": "0 h"})
    put(city, ["plan", "changes", "rush"], {"start": "2026-03-03", "lever": "demand.factor", "to": 4})
    facts = run(city).facts
    short = int(facts["stock_days"]["short"].sum())
    in_vain = int((facts["visits"]["outcome"] == Visit.NOTHING_LEFT).sum())
    return none_of(len(facts["order_lines"]["sku"]), short + in_vain, "units missing or visits in vain")


def zero_stock(units: int = 0) -> Outcome:
    """Return whether empty nodes, two days before the supplier comes, sell nothing; ``units`` of each are the fault."""
    city = tree()
    city["calendar"]["days"] = 1
    city["places"]["trucks"] = {"arrives": "23:59"}
    population = build(read(city), 0)
    try:
        stock = population.world.stock
        stock.start_with(np.full_like(stock.physical, units))
        population.live(1)
        facts = population.world.facts.tables()
    finally:
        population.forget()
    wanted = int((facts["visits"]["wanted"] > 0).sum())
    sold = int(facts["orders"]["got"].sum())
    income = int(facts["ledger"]["fen"][np.isin(facts["ledger"]["account"], (Account.SALES,))].sum())
    return none_of(wanted, sold + int(income != 0), "units sold, or days with income")


def two_half_stores(capacity: int = 1) -> Outcome:
    """Return whether two half stores at one place get the same customers as the whole one, who wait no less.

    Args:
        capacity: tills and people of each half; the whole store has two of both.
    """
    waits, moved, people = [], 0, 0
    for nth in range(20):
        whole, halves = (run(_stores(names, each), nth).facts for names, each in ((1, 2), (2, capacity)))
        asked = [_asked(facts) for facts in (whole, halves)]
        moved += int(not np.array_equal(asked[0], asked[1]))
        people += len(asked[0])
        waits.append([_mean_wait(facts) for facts in (whole, halves)])
    whole_waits, half_waits = np.array(waits).T
    difference = paired_interval(whole_waits, half_waits, LEVEL)
    slower = Outcome(
        "no shorter waits",
        f"{float(difference.mean):+.2f} min (at least {float(difference.lo):+.2f})",
        "99.9 %",
        float(difference.hi) >= 0,
        float(difference.hi) < 0,
    )
    return every([none_of(20, moved, f"replications ({people} baskets) with other demand"), slower])


def dearer_store(factor: float = 1.05) -> Outcome:
    """Return whether a dearer store wins nobody, and keeps or loses each customer without disturbing the others."""
    before, after = (_choices(price) for price in (1.0, factor))
    won = [who for who, where in after.items() if where == _NORTH and before.get(who) != _NORTH]
    stirred = [who for who, where in before.items() if where != _NORTH and after.get(who) != where]
    lost = sum(where == _NORTH and after.get(who) != _NORTH for who, where in before.items())
    alone = none_of(len(before), len(won) + len(stirred), "customers won or stirred")
    return every([alone, none_of(1, int(lost == 0), "rises that nobody minds")])


def priceless_store(factor: float = 100.0) -> Outcome:
    """Return whether nobody goes to a store that asks a hundred times the price, and those of others stay theirs."""
    before, after = (_choices(price) for price in (1.0, factor))
    left = sum(where == _NORTH for where in after.values())
    stirred = sum(where != _NORTH and after.get(who) != where for who, where in before.items())
    return none_of(len(before) if _NORTH in before.values() else 0, left + stirred, "customers stay, or are stirred")


_NORTH = 1
"""site slot of the store whose prices rise"""


def _choices(price: float) -> dict[int, int]:
    """Return person -> site chosen, on a day that is one tick: everybody sees the same morning."""
    city = tree()
    city["calendar"] |= {"days": 1, "tick": "24 h"}
    for segment in city["people"]["segments"].values():
        segment["customers"] *= 6
    city["places"]["stores"]["north"]["price_factor"] = price
    # A parcel costs the same whichever node it leaves.
    city["plan"]["waves"]["open"]["opens"] = ["collect", "instant"]
    visits = run(city).facts["visits"]
    chose = visits["wanted"] > 0
    return dict(zip(visits["person"][chose].tolist(), visits["site"][chose].tolist(), strict=True))


def _riders(staff: int) -> Tree:
    city = tree()
    city["calendar"]["days"] = 1
    city["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = staff
    return city


@cache
def _minutes_to_the_door(riders: int, replication: int) -> float:
    """Return minutes from order to door, or to the end of the attempt: cancelled, or the end of the day."""
    orders = run(_riders(riders), replication).facts["orders"]
    rides = (orders["mode"] == Mode.INSTANT) & (orders["got"] > 0)
    ends = [orders[column][rides] for column in ("delivered", "cancelled")]
    end = np.where(ends[0] >= 0, ends[0], np.where(ends[1] >= 0, ends[1], DAY))
    return float((end - orders["placed"][rides]).mean() / MINUTE)


def _stores(names: int, each: int) -> Tree:
    """Return a city of one store, or of two at its place, where everybody walks in and nobody gives up."""
    city = tree()
    shift = {"start": "07:00", "end": "23:00", "staff": each}
    store = {"lon": 121.45, "lat": 31.22, "tills": each, "shifts": {"day": shift}}
    city["calendar"]["days"] = 1
    city["places"]["stores"] = {f"store-{nth}": store for nth in range(names)}
    city["places"]["zones"] = {"centre": {"lon": 121.45, "lat": 31.22}}
    city["places"]["store_work"] = {"patience": "100 h", "till_base": "3 min"}
    city["plan"] = {}
    city["offers"] = {"parcel": False}
    for segment in city["people"]["segments"].values():
        segment["choice"] = {"outside": -60}
        segment["needs"]["per_year"] = 300
    return city


def _asked(facts: Facts) -> NDArray[np.int64]:
    """Return (person, units) of everybody who came to buy, sorted."""
    visits = facts["visits"]
    came = visits["wanted"] > 0
    asked = np.stack((visits["person"][came], visits["wanted"][came]), axis=1).astype(np.int64)
    return asked[np.argsort(asked[:, 0])]


def _mean_wait(facts: Facts) -> float:
    visits = facts["visits"]
    served: NDArray[np.bool_] = visits["served"] >= 0
    return float((visits["served"] - visits["queue"])[served].mean() / MINUTE)


_WORLD = "whole scenarios through o2o.runner.simulate"


def _stock_at_its_ends() -> Outcome:
    return every([infinite_stock(), zero_stock()])


ORACLES = (
    Oracle(
        "M01",
        "M",
        "one more picker, FIFO, 20,000 jobs: nobody waits longer, pathwise",
        "Station and Crew fed by Feed",
        one_more_picker,
        {"luck not shared": partial(one_more_picker, 1)},
    ),
    Oracle(
        "M02",
        "M",
        "one more rider: mean time to the door over 50 replications no worse",
        _WORLD,
        one_more_rider,
        {"a rider fewer": partial(one_more_rider, -1)},
    ),
    Oracle(
        "M03",
        "M",
        "no riders: no order reaches a door; all are cancelled for want of a rider or stock, or under way at the end",
        _WORLD,
        zero_riders,
        {"a rider": partial(zero_riders, 1)},
    ),
    Oracle(
        "M04",
        "M",
        "endless stock: no unit missing; no stock: nothing sold",
        f"{_WORLD}; empty nodes by Stock.start_with on the first morning",
        _stock_at_its_ends,
        {"a shelf of one": partial(infinite_stock, 1), "one unit of each": partial(zero_stock, 1)},
    ),
    Oracle(
        "M09",
        "M",
        "one store split into two halves at its place: the same people ask for the same baskets; waits no shorter",
        f"{_WORLD}, 20 replications; all walk in, nobody gives up or buys elsewhere",
        two_half_stores,
        {"halves as strong as the whole": partial(two_half_stores, 2)},
    ),
    Oracle(
        "C15",
        "M",
        "a store 5 % dearer: no customer of 3,000 is won by it, and nobody who chose elsewhere moves",
        f"{_WORLD}, on a day of one tick; prices move by store, so the store's own demand stands for the product's",
        dearer_store,
        {"the store 5 % cheaper": partial(dearer_store, 0.95)},
    ),
    Oracle(
        "M30",
        "M",
        "a store at a hundred times the price is left by all its customers, and by nobody else's",
        "whole scenarios through o2o.runner.simulate, a day in one tick",
        priceless_store,
        {"twice the price": partial(priceless_store, 2.0)},
    ),
)
