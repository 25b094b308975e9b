"""The page of a comparison: what it says is what the intervals show."""

import re

import pytest

from o2o.compare import CompareError, compare
from o2o.kpis import REGISTRY
from o2o.report import comparison_page


@pytest.fixture(scope="module")
def text(base, pilot):
    return comparison_page(base, pilot)


def part(text, begin, end):
    rest = text[text.index(begin) :]
    return rest[: rest.index(end)]


def test_a_comparison_stands_alone_and_can_be_read_by_everybody(text, faults):
    assert {name: found for name, found in faults(text).items() if found} == {}


def test_the_same_runs_give_the_same_bytes(text, base, pilot):
    assert comparison_page(base, pilot) == text


@pytest.mark.parametrize("kind", ["better", "worse", "changed"])
def test_the_verdict_in_words_names_what_the_intervals_show(text, base, pilot, kind):
    shown = {row.kpi for row in compare(base, pilot) if row.verdict == kind}
    if not shown:
        assert f'<li class="{kind}">' not in text
        return
    said = part(text, f'<li class="{kind}">', "<strong>No difference shown on")
    said = re.split(r'<li class="(?:better|worse|changed)">', said)[1]
    named = [kpi for kpi in REGISTRY.values() if f'<li>{kpi.name} <span lang="zh">{kpi.chinese}</span>:' in said]
    assert {kpi.id for kpi in named} == shown


def test_money_is_said_with_its_sign(text, base, pilot):
    row = compare(base, pilot).row("K15p")
    # Opening costs tens of thousands of CNY a store, far beyond what 400 customers bring in 14 days.
    assert row.difference < -10_000
    assert re.search(r"Contribution after programme cost is [\d,]+ CNY less in B than in A", text)


def test_settings_that_differ_are_listed_and_no_others(text):
    table = part(text, '<section id="changes"', "</section>")
    assert ">plan.waves.pilot.stores</th>" in table
    assert ">calendar.start</th>" not in table
    assert ">name</th>" not in table


def test_rules_that_need_a_base_are_judged(text):
    assert re.search(r'class="pass">holds</span>: Online order share \(E48\)', text)


def test_a_run_shows_no_difference_to_itself(base):
    text = comparison_page(base, base)
    assert "No difference is shown on any of" in text
    assert "Nothing: both runs simulate the same scenario." in text


def test_runs_of_other_days_are_refused(base, plain):
    with pytest.raises(CompareError, match="other days"):
        comparison_page(base, plain)
