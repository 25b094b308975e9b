"""Orders that nobody fetches: how long they are kept, where goods and money go, and that nobody minds."""

from types import SimpleNamespace

import pytest
import simpy

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import facts_until, run, same
from sim.collecting import Collecting
from sim.facts import NEVER, Account, CancelReason, Mode, Outcome
from sim.job import Job
from sim.levers import Levers
from sim.units import HOUR

TEN = 10 * HOUR
NOON = TEN + 2 * HOUR
"""promised"""


def forgetful(city, share=1.0, held="3 d", start="2026-03-02"):
    """Let a share of those who order to collect never come."""
    moves = {"collect.no_show": share, "collect.held": held}
    city["plan"].setdefault("changes", {}).update(
        {path.replace(".", "-"): {"start": start, "lever": path, "to": to} for path, to in moves.items()}
    )
    return city


@pytest.mark.requirement("S123")
def test_what_nobody_fetches_is_kept_refunded_and_shelved_again(city, lived):
    population = lived(forgetful(city, held="26 h"), [(TEN, Mode.COLLECT, 0, (0, 1))])
    facts, money = population.world.facts, population.world.books.total
    order = {name: column[0].item() for name, column in facts["orders"].columns().items()}
    assert order["promise"] == NOON
    assert (order["cancelled"], order["delivered"]) == (NOON + 26 * HOUR, NEVER)
    assert CancelReason(order["cancel_reason"]) == CancelReason.NOT_FETCHED
    assert order["refund"] == order["goods"] == money[Account.SALES] == -money[Account.REFUNDS] == 900
    assert money[Account.GOODS] == 0
    days = facts["stock_days"]
    here = (days["site"] == 0) & (days["sku"] < 2)
    reserved, back = (days[flow][here].reshape(-1, 2).sum(axis=1).tolist() for flow in ("reserved", "put_back"))
    assert (reserved, back) == ([2, 0, 0, 0], [0, 2, 0, 0]), "set aside over the first night, free after the second"
    assert facts["visits"]["outcome"].tolist() == [Outcome.BOUGHT]
    assert not population.people.satisfaction[0].any(), "the promise was kept"


@pytest.mark.requirement("S123")
def test_it_is_kept_from_when_it_is_there_where_that_is_later_than_promised(city, lived):
    city["offers"] = {"collect_promise": "62 min", "instant_promise": "3 h"}
    city["places"]["store_work"] |= {"pick_base": "1 h"}
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    wishes = [(TEN + nth, Mode.COLLECT, 0, (0,)) for nth in range(2)]
    orders = lived(forgetful(city, held="5 h"), wishes).world.facts["orders"]
    late = orders["packed"] > orders["promise"]
    assert late.tolist() == [False, True]
    assert orders["cancelled"].tolist() == [orders["promise"][0] + 5 * HOUR, orders["packed"][1] + 5 * HOUR]


@pytest.mark.requirement("S123")
def test_the_share_that_is_told_never_comes_and_a_larger_one_holds_the_smaller():
    levers = Levers({"store": 1})
    desks = Collecting(simpy.Environment(), [], levers)
    # A thousand evenly spread lower halves, under whatever the upper half says of when they come.
    jobs = [Job(0, Mode.COLLECT, *[0] * 9, (nth % 7 + (nth + 0.5) / 1000) / 65_536) for nth in range(1000)]
    gone = []
    for share in (0.0, 0.2, 0.5, 1.0):
        levers.start_with("collect.no_show", share)
        gone.append({nth for nth, job in enumerate(jobs) if desks.never(job)})
        assert len(gone[-1]) == 1000 * share
    assert gone[0] < gone[1] < gone[2] < gone[3]


@pytest.mark.parametrize(
    ("due", "delay", "comes"),
    [(20 * HOUR, HOUR, 21 * HOUR), (20 * HOUR, 2 * HOUR - 1, 22 * HOUR - 1), (20 * HOUR, 9 * HOUR // 4, 32.25 * HOUR)],
    ids=["in time", "just before the last half hour", "too late: in the morning, not all at the stroke of eight"],
)
def test_customers_come_while_the_store_is_open(due, delay, comes):
    env = simpy.Environment(initial_time=0)
    store = SimpleNamespace(opens=8 * HOUR, closes=22 * HOUR + HOUR // 2)
    job = Job(0, Mode.COLLECT, *[0] * 9, 0.5)._replace(site=0, due=due, delay=delay)
    assert Collecting(env, [store], Levers({"store": 1})).comes(job, 0) == comes


@pytest.mark.requirement("S123", "S156")
def test_who_never_came_does_not_complain():
    city = forgetful(tree(), held="1 h")
    city["after_sales"] = {"complaints": {"shifts": {"day": {"start": "00:00", "end": "24:00", "staff": 9}}}}
    city["people"]["complaining"] = {"cancelled": 1.0}
    orders, tickets = (run(city).facts[name] for name in ("orders", "tickets"))
    reasons = orders["cancel_reason"]
    assert (reasons == CancelReason.NOT_FETCHED).sum() > 10
    assert CancelReason.NOT_FETCHED not in reasons[tickets["order"]].tolist()


@pytest.mark.requirement("S123", "M10", "M11")
def test_it_changes_nothing_before_it_begins_nor_where_everybody_comes():
    idle = tree()
    put(idle, ["plan", "changes", "held"], {"start": "2026-03-02", "lever": "collect.held", "to": "1 h"})
    plain, held = ({name: run(city).facts[name] for name in ("orders", "visits", "ledger")} for city in (tree(), idle))
    assert same(plain, held).passed
    later = forgetful(tree(), start="2026-03-04")
    assert same(facts_until(tree(), 2), facts_until(later, 2)).passed
    assert same(facts_until(tree(), 3), facts_until(later, 3)).refuted


@pytest.mark.requirement("S113", "S123")
def test_who_never_comes_buys_nothing_on_the_way(city, lived):
    city["plan"]["changes"] = {"ahead": {"start": "2026-03-02", "lever": "presale", "to": True}}
    wishes = [(TEN, Mode.COLLECT, 0, (0,))]
    assert lived(city, wishes, days=1).world.pickups(1) != []
    assert lived(forgetful(city), wishes, days=1).world.pickups(1) == []
