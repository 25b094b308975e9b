"""o2o optimize placement: figures, an overlay that runs, and refusals with their codes."""

import json

import pytest

from o2o.cli import answer
from o2o.commands.optimize import PLANNERS
from optimize.errors import SolverFailedError
from optimize.solving import Solver
from scenarios.load import load

TOY = """schema_version: 1
name: Three sites
calendar: {start: 2026-03-02, days: 8}
people: {segments: {everyone: {customers: 100, needs: {per_year: 200}}}}
goods:
  products:
    milk: {name: Milk, category: Dairy, price: 9, cost: 7, popularity: 5}
    rice: {name: Rice, category: Dry, price: 30, cost: 20, popularity: 1}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  stores:
    north: {lon: 121.44, lat: 31.25}
    south: {lon: 121.45, lat: 31.19}
planning: {placement: {days: 2}}
experiment: {replications: 1}
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
