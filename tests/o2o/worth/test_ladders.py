"""Ladders: parts that sum to the whole, by hand and in simulated worlds in which one cause at a time is at work."""

from types import SimpleNamespace

import numpy as np
import pytest

from o2o.figures.ladders import LadderPanel, Step, draw_ladders
from o2o.figures.picture import sheet
from o2o.planning.placement_lived import served, worth
from o2o.runner import simulate
from o2o.worth import gains
from o2o.worth.appraisal import APPRAISERS, Lived, appraised
from o2o.worth.ladder import CAUSES, Ladder
from o2o.worth.losses import NO_HANDS, Losses, losses
from optimize.placement_case import Placement, Reach
from optimize.promise_spec import MODELS, PromiseSpec
from scenarios.load import load
from sim.facts import CancelReason, Outcome
from sim.units import CNY, DAY

TOY = """schema_version: 1
name: Three sites
calendar: {start: 2026-03-02, days: 9, warm_up: 1}
people: {segments: {everyone: {customers: 250, prospects: 60, needs: {per_year: 200}}}}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  stores:
    north: {lon: 121.44, lat: 31.25}
    south: {lon: 121.45, lat: 31.19}
  fleets: {riders: {lon: 121.44, lat: 31.22}}
marketing: {paid: {daily_spend: 100}}
plan:
  waves: {all: {start: 2026-03-02, stores: all, opens: [collect, instant]}}
  changes: {fee: {start: 2026-03-04, lever: instant.fee, to: 0}}
planning:
  promised:
    placement: {value: 1000, unit: CNY a day}
    assignment: {value: 1000, unit: CNY a day}
    dispatch: {value: 100, unit: "CNY, less is better"}
    shifts: {value: 10000, unit: "CNY a week, less is better", stores: 0.8, fleets: 0.8}
    budget: {value: 500, unit: CNY, changes: [fee]}
    media: {value: 50, unit: CNY}
experiment: {replications: 1, twin: false}
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    path = tmp_path_factory.mktemp("toy") / "toy.yaml"
    path.write_text(TOY)
    return path


def ladders(toy, *sets, only=MODELS):
    """Return what became of the plans ``only`` when ``sets`` hold."""
    scenario = load(toy, sets=sets).scenario
    kept = {model: promise for model, promise in scenario.planning.promised.items() if model in only}
    planning = scenario.planning.__class__(promised=kept)
    scenario = scenario.model_copy(update={"planning": planning})
    return appraised(Lived(scenario, 0, simulate(scenario, 0)))


@pytest.fixture(scope="module")
def calm(toy):
    return ladders(toy)


@pytest.mark.requirement("S222", "S224")
def test_the_parts_of_every_plan_sum_to_the_whole(calm):
    assert tuple(calm) == MODELS == tuple(APPRAISERS)
    for model, ladder in calm.items():
        rows = ladder.rows()
        assert list(rows) == ["promised", *CAUSES, "simulated"]
        assert sum(list(rows.values())[:-1]) == pytest.approx(rows["simulated"]), model
        assert all(np.isfinite(value) for value in rows.values()), model
    # With true records that nobody reads late, nothing is lost for want of information.
    assert calm["placement"].parts["information"] == pytest.approx(0.0, abs=1.0)
    assert calm["assignment"].parts["information"] == pytest.approx(0.0, abs=1.0)


def test_who_leaves_the_queue_or_turns_away_is_missed_at_the_margin_of_what_is_sold(toy):
    work = ("till_base=20 min", "patience=2 min", "look_ahead=0.5", "look_ahead_time=10 min")
    scenario = load(toy, sets=[f"places.store_work.{each}" for each in work]).scenario
    lived = Lived(scenario, 0, simulate(scenario, 0))
    records, cost = lived.records, [sku.cost for sku in lived.run.dimensions.skus]
    lines, counts = lived.run.facts["order_lines"], records.order("placed") >= lived.measured[0] * DAY
    sold, earned = 0, 0
    for order, sku, got, price in zip(
        *(lines[name].tolist() for name in ("order", "sku", "got", "price")), strict=True
    ):
        if counts[order] and got and records.order("cancel_reason")[order] == CancelReason.NONE:
            sold, earned = sold + 1, earned + price - cost[sku]
    here, outcome = records.visit("arrive") >= lived.measured[0] * DAY, records.visit("outcome")
    gave_up, turned_away = (
        int(records.visit("found")[here & (outcome == ended)].sum()) for ended in (Outcome.GAVE_UP, Outcome.TURNED_AWAY)
    )
    left = gave_up + turned_away
    unserved = np.isin(records.order("cancel_reason"), NO_HANDS) & counts
    assert min(gave_up, turned_away) > 50
    assert not unserved.any()
    assert losses(lived).capacity == pytest.approx(left * earned / sold / CNY)


def test_each_cause_shows_where_it_is_at_work(toy, calm):
    surge = "plan.changes.surge={start: 2026-03-02, lever: demand.factor, to: 2}"
    more = ladders(toy, surge, only=("placement",))
    assert more["placement"].parts["demand"] > 1.3 * calm["placement"].parts["demand"] > 0
    away = "shocks={ill: {start: 2026-03-02, days: 9, effects: {crew: {lever: staff.factor, to: 0.5}}}}"
    fewer = ladders(toy, away, only=("shifts",))["shifts"]
    # Half of the people cost half of the wages, which is cheaper here: they are idle for most of the day.
    assert fewer.parts["capacity"] < calm["shifts"].parts["capacity"] - 1_000
    assert fewer.demand == pytest.approx(calm["shifts"].demand, rel=0.02), "the roster and the work are the same"
    lies = ("information.record_shrink=0.3", "information.sync_latency=2 d")
    blind = ladders(toy, *lies, only=("placement",))["placement"]
    assert blind.parts["information"] < calm["placement"].parts["information"] - 1.0


def test_shelves_by_hand():
    """Two units for demands of 1 and 3, margin 4 of price 10, holding 0.5: (4 + 8) / 2 - 1 = 5 a day, in fen."""
    case = Placement(
        skus=("milk",),
        nodes=("store", "depot"),
        zones=("own", "homes"),
        chance=np.full(2, 0.5),
        demand=np.array([[[1.0, 2.0]], [[3.0, 0.0]]]),
        price=np.full(1, 1_000.0),
        unit_cost=np.full(1, 600.0),
        salvage=np.full(1, 600.0),
        lost_cost=np.zeros(1),
        holding_cost=np.array([[50.0, 0.0]]),
        sending_cost=np.array([[0.0, 100.0], [0.0, 250.0]]),
        reach=np.array([[Reach.ALWAYS.value, Reach.ENABLED.value], [Reach.NEVER.value, Reach.ALWAYS.value]]),
        enabling_cost=np.array([20.0, 0.0]),
        litres=np.ones(1),
        capacity=np.full(2, np.inf),
        available=np.full(1, np.inf),
        service_floor=np.zeros(1),
    )
    stock = np.full((2, 1, 1), 2.0)
    got = served(case, stock, 1)
    assert got.own.ravel().tolist() == [1.0, 2.0]
    # Parcels of the first day bring 2 x (400 - 250), half of the time: 150 more.
    assert worth(case, stock, np.zeros(1, bool), got) == pytest.approx(500 + 150)
    # A store that ships has one unit left that day: it saves 150 of its way, for a fee of 20.
    assert worth(case, stock, np.ones(1, bool), got) == pytest.approx(500 + 150 + 75 - 20)


def test_a_gain_by_hand(monkeypatch):
    """1,000 promised at sales of 200; half of them came; 30 and 5 more were lost; 400 came out."""
    figures = {"with": (0.0, 900.0, Losses(40.0, 5.0)), "without": (100.0, 500.0, Losses(10.0, 0.0))}
    monkeypatch.setattr(gains, "_sales", lambda lived: figures[lived.name][0])
    monkeypatch.setattr(gains, "_contribution", lambda lived: figures[lived.name][1])
    monkeypatch.setattr(gains, "losses", lambda lived: figures[lived.name][2])
    lived, other = SimpleNamespace(name="with"), SimpleNamespace(name="without")
    found = gains.gain_ladder(lived, other, PromiseSpec(value=1_000.0, unit="CNY", sales=200.0))
    assert found == Ladder(1_000.0, 500.0, 470.0, 465.0, 400.0)
    assert found.parts == {"demand": -500.0, "capacity": -30.0, "information": -5.0, "approximation": -65.0}


def test_a_ladder_is_drawn_from_promise_to_simulation():
    steps = [Step("promised", 100, np.nan, np.nan), Step("demand noise", -30, -40, -20), Step("simulated", 70, 60, 80)]
    (ax,) = draw_ladders(sheet(6, 2), [LadderPanel("shifts: CNY a week", steps, less_is_better=True)])
    (bar,) = ax.patches
    assert (bar.get_x(), bar.get_width()) == (100, -30)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["promised", "demand noise", "simulated"]
    low, high = ax.get_xlim()
    assert low < 60 < 100 < high
