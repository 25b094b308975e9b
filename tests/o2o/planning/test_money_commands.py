"""o2o optimize budget and media: figures, overlays that run, what bursts tell, and refusals with their codes."""

import numpy as np
import pytest

from o2o.cli import answer
from o2o.executors import Done
from o2o.planning.media import Measured, campaign, case_of, diminishing, lingering, measured
from o2o.planning.trials import Outcome, Trials
from optimize.errors import PlanInputError
from optimize.media import split
from optimize.media_case import Response
from scenarios.load import load

TOY = """schema_version: 1
extends: two-products.yaml
calendar: {days: 14}
people: {segments: {everyone: {customers: 60}}}
marketing: {paid: {daily_spend: 20}}
planning:
  budget: {replications: 1, programme: two-to-buy.yaml}
  media: {replications: 1, levels: 2}
"""


@pytest.mark.requirement("S216")
def test_a_budget_for_a_three_site_toy_is_an_overlay_that_loads(toy, tmp_path, told, contract):
    plan = tmp_path / "plan.yaml"
    code, found = told("optimize", "budget", str(toy), "--workers", "1", "--write", str(plan))
    assert code == 0
    assert found.keys() >= contract
    assert found["baseline"] * (1 - 1e-9) <= found["bound"] <= found["clairvoyant"] * (1 + 1e-6)
    assert found["objective"] <= found["bound"]
    assert any("later (nobody knows how)" in note for note in found["notes"])
    changes = load(plan).scenario.plan.changes
    assert changes["dear-everywhere-price"].to == 1.2
    assert changes["dear-everywhere-price"].start.isoformat() == "2026-03-09", "a month passes in seven days"


@pytest.mark.requirement("S023")
def test_media_for_a_three_site_toy_is_an_overlay_that_runs(toy, tmp_path, told, contract):
    plan = tmp_path / "plan.yaml"
    code, found = told("optimize", "media", str(toy), "--workers", "1", "--write", str(plan))
    assert code == 0
    assert found.keys() >= contract
    assert found["baseline"] <= found["objective"] + 1e-6
    spend = [change.to for change in load(plan).scenario.plan.changes.values()]
    assert sum(int(str(to).removesuffix(" fen")) * 7 for to in spend) <= 20 * 14 * 100 + 7
    code, run = told("run", str(plan), "--out", str(tmp_path / "results"))
    assert (code, len(run["kpis"])) == (0, 15)


@pytest.mark.parametrize(
    ("what", "sets", "code", "words"),
    [
        ("budget", ["planning.budget.programme=nowhere.yaml"], 3, "there is no such file"),
        ("budget", ["planning.budget.variant=rain"], 3, "there is no variant 'rain'"),
        ("budget", ["calendar.days=1"], 3, "measures 1 days, the programme has 2 months"),
        ("budget", ["planning.budget.runs=1"], 3, "1 simulated arms cannot tell 2 effects apart"),
        ("media", ["calendar.days=13"], 3, "1 whole weeks after the warm-up"),
        ("media", ["marketing.paid.daily_spend=0"], 3, "there is no money to split"),
        ("media", ["planning.media.budget=-1"], 3, "out of range"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_code(toy, capsys, what, sets, code, words):
    arguments = [part for entry in sets for part in ("--set", entry)]
    assert answer(["optimize", what, str(toy), "--workers", "1", *arguments]) == code
    assert words in capsys.readouterr().err


class Bursts:
    """An executor whose city earns 300 sqrt of what is felt, in fen, of which 40 % is still felt a week later."""

    def outcomes(self, work, points):
        for changes, replication in points:
            felt, weekly = 0.0, []
            for _, change in changes:
                spent = int(str(change.to).removesuffix(" fen")) * 7
                felt = spent + 0.4 * felt
                weekly.append((5_000.0 * (1 + replication) + 300 * np.sqrt(felt) - spent) / 100)
            yield Done((changes, replication), Outcome(sum(weekly), 0.0, np.array(weekly)))


@pytest.mark.requirement("S033")
def test_bursts_tell_response_and_carry_over_of_a_known_city(toy):
    scenario = load(toy, sets=["calendar.days=56"]).scenario
    weeks = campaign(scenario)
    found = measured(Trials(scenario, 2, Bursts()), weeks, np.array([500.0, 1000.0, 2000.0]))
    assert found.response.value == pytest.approx([0, *(300 * np.sqrt(7 * s) for s in (500.0, 1000.0, 2000.0))])
    # Below the smallest burst the response is a chord under the root, so a little more has to be felt.
    assert 0.4 <= found.carry <= 0.55
    plan = split(case_of(found, weeks, (60_000.0, 2_000.0)))
    assert plan.spend.sum() == pytest.approx(60_000.0)
    assert not plan.spend[0, len(weeks) :].any(), "nothing is spent after the calendar"


@pytest.mark.requirement("S033")
def test_the_last_week_is_worth_what_is_felt_after_it():
    """By hand: a fen brings 0.8 in its week and half of that a week later, and so on: less than a fen alone."""
    line = Response(np.array([0.0, 1_000_000.0]), np.array([0.0, 800_000.0]))
    case = case_of(Measured(line, 0.5, 0.0), [1, 2, 3], (200_000.0, 1_000.0))
    assert lingering(0.5) == 6, "1/64 is felt after six weeks, 1/128 is less than a hundredth"
    assert case.weeks[2:5] == ("week 3", "week 4, after", "week 5, after")
    plan = split(case)
    assert plan.spend.tolist() == [[7_000.0] * 3 + [0.0] * 6]
    felt = 7_000.0 * (sum(0.5**k for k in range(9)) + sum(0.5**k for k in range(8)) + sum(0.5**k for k in range(7)))
    assert plan.proof.objective == pytest.approx(0.8 * felt - 21_000.0)
    # Within the calendar: 1, 1.5 and 1.75 weeks' spend are felt; the run is promised no more than that.
    assert case.by_week(plan.spend)[:3] == pytest.approx([7_000.0 * (0.8 * f - 1) for f in (1.0, 1.5, 1.75)])


@pytest.mark.parametrize(("carry", "weeks"), [(0.0, 0), (0.01, 0), (0.09, 1), (0.4, 5), (0.95, 89)])
def test_a_spend_lingers_until_a_hundredth_of_it_is_left(carry, weeks):
    assert lingering(carry) == weeks
    assert carry ** (weeks + 1) < 0.01 or carry == 0.01


def test_returns_that_rise_by_luck_are_pooled_until_they_diminish():
    """By hand: slopes 2, 3, 1 over widths 10, 10, 20: the first two become 2.5; a falling end becomes flat."""
    stock = np.array([0.0, 10.0, 20.0, 40.0])
    assert diminishing(stock, np.array([20.0, 50.0, 70.0])).slope.tolist() == [2.5, 2.5, 1.0]
    assert diminishing(stock, np.array([20.0, 30.0, 10.0])).value.tolist() == [0.0, 20.0, 30.0, 30.0]


def test_a_campaign_needs_two_whole_weeks(toy):
    with pytest.raises(PlanInputError, match="simulate at least two"):
        campaign(load(toy, sets=["calendar.warm_up=1"]).scenario)
    assert campaign(load(toy, sets=["calendar.days=29", "calendar.warm_up=8"]).scenario) == [2, 3]
