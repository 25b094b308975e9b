"""What people see of fit before they buy: by hand, with the same luck afterwards, and weighed by who fears misfits."""

from dataclasses import replace

import numpy as np
import pytest

from agents.errands import Errands
from agents.line_luck import LineLuck
from agents.marketing import Clicks
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.statistics import mean_interval
from o2o.validate.small_city import put, read, tree
from o2o.validate.twin_worlds import facts_until, same
from sim.facts import Mode, Outcome, Touchpoint
from sim.intents import NOTHING
from sim.random_field import RandomField
from sim.units import MINUTE

ASIDE = ("misfits", "lever_changes")
START = "2026-03-02"


def fashion(fear=0.0, days=3, **levers):
    """Return the small city whose goods come back as clothes do, seven in twenty-four and fewer from stores."""
    city = tree()
    city["calendar"]["days"] = days
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.286, "returned_in_store": 0.1, "fit": 0.5}
    for segment in city["people"]["segments"].values():
        put(segment, ["choice", "fit"], fear)
    put(city, ["people", "returning"], {"broken": 0, "after": "1 d"})
    city["plan"]["changes"] = {
        key: {"start": START, "lever": f"fit.{key}", "to": to} if not isinstance(to, dict) else to
        for key, to in levers.items()
    }
    return city


class Told:
    """Luck that a test tells: of the wishes, the same for everybody."""

    def __init__(self, luck):
        self.luck = luck
        self.left = []

    def of_wishes(self, who, day, units):
        return np.concatenate([self.luck[:n] for n in units.tolist()])[:, None]

    def leave(self, day, who, nth):
        self.left += zip([day] * who.size, who.tolist(), nth.tolist(), strict=True)


@pytest.fixture
def tried(born):
    """Return the population of a city where half is shown in stores and in the app, and a day's wishes in three ways.

    Everybody wishes for three units whose luck is 0.04, 0.06 and 0.9; each goes back with chance 0.1, or 0.2 online.
    """
    city = fashion(shown=0.5, online=0.5)
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.2, "returned_in_store": 0.1, "fit": 0}
    population = born(city)
    population.world.begin_day(0)
    population.foresight.luck = Told(np.array([0.04, 0.06, 0.9]))
    today = population._needs.draw(0, population.world.levers, *_nobody())
    wishes = population._wishes(today)
    rows = np.flatnonzero(wishes.units >= 3)[:4]
    some = {name: getattr(wishes, name)[rows] for name in ("time", "person", "member", "trigger", "browsed", "second")}
    some |= {name: getattr(wishes, name)[rows] for name in ("x", "y", "line", "marks", "scores")}
    mode = np.array([Mode.WALK_IN, Mode.PARCEL, NOTHING, Mode.WALK_IN], np.int8)
    site = np.where(mode == Mode.PARCEL, 3, np.where(mode == Mode.WALK_IN, 0, -1))
    units = np.array([3, 3, 3, 1])
    return population, replace(wishes, **some, units=units, mode=mode, site=site)


def _nobody():
    nobody = np.empty(0, np.int64)
    return Clicks(nobody, nobody, 0), Errands().today(0)


@pytest.mark.requirement("S106")
def test_the_clearest_misfits_are_left_and_who_is_left_with_nothing_goes(tried):
    population, wishes = tried
    kept = population.foresight.leave_misfits(wishes, 0)
    # Half of 0.1 in a store: 0.04 is below 0.05. Half of 0.2 online: 0.04 and 0.06 are below 0.1. Nobody else buys.
    assert kept.units.tolist() == [2, 1, 3, 0]
    baskets = [wishes.sku[first : first + 3].tolist() for first in wishes.line.tolist()]
    asked = [
        kept.sku[first : first + n].tolist() for first, n in zip(kept.line.tolist(), kept.units.tolist(), strict=True)
    ]
    assert asked == [baskets[0][1:], baskets[1][2:], baskets[2], []]
    assert kept.mode.tolist() == [Mode.WALK_IN, Mode.PARCEL, NOTHING, Mode.WALK_IN]
    who = wishes.person.tolist()
    assert population.foresight.luck.left == [(0, who[0], 0), (0, who[1], 0), (0, who[1], 1), (0, who[3], 0)]
    left = population.world.facts["misfits"]
    assert left["sku"].tolist() == [baskets[0][0], *baskets[1][:2], baskets[3][0]]
    assert left["site"].tolist() == [0, 3, 3, 0]


@pytest.mark.requirement("S106")
def test_who_finds_that_nothing_fits_has_been_in_the_store_and_bought_nothing(tried):
    population, wishes = tried
    kept = population.foresight.leave_misfits(wishes, 0)
    population.world.admission.admit(kept)
    visits = {name: values.tolist() for name, values in population.world.facts["visits"].columns().items()}
    last = max(row for row, who in enumerate(visits["person"]) if who == wishes.person[3])
    assert (visits["touchpoint"][last], visits["outcome"][last]) == (Touchpoint.STORE, Outcome.BROWSED)
    assert visits["site"][last] == wishes.site[3], "an entry without a sale counts in its store"
    assert 0 < visits["leave"][last] - visits["arrive"][last] < 30 * MINUTE
    assert len(population.world.facts["orders"]) == 2


