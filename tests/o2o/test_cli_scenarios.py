"""The command line on scenario files: show, schema, init, and errors with position and exit code."""

import json

import pytest

from o2o.cli import answer
from scenarios.json_schema import schema


@pytest.fixture
def file(tmp_path):
    assert answer(["init", str(tmp_path)]) == 0
    return tmp_path / "two-stores.yaml"


@pytest.fixture
def told(capsys):
    capsys.readouterr()
    return lambda: json.loads(capsys.readouterr().out)


def test_init_writes_a_scenario_that_can_be_run_and_never_replaces_one(file, capsys):
    assert answer(["run", str(file), "--dry-run"]) == 0
    mine = file.read_text() + "# mine\n"
    file.write_text(mine)
    assert answer(["init", str(file.parent)]) == 6
    assert "exists already" in capsys.readouterr().err
    assert file.read_text() == mine


def test_show_prints_every_value_with_its_origin(file, capsys):
    assert answer(["show", str(file), "--origins", "--set", "calendar.days=3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("name: Two stores    # ") and "two-stores.yaml:3:7" in line for line in lines)
    assert any(line.startswith("calendar.days: 3    # --set") for line in lines)


def test_show_answers_with_the_resolved_scenario_as_data(file, told):
    assert answer(["show", str(file), "--json"]) == 0
    assert told()["scenario"]["name"] == "Two stores"


def test_schema_prints_the_schema_of_scenario_files(told):
    assert answer(["schema", "--json"]) == 0
    assert told() == json.loads(json.dumps(schema()))


def test_problems_of_a_file_come_all_at_once_with_their_places(file, told):
    file.write_text(file.read_text().replace("days: 14", "days: -1").replace("customers", "custmers"))
    assert answer(["run", str(file), "--json"]) == 3
    error = told()["error"]
    assert (error["kind"], error["exit_code"]) == ("scenario", 3)
    places = {(problem["path"], problem["line"]) for problem in error["problems"]}
    assert ("calendar.days", 4) in places
    assert len(places) >= 2


def test_a_scenario_of_absurd_size_is_refused_until_the_planner_insists(file, told):
    huge = ["run", str(file), "--set", "people.segments.everyone.customers=90000000", "--dry-run", "--json"]
    assert answer(huge) == 8
    assert told()["error"]["exit_code"] == 8
    assert answer([*huge, "--yes-large"]) == 0


def test_doctor_tells_of_versions_cores_and_disk(tmp_path, told):
    assert answer(["doctor", "--out", str(tmp_path), "--json"]) == 0
    found = told()
    assert found["libraries"]["mesa"].startswith("3.3.")
    assert found["cores"] >= 1
    assert found["free_disk"] > 0
    assert found["results_writable"] is True


def test_check_fails_ci_when_an_expectation_or_a_baseline_is_not_kept(file, told, tmp_path):
    small = ["--set", "calendar.days=2", "--set", "people.segments.everyone.customers=60", "--workers", "1"]
    small += ["--set", "experiment.replications=2"]
    check = ["check", str(file), *small, "--out", str(tmp_path / "results"), "--json"]
    assert answer(check) == 2
    assert "nothing would be checked" in told()["error"]["message"]
    assert answer([*check, "--update", "--reason", "first"]) == 0
    assert [name.rpartition("/")[2] for name in told()["written"]] == ["two-stores.json"]
    assert answer(check) == 0
    assert told()["checks"][0]["passed"] is True
    summary, junit = tmp_path / "summary.md", tmp_path / "junit.xml"
    more = ["--set", "expect.K08.min=99.9", "--summary", str(summary), "--junit", str(junit)]
    assert answer([*check, *more]) == 10
    assert [finding["kpi"] for finding in told()["checks"][0]["findings"] if not finding["passed"]] == ["K08"]
    assert "K08" in summary.read_text()
    assert 'failures="1"' in junit.read_text()
