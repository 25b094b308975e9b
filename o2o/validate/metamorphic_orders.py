"""Orders and stores under changes that must not matter, or only in one way (rows M05, M16, M18, M19, M25)."""

from functools import cache, partial

import numpy as np

from o2o.statistics import paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, tree
from o2o.validate.twin_worlds import content, facts_until, run, same
from sim.facts import Account
from sim.facts import Outcome as Visit
from sim.units import MINUTE

_LABOUR = (Account.LABOUR_FLOOR, Account.LABOUR_PICK, Account.LABOUR_DESK)


def twice_of_everything(crew: int = 2) -> Outcome:
    """Return whether twice the customers with ``crew`` times the tills and people buy alike and wait no longer."""
    one, two = (
        np.array([_baskets_and_wait(size, hands, nth) for nth in range(12)]).T for size, hands in ((1, 1), (2, crew))
    )
    share = float((two[0] - one[0]).mean() / one[0].mean())
    slower = paired_interval(one[1], two[1], LEVEL)
    alike = Outcome("baskets within 2 %", f"{100 * share:+.2f} %", "2 %", abs(share) <= 0.02, False)
    pooled = Outcome(
        "waits not longer",
        f"{float(slower.mean):+.2f} min (at least {float(slower.lo):+.2f})",
        "99.9 %",
        float(slower.hi) <= 0.01,
        float(slower.lo) > 0,
    )
    return every([alike, pooled])


def dearer_costs(carrier: int = 3) -> Outcome:
    """Return whether three times the wages and prices of services make every cost three times as much.

    ``carrier`` is what a parcel's price is multiplied with.
    """
    one, three = (run(_costs(factor, factor if factor == 1 else carrier)).facts["ledger"] for factor in (1, 3))
    wrong = 0
    accounts = (*_LABOUR, Account.RIDERS, Account.CARRIER, Account.SALES)
    for account in accounts:
        paid = [int(ledger["fen"][ledger["account"] == account].sum()) for ledger in (one, three)]
        expected = paid[0] if account is Account.SALES else 3 * paid[0]
        # Each booking of wages is cut to whole fen.
        wrong += int(abs(paid[1] - expected) > 3 * len(one["fen"])) + int(paid[0] == 0)
    return none_of(len(accounts), wrong, "accounts off")


def waves_in_another_order(stores: tuple[str, str] = ("north", "south")) -> Outcome:
    """Return whether it matters which of two waves for different stores is named first."""
    first, second = (_two_waves(names) for names in (("a", "b"), ("b", "a")))
    second["plan"]["waves"]["a"]["stores"] = [stores[1]]
    one, two = (run(city).facts for city in (first, second))
    return same(one, two, leave_out=("lever_changes", "ledger"))


def a_week_later(days: int = 7) -> Outcome:
    """Return whether the same days a week later, without festivals, are the same days."""
    later = tree()
    later["calendar"]["start"] = f"2026-03-{2 + days:02}"
    later["plan"]["waves"]["open"]["start"] = later["calendar"]["start"]
    return same(run(tree()).facts, run(later).facts)


def first_days_of_a_longer_run(cut: int = 2) -> Outcome:
    """Return whether the first days of a longer run are the shorter run; ``cut`` is the day compared with day 2."""
    shorter = tree()
    shorter["calendar"]["days"] = 2
    longer = tree()
    longer["calendar"]["days"] = 5
    return same(content(facts_until(shorter, 2)), content(facts_until(longer, cut)))


@cache
def _baskets_and_wait(size: int, hands: int, replication: int) -> tuple[float, float]:
    """Return baskets a head, and the mean wait at the tills in minutes."""
    city = _crowd(size, hands)
    visits = run(city, replication).facts["visits"]
    served = visits["served"] >= 0
    wait = (visits["served"] - visits["queue"])[served].mean() / MINUTE
    bought = (visits["outcome"] == Visit.BOUGHT).sum()
    return float(bought / city["people"]["segments"]["families"]["customers"]), float(wait)


def _crowd(size: int, hands: int) -> Tree:
    city = tree()
    # Who minds no queue buys the same however long it is: what is left to compare is the queue.
    patient = {"needs": {"per_year": 150}, "choice": {"wait": 0}}
    city["people"]["segments"] = {"families": {"customers": 1_500 * size, **patient}}
    city["places"]["store_work"] = {"patience": "100 d"}
    city["people"]["memory"] = {"wait": 0}
    city["places"]["stores"] = {"centre": city["places"]["stores"]["centre"] | {"tills": 2 * hands}}
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 2 * hands
    city["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = 4 * hands
    return city


def _costs(wages: int, carrier: int) -> Tree:
    city = tree()
    work = {"wage": f"{28 * wages} CNY"}
    city["places"] |= {"store_work": work, "warehouse_work": work}
    city["places"]["fleets"]["riders"] |= {"wage": f"{25 * wages} CNY", "per_drop": f"{3 * wages} CNY"}
    city["places"]["carrier"] = {"price": f"{4 * carrier} CNY"}
    return city


def _two_waves(names: tuple[str, str]) -> Tree:
    city = tree()
    start = city["plan"]["waves"]["open"]["start"]
    city["plan"]["waves"] = {
        names[0]: {"start": start, "stores": ["north"], "opens": ["collect"]},
        names[1]: {"start": start, "stores": ["south"], "opens": ["instant"]},
    }
    return city


ORACLES = (
    Oracle(
        "M05",
        "M",
        "twice the customers with twice the tills and people: baskets a head within 2 %, waits not longer",
        "a store and its riders, 12 replications",
        twice_of_everything,
        {"the same tills and people": partial(twice_of_everything, 1)},
    ),
    Oracle(
        "M16",
        "M",
        "wages, drop fees and freight times 3: each of these costs times 3, sales unchanged",
        "the ledger of the small city",
        dearer_costs,
        {"freight times 2": partial(dearer_costs, 2)},
    ),
    Oracle(
        "M18",
        "M",
        "two waves for different stores may be named in any order: same facts, causes aside",
        "the small city with two waves on one day",
        waves_in_another_order,
        {"the second wave at another store": partial(waves_in_another_order, ("north", "centre"))},
    ),
    Oracle(
        "M19",
        "M",
        "the calendar shifted by a week without festivals: the same facts",
        "the small city",
        a_week_later,
        {"shifted by four days": partial(a_week_later, 4)},
    ),
    Oracle(
        "M25",
        "M",
        "the first two days of five are the two days of a shorter run",
        "the small city",
        first_days_of_a_longer_run,
        {"three of five days": partial(first_days_of_a_longer_run, 3)},
    ),
)
