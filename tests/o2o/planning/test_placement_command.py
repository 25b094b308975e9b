"""o2o optimize placement: figures, an overlay that runs, and refusals with their codes."""

import json

import numpy as np
import pytest
from scipy.stats import poisson

from o2o.cli import answer
from o2o.commands.optimize import PLANNERS
from o2o.planning.ground import drawn, mixed_poisson, survey
from o2o.planning.placement import build
from optimize.errors import SolverFailedError
from optimize.placement_case import Reach
from optimize.solving import Solver
from scenarios.load import load

TOY = """schema_version: 1
extends: two-products.yaml
planning: {placement: {days: 2}}
"""


@pytest.mark.requirement("S135", "S138")
def test_a_plan_for_a_three_site_toy_beats_todays_rule_and_its_overlay_runs(toy, tmp_path, told, contract):
    plan = tmp_path / "plan.yaml"
    code, found = told("optimize", "placement", str(toy), "--write", str(plan))
    assert code == 0
    assert found.keys() >= contract
    assert found["status"] == "optimal"
    assert found["overlay"] == str(plan)
    assert found["baseline"] <= found["objective"] <= found["bound"] <= found["clairvoyant"] * (1 + 1e-6)
    assert found["gap"] <= 0.01
    assert 0 < found["gap_captured"] <= 1
    levels = load(plan).scenario.policies.replenishment.levels
    assert {(row.site, row.sku) for row in levels.values()} == {
        (site, sku) for site in ("north", "south") for sku in ("milk", "rice")
    }
    code, run = told("run", str(plan), "--out", str(tmp_path / "results"), "--workers", "1")
    assert code == 0
    assert run["kpis"]["K05"]["mean"] > 50


def test_without_write_nothing_is_written(toy, tmp_path, capsys, told):
    before = sorted(tmp_path.iterdir())
    code, found = told("optimize", "placement", str(toy), "--set", "planning.placement.days=1")
    assert (code, found["overlay"]) == (0, None)
    assert sorted(tmp_path.iterdir()) == before
    assert answer(["optimize", "placement", str(toy)]) == 0
    shown = capsys.readouterr().out
    assert "as it is today" in shown
    assert "bound" in shown
    assert "north" in shown


def test_quantiles_of_a_day_that_is_quiet_or_busy():
    """By hand: half the days ask for 2 on average, half for 9: below 0, 1, ... lies the mean of the two chances."""
    below = (poisson.cdf(np.arange(40), 2.0) + poisson.cdf(np.arange(40), 9.0)) / 2
    found = mixed_poisson(np.array([0.01, 0.5, 0.99]), np.array([[2.0, 0.0], [9.0, 0.0]]))
    assert found[:, 0].tolist() == [int((below < chance).sum()) for chance in (0.01, 0.5, 0.99)] == [0, 4, 16]
    assert found[:, 1].tolist() == [0, 0, 0], "nobody asks for anything there"


def test_days_are_drawn_with_the_quantiles_of_every_place_and_the_bustle_of_the_day(toy):
    ground = survey(load(toy, sets=["people.segments.everyone.customers=800"]).scenario)
    units = drawn(ground)
    own = np.sort(units[:, 0, 0])
    asked = np.concatenate([ground.learned.stores, ground.learned.parcels], axis=1)
    milk = asked[:, :, 0].sum() / asked.sum()
    chance = (np.arange(60) + 0.5) / 60
    assert own.tolist() == mixed_poisson(chance, milk * asked[:, :1].sum(axis=2))[:, 0].tolist()
    # The two learned days take turns; the busier one has the more of it.
    busy = int(np.argmax(asked[:, 0].sum(axis=1)))
    assert asked[busy, 0].sum() > 1.05 * asked[1 - busy, 0].sum()
    assert units[busy::2, 0, 0].mean() > units[1 - busy :: 2, 0, 0].mean()


@pytest.mark.requirement("S138")
def test_what_a_store_ships_already_is_its_own_to_hold_and_nothing_to_enable(toy):
    opened = ["plan.changes.s.start=2026-03-02", "plan.changes.s.lever=ship_from_store", "plan.changes.s.to=true"]
    before, after = (survey(load(toy, sets=sets).scenario) for sets in ([], [*opened, "plan.changes.s.where=[north]"]))
    assert (before.ships.tolist(), after.ships.tolist()) == ([False, False], [True, False])
    near = [(build(ground, drawn(ground)).reach == Reach.ENABLED.value).any(axis=1) for ground in (before, after)]
    assert [nodes.tolist() for nodes in near] == [[True, True, False], [False, True, False]]
    # The same people ask for as much; what north ships has moved from the zones' parcels to its own customers.
    moved = [int(ground.learned.parcels.sum() + ground.check.parcels.sum()) for ground in (before, after)]
    own = [int(ground.learned.stores[:, 0].sum() + ground.check.stores[:, 0].sum()) for ground in (before, after)]
    assert moved[1] < 0.7 * moved[0]
    assert own[1] > own[0]


@pytest.mark.parametrize(
    ("setting", "code", "words"),
    [
        ("planning.placement.service=1.2", 3, "between"),
        ("planning.placement.days=0", 3, "between"),
        ("planning.placement.enabling=.nan", 3, ""),
        ("planning.placement.holding=1e308", 3, ""),
        ("places.stores.north.warehouse=nowhere", 3, "nowhere"),
        ("people.segments.everyone.customers=0", 3, ""),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(toy, told, setting, code, words):
    found, document = told("optimize", "placement", str(toy), "--set", setting)
    assert found == code
    assert words in json.dumps(document["error"])


@pytest.mark.requirement("S137")
def test_service_that_todays_money_cannot_buy_is_explained_with_its_repair(toy, told):
    sets = ("--set", "planning.placement.service=1", "--set", "planning.placement.tied=0.05")
    code, document = told("optimize", "placement", str(toy), *sets)
    assert (code, document["error"]["kind"]) == (4, "plan infeasible")
    assert any("budget in CNY" in limit for limit in document["error"]["clashing"])
    assert document["error"]["repairs"]


def test_an_unknown_model_is_a_usage_error_that_lists_the_known(toy, told):
    code, document = told("optimize", "everything", str(toy))
    assert code == 2
    assert all(name in document["error"]["message"] for name in PLANNERS)


def test_a_solver_that_breaks_down_is_told_and_answered_with_code_five(toy, told, monkeypatch):
    def broken(model, effort):
        raise SolverFailedError("the solver stopped without an answer")

    monkeypatch.setattr("optimize.solving._BACKENDS", dict.fromkeys(Solver, broken))
    code, document = told("optimize", "placement", str(toy), "--set", "planning.placement.days=1")
    assert (code, document["error"]["kind"]) == (5, "solver failed")
    assert "stopped without an answer" in document["error"]["message"]
