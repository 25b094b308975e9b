"""What o2o optimize refuses: codes 3, 4 and 5 by model, each with its place and way out, never with a plan."""

import pytest

from o2o.commands.optimize import PLANNERS
from optimize.errors import InfeasiblePlanError, SolverFailedError
from optimize.solving import Solver

TOY = """schema_version: 1
name: Three sites
calendar: {start: 2026-03-02, days: 14}
people: {segments: {everyone: {customers: 150, needs: {per_year: 200}, tastes: {instant: 4.0, app: 0.8}}}}
goods:
  products:
    milk: {name: Milk, category: Dairy, price: 9, cost: 7, popularity: 5}
    rice: {name: Rice, category: Dry, price: 30, cost: 20, popularity: 1}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  stores:
    north: {lon: 121.44, lat: 31.25}
    south: {lon: 121.45, lat: 31.19}
  fleets: {blue: {lon: 121.44, lat: 31.22, capacity: 2, shifts: {day: {start: "08:00", end: "22:30", staff: 2}}}}
policies: {dispatch: {rule: rolling_batch, every: "1 min"}}
marketing: {paid: {daily_spend: 20}}
plan: {waves: {open: {start: 2026-03-02, stores: all, opens: [instant]}}}
planning:
  placement: {days: 1, scenarios: 2}
  budget: {replications: 1, programme: programme.yaml}
  media: {replications: 1, levels: 2}
experiment: {replications: 1, twin: false}
"""
PROGRAMME = """schema_version: 1
name: One to buy
budget: {points: 100, reserve: 0}
phases: {now: {months: 2, share: 1.0}}
scopes: {everywhere: {}}
initiatives:
  desk: {name: Pickup desk, points: 10, months: 0, effects: {collect: {lever: collect, to: true}}}
"""


@pytest.fixture
def refusal(toy, tmp_path, told):
    """Return a function: a model and settings -> exit code and error; nothing is written."""

    def refused(model, *sets):
        before = sorted(tmp_path.glob("*.*"))
        plan = ("--write", str(tmp_path / "plan.yaml"), "--out", str(tmp_path / "results"), "--workers", "1")
        code, found = told("optimize", model, str(toy), *(part for one in sets for part in ("--set", one)), *plan)
        assert sorted(tmp_path.glob("*.*")) == before, "a refusal leaves no plan, whatever was simulated for it"
        return code, found["error"]

    return refused


@pytest.mark.parametrize(
    ("model", "setting", "words"),
    [
        ("placement", "planning.placement.gap=1.5", "gap"),
        ("placement", "planning.placement.holding=1e308", "holding"),
        ("assignment", "offers.parcel=false", "no parcel is ordered"),
        ("assignment", "policies.routing.stores=-1", "stores"),
        ("dispatch", "plan.waves.open.opens=[collect]", "open instant"),
        ("dispatch", "planning.dispatch.late=.nan", "late"),
        ("shifts", "planning.shifts.longest=1 h", "longest"),
        ("shifts", "planning.shifts.service=1.2", "service"),
        ("budget", "planning.budget.programme=circle.yaml", "circle"),
        ("budget", "calendar.days=1", "2 months"),
        ("media", "planning.media.budget=-1", "budget"),
        ("media", "calendar.days=13", "whole weeks"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_code_three_and_its_place(refusal, tmp_path, model, setting, words):
    circle = PROGRAMME.replace("months: 0, ", "months: 0, needs: [desk], ")
    (tmp_path / "circle.yaml").write_text(circle, "utf-8")
    code, error = refusal(model, setting)
    assert (code, error["exit_code"]) == (3, 3)
    assert words in str(error)


ASKED = {"dispatch": "people.segments.everyone.customers=900", "budget": "calendar.days=2"}
"""settings with which a solver is asked, and soon: more orders than can be shared out by trying, few days"""


@pytest.mark.parametrize("model", PLANNERS)
@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (InfeasiblePlanError("no plan keeps all limits", ["room: at most 1"], ["raise the room by 2"]), 4, "by 2"),
        (SolverFailedError("it stopped without an answer"), 5, "without an answer"),
    ],
    ids=["clash", "broken"],
)
def test_limits_that_clash_are_code_four_and_a_broken_solver_is_code_five(
    refusal, monkeypatch, model, failure, code, words
):
    def failing(model, effort):
        raise failure

    monkeypatch.setattr("optimize.solving._BACKENDS", dict.fromkeys(Solver, failing))
    found, error = refusal(model, *([ASKED[model]] if model in ASKED else []))
    assert (found, error["exit_code"]) == (code, code)
    assert words in str(error)
