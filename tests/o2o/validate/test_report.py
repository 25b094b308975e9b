"""The validity report: what it holds, and what counts as a failure."""

import json
from contextlib import nullcontext
from dataclasses import replace

import pytest

import o2o.validate
from o2o.cli import answer
from o2o.executors import Lost
from o2o.validate import examination
from o2o.validate.examination import ValidityReport, examine
from o2o.validate.oracle import Measure, Oracle, exact, none_of, statistical

ONLY = ["Q35", "C01", "Q13", "T03"]
HOLDS = exact({"x": 1.0}, {"x": 1.0}, 1e-9)
BREAKS = exact({"x": 1.0}, {"x": 1.1}, 1e-9)


def oracle(check, **planted):
    return Oracle("A1", "E", "x is 1", "nothing", check, planted)


def test_a_report_is_plain_data_with_one_entry_an_oracle():
    report = o2o.validate.report(only=["Q13", "Q35"], workers=1)
    data = json.loads(json.dumps(report.to_json()))
    assert data["failed"] == 0
    assert [entry["id"] for entry in data["oracles"]] == ["Q13", "Q35"]
    assert set(data["oracles"][0]) == {
        *("id", "kind", "expected", "got", "tolerance", "passed", "planted_fault_caught", "seconds", "note"),
    }
    assert "2 oracles, 0 failed" in report.text()


def test_the_report_is_the_same_for_any_number_of_processes():
    alone, shared = (
        [replace(result, seconds=0.0) for result in o2o.validate.report(only=ONLY, workers=workers).results]
        for workers in (1, 2)
    )
    assert [result.id for result in shared] == sorted(ONLY)
    assert shared == alone


def test_an_oracle_whose_process_dies_is_a_failure_and_named(monkeypatch):
    class EveryWorkerDies:
        def outcomes(self, work, points):
            return (Lost(point, 3) for point in points)

    monkeypatch.setattr(examination, "open_executor", lambda workers: nullcontext(EveryWorkerDies()))
    report = o2o.validate.report(only=["Q13"])
    assert report.failed == 1
    assert "died" in report.text()


def test_a_claim_that_does_not_hold_is_a_failure():
    result = examine(oracle(lambda: BREAKS, other=lambda: BREAKS))
    assert not result.passed
    assert ValidityReport((result,)).failed == 1
    assert "FAILED" in ValidityReport((result,)).text()


def test_a_planted_fault_that_goes_unnoticed_is_a_failure_and_named():
    result = examine(oracle(lambda: HOLDS, found=lambda: BREAKS, unseen=lambda: HOLDS))
    assert result.passed
    assert result.planted_fault_caught is False
    assert ValidityReport((result,)).failed == 1
    assert "unseen" in result.note
    assert "found" not in result.note


def test_an_oracle_that_cannot_run_is_a_failure_and_says_why():
    def stops():
        raise RuntimeError("no such queue")

    result = examine(oracle(stops))
    assert ValidityReport((result,)).failed == 1
    assert "no such queue" in result.note


def test_a_wide_interval_proves_nothing():
    sharp = Measure("Wq", 4.0, 4.03, 0.05, 0.02)
    wide = replace(sharp, half_width=0.5)
    off = replace(sharp, got=4.2)
    outcomes = [statistical([measure]) for measure in (sharp, wide, off)]
    assert [outcome.passed for outcome in outcomes] == [True, False, False]
    assert [outcome.refuted for outcome in outcomes] == [False, False, True], "a fault must exclude the theory"


def test_a_law_checked_on_no_case_does_not_hold():
    assert not none_of(0, 0, "cases").passed
    assert none_of(3, 0, "cases").passed
    assert none_of(3, 1, "cases").refuted


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"only": ["Q06", "Z99"]}, "no oracles Z99 in tier fast; there are C01"), ({"tier": "slow"}, "fast or full")],
)
def test_unknown_oracles_and_tiers_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        o2o.validate.report(**arguments)


def test_the_contents_of_a_tier_are_told_without_running_it(capsys):
    assert answer(["validate", "--list", "--tier", "full", "--only", "M21", "--only", "Q13", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["oracles"]
    assert [(row["id"], row["kind"], row["tier"]) for row in rows] == [("M21", "M", "full"), ("Q13", "E", "fast")]
    assert all(row["claim"] and row["planted"] for row in rows)
    assert answer(["validate", "--list", "--only", "Q13"]) == 0
    assert capsys.readouterr().out.startswith("Q13  E  Erlang B")
    assert answer(["validate", "--list", "--only", "Z99"]) == 2
