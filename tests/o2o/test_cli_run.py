"""The command line on runs: run, list, compare and report, as documents and as text."""

import json
import os
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest

from o2o import mishaps, scenario_task
from o2o.cli import answer
from o2o.interruption import InterruptedRunError
from o2o.kpis import CORE

SMALL = ["--set", "calendar.days=2", "--set", "people.segments.everyone.customers=60", "--workers", "1"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a scenario and a run of it."""
    folder = tmp_path_factory.mktemp("planner")
    assert answer(["init", str(folder)]) == 0
    assert answer(run(folder, "--replications", "2")) == 0
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(made, tmp_path / "planner")


def run(folder, *more):
    return ["run", str(folder / "two-stores.yaml"), *SMALL, "--out", str(folder / "results"), *more]


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_run_answers_with_every_core_kpi(folder, capsys):
    assert answer(run(folder, "--replications", "2", "--json")) == 0
    data = told(capsys)
    assert data.keys() == {"run", "content_hash", "seconds", "kpis"}
    assert sorted(data["kpis"]) == sorted(CORE)
    assert {frozenset(kpi) for kpi in data["kpis"].values()} == {frozenset({"mean", "lo", "hi", "unit"})}
    conversion = data["kpis"]["K08"]
    assert conversion["lo"] <= conversion["mean"] <= conversion["hi"]
    assert data["kpis"]["K06"]["mean"] is None  # nothing is spent on marketing


def test_the_very_same_run_is_not_simulated_twice(folder, capsys, monkeypatch):
    def never(_task, _replication):
        raise AssertionError("simulated again")

    monkeypatch.setattr(scenario_task.ScenarioTask, "__call__", never)
    assert answer(run(folder, "--replications", "2")) == 0
    shown = capsys.readouterr()
    assert "nothing to simulate" in shown.err
    assert "Two stores: 2 replications" in shown.out


def test_force_makes_a_new_run_with_the_same_content(folder, capsys):
    assert answer(run(folder, "--replications", "2", "--json")) == 0
    first = told(capsys)
    assert answer(run(folder, "--replications", "2", "--json", "--force")) == 0
    second = told(capsys)
    assert second["run"] == first["run"] + "-2"
    assert second["content_hash"] == first["content_hash"]


def test_dry_run_says_what_would_be_done_and_leaves_no_trace(folder, capsys):
    before = sorted(folder.rglob("*"))
    assert answer(run(folder, "--replications", "3", "--dry-run", "--json")) == 0
    data = told(capsys)
    assert (data["replications"], data["on_disk"], data["state"]) == (3, 0, "absent")
    assert sorted(folder.rglob("*")) == before


@contextmanager
def interrupted_at(last, monkeypatch):
    """Let Ctrl-C be pressed when replication ``last`` begins."""
    genuine = scenario_task.ScenarioTask.__call__

    def call(task, replication):
        if replication == last:
            os.kill(os.getpid(), signal.SIGINT)
        return genuine(task, replication)

    with monkeypatch.context() as patch:
        patch.setattr(scenario_task.ScenarioTask, "__call__", call)
        yield


def test_an_interrupted_run_says_how_to_go_on_and_resumes(folder, capsys, monkeypatch):
    once = run(folder, "--replications", "3")
    with interrupted_at(1, monkeypatch):
        assert answer(once) == 130
    assert "go on with: o2o run " in capsys.readouterr().err
    assert answer(once) == 6
    assert "interrupted after 1 of 3 replications: add --resume" in capsys.readouterr().err
    assert answer([*once, "--resume", "--json"]) == 0
    assert len(told(capsys)["kpis"]) == 15


def test_an_interrupted_comparison_goes_on_with_the_same_words(folder, capsys, monkeypatch):
    words = ["compare", "latest", str(folder / "two-stores.yaml"), *SMALL, "--set", "experiment.replications=4"]
    words += ["--out", str(folder / "results")]
    with interrupted_at(3, monkeypatch):
        assert answer(words) == 130
    assert "finished replications are kept; go on with: o2o compare latest " in capsys.readouterr().err
    assert answer(words) == 0
    assert "4 of 4 replications" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "way_on"),
    [
        (["run", "a.yaml"], "replications are kept; go on with: o2o run a.yaml --resume"),
        (["run", "a.yaml", "--resume"], "replications are kept; go on with: o2o run a.yaml --resume"),
        (["check", "a.yaml"], "replications are kept; go on with: o2o check a.yaml"),
        (["report", "a.yaml"], "replications are kept; go on with: o2o report a.yaml"),
        (["decompose", "a.yaml", "a", "b"], "replications are kept; go on with: o2o decompose a.yaml a b"),
        (["optimize", "media", "a.yaml"], "trials are kept; go on with: o2o optimize media a.yaml"),
        (["optimize", "shifts", "a.yaml"], "interrupted (SIGINT)"),
    ],
)
def test_every_command_says_what_it_keeps(words, way_on, capsys):
    assert mishaps.answer_interruption(InterruptedRunError(signal.SIGINT), words) == 130
    assert capsys.readouterr().err.endswith(f"{way_on}\n")


def test_list_shows_whole_unfinished_and_damaged_runs(folder, capsys):
    root = folder / "results" / "runs"
    (root / "other.part").mkdir()
    (root / "broken").mkdir()
    (root / "broken" / "manifest.json").write_text("{")
    assert answer(["list", "--out", str(folder / "results"), "--json"]) == 0
    states = {entry["run"].partition("-")[0]: entry["state"] for entry in told(capsys)["runs"]}
    assert states == {"two": "complete", "other": "unfinished", "broken": "damaged"}


def test_a_run_compared_with_itself_differs_in_nothing(folder, capsys):
    assert answer(["compare", "latest", "latest", "--out", str(folder / "results"), "--json"]) == 0
    document = told(capsys)
    assert len(document["comparisons"]) == 1
    assert {pair["difference"] for pair in document["pairs"]} <= {0, None}


def test_scenario_files_are_compared_in_one_go_and_their_pages_named(folder, capsys):
    file = folder / "two-stores.yaml"
    other = folder / "fewer.yaml"
    other.write_text("extends: two-stores.yaml\nplaces: {stores: {north: {tills: 1}}}\n")
    words = ["compare", str(file), str(other), str(file), *SMALL, "--set", "experiment.replications=2"]
    assert answer([*words, "--out", str(folder / "results")]) == 0
    shown = capsys.readouterr()
    assert "2 of 2 replications" in shown.err  # the first file's run was there, and is not made twice
    pages = [line.removeprefix("see ") for line in shown.out.splitlines() if line.startswith("see ")]
    assert len(set(pages)) == len(pages) == 2
    assert all(Path(page).is_file() for page in pages)


def test_a_page_that_could_not_be_made_is_not_named(folder, capsys, monkeypatch):
    monkeypatch.setattr("o2o.report.page", lambda run: 1 / 0)
    words = ["compare", "latest", str(folder / "two-stores.yaml"), *SMALL, "--set", "experiment.seed=5"]
    assert answer([*words, "--out", str(folder / "results")]) == 0
    shown = capsys.readouterr()
    assert "could not be made: ZeroDivisionError" in shown.err
    assert shown.out.count("\nsee ") == 1


def test_the_report_is_written_where_asked(folder, capsys):
    target = folder / "report.html"
    assert answer(["report", "latest", "--out", str(folder / "results"), "--to", str(target), "--json"]) == 0
    assert told(capsys)["written"] == str(target)
    assert target.read_bytes().startswith(b"<!doctype html>")


def test_a_fault_of_the_program_is_one_line_and_a_file(folder, capsys, monkeypatch):
    def broken(_task, _replication):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(scenario_task.ScenarioTask, "__call__", broken)
    monkeypatch.setattr(mishaps, "CRASHES", folder / "crashes")
    assert answer(run(folder, "--replications", "4", "--json")) == 70
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert json.loads(shown.out)["error"]["exit_code"] == 70
    (crash,) = (folder / "crashes").iterdir()
    assert "ZeroDivisionError: planted" in crash.read_text()
    assert str(crash) in shown.err


def test_a_damaged_run_is_named_and_not_used(folder, capsys):
    (path,) = (folder / "results" / "runs").glob("*/kpis.parquet")
    path.write_bytes(path.read_bytes() + b"?")
    assert answer(run(folder, "--replications", "2", "--json")) == 7
    error = told(capsys)["error"]
    assert error["kind"] == "damaged"
    assert "kpis.parquet: expected SHA-256" in error["message"]
