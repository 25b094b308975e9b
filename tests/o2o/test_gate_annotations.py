"""What CI reads: JUnit, annotations and a summary, whatever a scenario is called."""

from xml.etree import ElementTree as ET

import pytest

from o2o.annotations import github, junit, markdown
from o2o.finding import Check, Finding

GOOD = Finding("K05", "baseline", True, "99 % as before", 99.0, 99.0)
BAD = Finding("K04", "baseline", False, "was 90 %, is 91 %\n<odd> | \x07 text", 90.0, 91.0, 1.7320508)


@pytest.fixture
def checks():
    return [Check("试点 & pilot", "a,b:c.yaml", (GOOD, BAD)), Check("calm", "calm.yaml", (GOOD,), ("no baseline yet",))]


def test_junit_counts_and_names_failures_and_survives_odd_text(checks):
    text = junit(checks)
    root = ET.fromstring(text)
    first, second = root.findall("testsuite")
    assert (first.get("name"), first.get("tests"), first.get("failures")) == ("试点 & pilot", "2", "1")
    assert second.get("failures") == "0"
    assert [case.get("name") for case in first.findall("testcase")] == ["K05 baseline", "K04 baseline"]
    (failure,) = first.iter("failure")
    assert failure.text.startswith("K04 On-time-in-promise rate: was 90 %, is 91 %")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')


def test_github_commands_stay_on_one_line_and_escape_what_ends_a_field(checks):
    (line,) = github(checks)
    assert line.startswith("::error file=a%2Cb%3Ac.yaml,title=K04 On-time-in-promise rate::was 90 %25, is 91 %25%0A")
    assert "\n" not in line


def test_markdown_lists_every_scenario_and_only_failures_in_the_table(checks):
    text = markdown(checks)
    assert "1 of 2 scenarios as agreed" in text
    assert "- **calm**: ok, 1 checked, 0 failed" in text
    assert "  - note: no baseline yet" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| 试点")]
    assert "| K04 On-time-in-promise rate | baseline | 90 | 91 | 1.73 |" in row
    assert "\\|" in row


def test_markdown_without_failures_has_no_table():
    assert "| Scenario" not in markdown([Check("calm", "calm.yaml", (GOOD,))])
