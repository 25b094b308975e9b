"""What people give back and how: by the channel they bought in, how things fit them, promises broken, ways open."""

import numpy as np
import pytest

from agents.returning import Returning
from o2o.construction import build
from o2o.validate.small_city import put, read, tree
from sim.facts import Mode, Way
from sim.units import HOUR, MINUTE

TEN = 10 * HOUR


@pytest.fixture
def city(city):
    """The quiet city, from which things go back on the next day, where they do."""
    city["calendar"]["days"] = 8
    city["people"]["returning"] = {"after": 0}
    city["after_sales"] = {"returns": {"cv": 0}}
    return city


def comes_back(city, **shares):
    city["goods"]["products"]["p00"] |= shares
    return city


@pytest.mark.requirement("S150")
@pytest.mark.parametrize("where", ["online", "in a store"])
def test_each_channel_has_a_share_of_its_own(city, lived, where):
    comes_back(city, returned=float(where == "online"), returned_in_store=float(where == "in a store"))
    wishes = [(TEN, Mode.WALK_IN, 0, (0,)), (TEN + MINUTE, Mode.COLLECT, 0, (0,))]
    facts = lived(city, wishes).world.facts
    back = facts["orders"]["mode"][facts["returns"]["order"]].tolist()
    assert back == [Mode.COLLECT if where == "online" else Mode.WALK_IN]


@pytest.mark.requirement("S150")
@pytest.mark.parametrize(("promise", "given_back"), [("10 min", 1), ("2 h", 0)])
def test_a_broken_promise_makes_regret(city, lived, promise, given_back):
    comes_back(city, returned=0.001)
    city["people"]["returning"]["broken"] = 60.0
    city["offers"] = {"instant_promise": promise, "instant_radius": "10 m"}
    assert len(lived(city, [(TEN, Mode.INSTANT, 0, (0,))]).world.facts["returns"]) == given_back


@pytest.mark.requirement("S150")
def test_whom_things_do_not_fit_gives_back_again_and_again():
    city = tree()
    city["calendar"]["days"] = 6
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.3, "fit": 8.0}
    put(city, ["people", "returning", "after"], 0)
    population = build(read(city), 0)
    population.live(6)
    facts = population.world.facts
    fit = next(thought for thought in population.afterthoughts if isinstance(thought, Returning))._fit
    lines, orders = facts["order_lines"], facts["orders"]
    asked = (orders["channel"][lines["order"]] == 1) & (orders["delivered"][lines["order"]] >= 0) & (lines["got"] > 0)
    asked &= orders["delivered"][lines["order"]] < 5 * 24 * HOUR
    sent = np.bincount(facts["returns"]["order"], minlength=len(orders))
    units = np.bincount(lines["order"][asked], minlength=len(orders))
    who = orders["person"]
    # Of three in ten units: those of three in ten people, for a normal fit of 8 hardly leaves anything to chance.
    shares = [sent[(units > 0) & rows].sum() / units[rows].sum() for rows in (fit[who] > 1.0, fit[who] < -0.2)]
    population.forget()
    assert shares[0] > 0.8
    assert shares[1] < 0.1


@pytest.mark.requirement("S151")
def test_while_stores_take_nothing_back_it_is_posted_however_much_work_that_is(city, lived):
    comes_back(city, returned=1.0)
    city["people"]["returning"]["post"] = 1000
    back = lived(city, [(TEN, Mode.COLLECT, 0, (0,))]).world.facts["returns"]
    assert back["way"].tolist() == [Way.POST]


@pytest.mark.requirement("S151")
def test_what_is_posted_is_refunded_and_never_exchanged(city, lived):
    comes_back(city, returned=1.0)
    city["after_sales"]["returns"] |= {"exchange": 1.0}
    back = lived(city, [(TEN, Mode.COLLECT, 0, (0,))]).world.facts["returns"]
    assert (back["exchanged"].tolist(), back["refund"].tolist()) == ([0], [400])
