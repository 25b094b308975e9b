"""The page of the six plans: what a reader copies from it loads, and every command on it does what the page says."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from o2o.cli import answer
from o2o.commands.optimize import PLANNERS
from o2o.planning.arms import menu
from o2o.planning.design import design, terms
from optimize.errors import PlanInputError
from scenarios.load import load
from scenarios.load_programme import load_programme

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "six-plans.md").read_text("utf-8")
FILES = {text.split("\n", 1)[0].removeprefix("# "): text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)}
COMMANDS = [shlex.split(line) for line in re.findall(r"^    \./dev (.*)$", PAGE, re.MULTILINE)]
FIGURES = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()


@pytest.fixture
def town(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "town.yaml"


def test_the_pages_files_load_and_its_commands_plan_and_run_every_model(town):
    scenario = load(town).scenario
    assert len(scenario.places.stores) + len(scenario.places.warehouses) == 3
    assert load_programme("programme.yaml").buyable == ("quick", "wide", "free")
    planned = [words[1] for words in COMMANDS if words[:3:2] == ["optimize", "town.yaml"]]
    assert sorted(planned) == sorted(PLANNERS)
    assert {f"{what}.yaml" for what in planned} <= {words[1] for words in COMMANDS if words[0] == "run"}


def test_every_page_that_it_points_to_is_there():
    assert [to for to in re.findall(r"\]\(([^)#]+)", PAGE) if not (DOCS / to).exists()] == []


@pytest.mark.slow
@pytest.mark.requirement("S116", "S121", "S135", "S214")
def test_every_command_of_the_page_does_what_the_page_says(town, told, contract, capsys):
    for what, *words in COMMANDS:
        code, found = told(what, *words)
        assert code == 0, (what, words)
        if what != "optimize":
            continue
        assert found.keys() >= contract
        overlay = load(words[-1]).scenario
        assert overlay.planning.promised.keys() >= {words[0]}
        assert overlay.calendar.start + timedelta(days=27) >= max(
            (change.start for change in overlay.plan.changes.values()), default=overlay.calendar.start
        )
    capsys.readouterr()
    assert answer(["optimize", "placement", "town.yaml"]) == 0
    shown = capsys.readouterr().out.splitlines()
    told_of = [re.split(r"\s{2,}", line)[0] for line in shown[: len(FIGURES)]]
    assert told_of == [re.split(r"\s{2,}", line)[0] for line in FIGURES]


def test_effects_that_never_come_alone_are_named_before_anything_is_simulated(town):
    """What needs the desk or what needs the desk itself never comes without it: their joint effect cannot be told."""
    text = FILES["programme.yaml"].replace("needs: [wide]", "needs: [wide or third]")
    third = 'third: {name: T, points: 1, months: 0, needs: [wide], effects: {fee: {lever: parcel.fee, to: "0 CNY"}}}'
    text = text.replace("joint:", f"  {third}\njoint:").replace("[quick, wide]", "[free, wide]")
    Path("programme.yaml").write_text(text, "utf-8")
    offered = menu(load_programme("programme.yaml"), load(town).scenario)
    with pytest.raises(PlanInputError) as refused:
        design(offered, terms(offered, [(1, 2)]), 99)
    assert "free in scope one; free in scope both; wide with free in scope one" in str(refused.value)
    assert "quick" not in str(refused.value)


def test_too_few_arms_for_the_effects_are_refused_before_anything_is_simulated(town):
    offered = menu(load_programme("programme.yaml"), load(town).scenario)
    wanted = terms(offered, [])
    assert len(design(offered, wanted, wanted.count)) == wanted.count
    with pytest.raises(PlanInputError, match=f"{wanted.count - 1} simulated arms cannot tell {wanted.count} effects"):
        design(offered, wanted, wanted.count - 1)
