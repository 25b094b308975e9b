"""Programmes of initiatives: the shipped one, prerequisites that cannot be met yet, and every bad file at its line."""

import re
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.load_programme import NotSimulatedError, load_programme
from sim.levers import CATALOGUE

BAD = Path(__file__).parent / "bad_programmes"
_HEADER = re.compile(r"# (line|says): (.+)")


@pytest.fixture(scope="module")
def shipped():
    """Return the catalogue of initiatives that comes with the workbench."""
    return load_programme()


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_programme_is_refused_as_its_header_says(path):
    promised = dict(_HEADER.findall(path.read_text("utf-8")))
    with pytest.raises(ScenarioError) as caught:
        load_programme(path)
    assert caught.value.exit_code == 3
    told = [problem for problem in caught.value.problems if promised["says"] in f"{problem.message} {problem.hint}"]
    assert told, str(caught.value)
    assert told[0].line == int(promised["line"]), str(caught.value)
    assert told[0].column >= 1


def test_all_mistakes_come_at_once(tmp_path):
    text = (BAD / "refs-lever.yaml").read_text("utf-8").replace("needs: [desk]", "needs: [dusk]")
    (tmp_path / "two.yaml").write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_programme(tmp_path / "two.yaml")
    assert [problem.message for problem in caught.value.problems] == [
        "there is no lever 'colect'",
        "there is no other initiative 'dusk'",
    ]


@pytest.mark.requirement("S216", "S217", "S219")
def test_shipped_programme_has_the_phases_items_and_reserve_of_the_plans(shipped):
    programme = shipped.programme
    assert [phase.share for phase in programme.phases.values()] == [0.4, 0.4, 0.2]
    assert programme.budget.reserve == 0.15
    items = {"i01": 15, "i02": 20, "i19": 15, "i32": 10, "i14": 10, "i33": 10}
    assert {key: programme.initiatives[key].points for key in items} == items
    mixed = load_programme(variant="shares-28-42").programme
    assert {key: mixed.categories[key].share for key in ("technology", "marketing")} == {
        "technology": 0.28,
        "marketing": 0.42,
    }


@pytest.mark.requirement("S214", "S215")
def test_shipped_envelopes_are_shares_of_revenue(shipped):
    def shares(variant):
        return [phase.revenue for phase in load_programme(variant=variant).programme.phases.values()]

    assert shares("ten-then-five") == [0.10, 0.05, 0.05]
    assert all(0.03 <= share <= 0.05 for share in shares("three-to-five"))


@pytest.mark.requirement("S220")
def test_a_shipped_staff_mix_has_the_stated_shares():
    pools = load_programme(variant="staff-18-45-37").programme.pools
    everybody = sum(pool.people for pool in pools.values())
    shares = {key: pool.people / everybody for key, pool in pools.items()}
    assert shares == pytest.approx({"engineers": 0.18, "operators": 0.45, "marketers": 0.37})


def test_every_initiative_of_the_catalogue_is_there_and_says_what_it_moves_or_why_not(shipped):
    initiatives = shipped.programme.initiatives
    assert list(initiatives) == [f"i{number:02}" for number in range(1, 48)]
    assert sum(initiative.points for initiative in initiatives.values()) > 2 * 85, "there must be a choice"
    for key, reason in shipped.reasons.items():
        assert bool(reason) != (key in shipped.buyable)
    moved = {effect.lever for i in initiatives.values() for effect in i.effects.values()}
    assert len(moved) >= 12
    assert moved <= set(CATALOGUE)


def test_what_is_not_simulated_cannot_be_bought_by_name(shipped):
    shipped.require("i06")
    with pytest.raises(NotSimulatedError, match="'i14' cannot be bought: goods need no fitting") as refused:
        shipped.require("i14")
    assert refused.value.exit_code == 3
    assert "i06" in str(refused.value)
    with pytest.raises(NotSimulatedError, match="there is no initiative 'i99'"):
        shipped.require("i99")


def test_what_needs_something_not_simulated_cannot_be_bought_either(tmp_path):
    text = (BAD / "structure-both.yaml").read_text("utf-8").replace("    not_simulated: not yet\n", "")
    text = text.replace("    effects: {collect: {lever: collect, to: true}}", "    not_simulated: no desk is built")
    (tmp_path / "blocked.yaml").write_text(text.replace("[desk]", "[desk]", 1), "utf-8")
    with pytest.raises(ScenarioError, match="none of the initiatives can be bought"):
        load_programme(tmp_path / "blocked.yaml")
    other = text + "  tills:\n    name: Tills\n    points: 1\n    months: 0\n"
    other += "    effects: {self: {lever: tills.self, to: 2}}\n"
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    loaded = load_programme(tmp_path / "other.yaml")
    assert loaded.buyable == ("tills",)
    assert loaded.reasons["ship"] == "needs desk, which is not simulated yet"