def test_who_leaves_every_unit_online_has_only_looked(tried):
    population, wishes = tried
    population.world.levers.start_with("fit.online", 1.0)
    population.foresight.luck.luck = np.array([0.04, 0.06, 0.1])
    kept = population.foresight.leave_misfits(wishes, 0)
    assert (kept.mode[1], kept.site[1], kept.units[1]) == (NOTHING, -1, 0)


@pytest.mark.requirement("S106")
def test_a_unit_keeps_the_luck_that_it_had_as_a_wish(born):
    luck = LineLuck(born().people, RandomField(5))
    who, units = np.array([3, 7]), np.array([4, 3])
    wished = luck.of_wishes(who, 2, units)
    assert np.array_equal(luck.of_orders(who, np.array([2, 2]), units), wished)
    luck.leave(2, np.array([3, 3]), np.array([0, 2]))
    luck.leave(2, np.array([7]), np.array([2]))
    bought = luck.of_orders(who, np.array([2, 2]), np.array([2, 2]))
    assert np.array_equal(bought, wished[[1, 3, 4, 5]])
    # The first package of two has one unit; on another day nothing was left.
    assert np.array_equal(luck.of_orders(who[:1], np.array([2]), np.array([1])), wished[[1]])
    assert not np.array_equal(luck.of_orders(who, np.array([1, 1]), np.array([2, 2])), bought)


@pytest.mark.requirement("S106")
def test_fear_of_misfits_weighs_on_each_way_by_what_is_not_shown_there(born, first_choices):
    plain = born(fashion())
    _, without = first_choices(plain)
    population = born(fashion(fear=3.0, shown={"start": START, "lever": "fit.shown", "to": 0.4, "where": ["north"]}))
    today, choices = first_choices(population)
    population.foresight.weigh(today, choices)
    ways = np.isfinite(choices.merit)
    lost = np.zeros(ways.shape)
    lost[ways] = without.merit[ways] - choices.merit[ways]
    walks, north = np.isfinite(choices.merit[:, :3]), choices.site[:, :3] == 1
    assert lost[:, :3][walks & north] == pytest.approx(3.0 * 0.1 * 0.6)
    assert lost[:, :3][walks & ~north] == pytest.approx(3.0 * 0.1)
    assert lost[:, 3:7][np.isfinite(choices.merit[:, 3:7])] == pytest.approx(3.0 * 0.286)
    assert not lost[:, 7].any()


@pytest.mark.requirement("M10")
def test_what_shows_nothing_changes_no_byte_and_nothing_before_its_day():
    plain = fashion()
    exact = simulate(read(plain), 0).facts
    assert same(exact, simulate(read(fashion(shown=0, online=0)), 0).facts, ASIDE).passed
    late = fashion(online={"start": "2026-03-04", "lever": "fit.online", "to": 0.5})
    assert same(facts_until(plain, 2), facts_until(late, 2), ASIDE).passed
    assert not same(exact, simulate(read(late), 0).facts, ASIDE).passed


def figures(shown, fear):
    """Return, of six replications, the return rate, the share of app sessions that buy, and units left; all in %."""
    rows = []
    for replication in range(6):
        city = fashion(fear, days=5, shown=shown, online=shown)
        for segment in city["people"]["segments"].values():
            segment["tastes"]["app"] = 1.0
            segment["basket"] = {"log_mean": 0.5, "log_sd": 0.5}
        run = simulate(read(city), replication)
        table, visits = measure(run.facts, run.dimensions), run.facts["visits"]
        app = visits["touchpoint"] == Touchpoint.APP
        bought = 100 * (visits["outcome"][app] == Outcome.BOUGHT).mean()
        rows.append([table.get("K14"), bought, table.get("K14f")])
    return np.array(rows)


@pytest.mark.requirement("S106", "S150")
def test_what_is_shown_lowers_returns_and_lets_those_buy_who_feared_misfits():
    change = mean_interval(figures(0.6, 4.0) - figures(0.0, 4.0), 0.95)
    returned, bought, left = change.mean
    assert (np.abs(change.mean) > 1.5 * change.half_width).all(), change
    assert returned < -2.0
    assert bought > 4.0
    assert left > 5.0


@pytest.mark.requirement("S106")
def test_where_nobody_fears_misfits_what_is_shown_costs_sales_and_saves_returns():
    change = mean_interval(figures(0.6, 0.0) - figures(0.0, 0.0), 0.95)
    assert change.mean[0] < -1.5 * change.half_width[0]
    assert change.mean[1] < -1.5 * change.half_width[1], "who finds that nothing fits buys nothing"
