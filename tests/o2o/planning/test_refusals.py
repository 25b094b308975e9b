"""What o2o optimize refuses: codes 3, 4 and 5 by model, each with its place and way out, never with a plan."""

import pytest

from o2o.commands.optimize import PLANNERS
from optimize.errors import InfeasiblePlanError, SolverFailedError
from optimize.solving import Solver

TOY = """schema_version: 1
extends: [two-products.yaml, riders.yaml]
calendar: {days: 14}
people: {segments: {everyone: {customers: 150}}}
marketing: {paid: {daily_spend: 20}}
planning:
  placement: {days: 1, scenarios: 2}
  budget: {replications: 1, programme: programme.yaml}
  media: {replications: 1, levels: 2}
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
    circle = "schema_version: 1\nextends: programme.yaml\ninitiatives: {desk: {needs: [desk]}}\n"
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
