"""The gate: an outcome is compared with what was agreed, and agreed anew only with a reason."""

import json
from dataclasses import replace

import pytest

from o2o.baseline import read_baseline, updated, write_baseline
from o2o.errors import DamagedResultsError, StorageError, UsageProblemError
from o2o.expectation import ExpectError
from o2o.gate import baseline_path, check, update
from scenarios.expect import ExpectSpec

NAN = float("nan")
DAY = "2026-03-02"


def agreed(run):
    return updated(None, "pilot.yaml", run, "first agreed outcome", DAY)


def test_same_outcome_passes_and_names_every_kpi(small_run):
    run = small_run({"K04": [90.0, 92.0], "K07": [NAN, NAN]})
    done = check(run, "pilot.yaml", {}, agreed(run))
    assert done.exit_code == 0
    assert [finding.kpi for finding in done.findings] == ["K04", "K07"]


@pytest.mark.requirement("F48")
def test_changed_outcome_is_named_with_old_new_and_z(small_run):
    old, new = small_run({"K04": [90.0, 92.0, 88.0]}), small_run({"K04": [91.0, 92.0, 90.0]})
    done = check(new, "pilot.yaml", {}, agreed(old))
    # differences 1, 0, 2: mean 1, sd 1, error 1 / sqrt(3): z = 1.7321; 90 -> 91
    assert done.exit_code == 10
    (failure,) = done.failures
    assert (failure.kpi, failure.old, failure.new) == ("K04", 90.0, 91.0)
    assert failure.z == pytest.approx(1.7320508)
    assert "was 90 %, is 91 % (z = 1.73; 3 paired replications)" in done.to_text()


def test_difference_is_noticed_however_small_and_rounding_of_other_processors_is_not(small_run):
    old = agreed(small_run({"K04": [90.0, 92.0]}))
    assert check(small_run({"K04": [90.0, 92.0 + 1e-8]}), "f", {}, old).exit_code == 0
    assert check(small_run({"K04": [90.0, 92.0 + 1e-6]}), "f", {}, old).exit_code == 10


def test_figure_that_stops_or_starts_to_apply_is_a_difference(small_run):
    done = check(small_run({"K07": [1.0, NAN]}), "f", {}, agreed(small_run({"K07": [1.0, 2.0]})))
    assert done.exit_code == 10
    assert "is n/a" in done.failures[0].message


def test_kpi_that_is_no_longer_measured_is_a_difference(small_run):
    done = check(small_run({"K04": [1.0]}), "f", {}, agreed(small_run({"K04": [1.0], "K05": [2.0]})))
    assert [(failure.kpi, failure.message) for failure in done.failures] == [("K05", "was 2, is no longer measured")]


def test_other_days_differ_before_any_kpi_is_looked_at(small_run):
    done = check(small_run({"K04": [1.0]}, days=56), "f", {}, agreed(small_run({"K04": [1.0]})))
    assert [failure.kpi for failure in done.failures] == ["calendar"]
    assert "calendar.days was 28, is 56" in done.failures[0].message


def test_more_replications_are_compared_where_both_have_them(small_run):
    old = agreed(small_run({"K04": [1.0, 2.0]}))
    assert check(small_run({"K04": [1.0, 2.0, 9.0]}), "f", {}, old).exit_code == 0
    assert check(small_run({"K04": [2.0, 2.0, 9.0]}), "f", {}, old).exit_code == 10


def test_another_seed_passes_within_luck_and_fails_beyond(small_run):
    old = agreed(small_run({"K04": [90.0, 91.0, 92.0, 93.0]}))
    assert check(small_run({"K04": [91.0, 90.0, 93.0, 92.5]}, seed=2), "f", {}, old).exit_code == 0
    done = check(small_run({"K04": [71.0, 70.0, 73.0, 72.5]}, seed=2), "f", {}, old)
    assert done.exit_code == 10
    assert "another seed: not paired" in done.failures[0].message


def test_tolerance_holds_under_another_seed_too(small_run):
    old = agreed(small_run({"K04": [90.0, 90.1, 89.9]}))
    moved = small_run({"K04": [92.0, 92.1, 91.9]}, seed=2)
    assert check(moved, "f", {}, old).exit_code == 10
    allowed = replace(old, kpis={"K04": replace(old.kpis["K04"], tolerance=2.5)})
    assert check(moved, "f", {}, allowed).exit_code == 0


def test_tolerance_written_into_the_file_lets_the_mean_move_and_survives_updates(small_run, tmp_path):
    path = baseline_path("Pilot Süd", tmp_path)
    update(small_run({"K04": [90.0, 92.0]}), "pilot.yaml", path, "first", DAY)
    path.write_text(path.read_text().replace('"tolerance": 0.0', '"tolerance": 1.5'))
    moved = small_run({"K04": [91.0, 94.0]})
    assert check(moved, "f", {}, read_baseline(path)).exit_code == 0
    assert check(small_run({"K04": [92.0, 94.0]}), "f", {}, read_baseline(path)).exit_code == 10
    assert update(moved, "pilot.yaml", path, "riders rest more", DAY).kpis["K04"].tolerance == 1.5


def test_update_keeps_the_reasons_with_old_and_new_means(small_run, tmp_path):
    path = tmp_path / "baselines" / "pilot.json"
    update(small_run({"K04": [90.0, 92.0], "K05": [99.0, 99.0]}), "pilot.yaml", path, "first", DAY)
    update(
        small_run({"K04": [91.0, 94.0], "K05": [99.0, 99.0]}, version="0.2.0"),
        "pilot.yaml",
        path,
        "riders rest more",
        "2026-04-01",
    )
    held = read_baseline(path)
    assert [change.reason for change in held.changes] == ["first", "riders rest more"]
    assert (held.changes[1].date, held.changes[1].version) == ("2026-04-01", "0.2.0")
    assert held.changes[1].kpis == {"K04": {"old": 91.0, "new": 92.5}}
    # readable: one line per KPI
    assert sum('"K04"' in line for line in path.read_text().splitlines() if "values" in line) == 1


def test_written_baseline_reads_back_the_same(small_run, tmp_path):
    held = agreed(small_run({"K04": [1 / 3, 2e-17], "K07": [NAN, 1.0]}))
    write_baseline(tmp_path / "b.json", held)
    assert read_baseline(tmp_path / "b.json") == held
    assert "NaN" not in (tmp_path / "b.json").read_text()
    assert read_baseline(tmp_path / "absent.json") is None


def test_update_without_a_reason_is_refused_and_leaves_the_file(small_run, tmp_path):
    path = tmp_path / "pilot.json"
    update(small_run({"K04": [90.0]}), "pilot.yaml", path, "first", DAY)
    before = path.read_bytes()
    with pytest.raises(UsageProblemError, match="--reason"):
        update(small_run({"K04": [91.0]}), "pilot.yaml", path, "  ", DAY)
    assert path.read_bytes() == before


def test_failed_write_leaves_the_old_baseline(small_run, tmp_path, monkeypatch):
    path = tmp_path / "pilot.json"
    update(small_run({"K04": [90.0]}), "pilot.yaml", path, "first", DAY)
    before = path.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError):
        update(small_run({"K04": [91.0]}), "pilot.yaml", path, "second", DAY)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["pilot.json"]


@pytest.mark.parametrize(
    "change", [lambda text: text[:50], lambda text: "[]", lambda text: text.replace("[90.0]", "[]")]
)
def test_damaged_baseline_is_named(small_run, tmp_path, change):
    path = tmp_path / "pilot.json"
    update(small_run({"K04": [90.0]}), "pilot.yaml", path, "first", DAY)
    path.write_text(change(path.read_text()))
    with pytest.raises(DamagedResultsError, match=r"pilot\.json is not a baseline"):
        read_baseline(path)


def test_baseline_of_a_newer_program_is_not_guessed_at(small_run, tmp_path):
    path = tmp_path / "pilot.json"
    update(small_run({"K04": [90.0]}), "pilot.yaml", path, "first", DAY)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    with pytest.raises(DamagedResultsError, match="newer version"):
        read_baseline(path)


def test_nothing_to_check_is_not_green(small_run):
    with pytest.raises(UsageProblemError, match="nothing would be checked"):
        check(small_run({"K04": [90.0]}), "pilot.yaml", {}, None)


def test_expectations_alone_are_checked_with_a_note(small_run):
    done = check(small_run({"K04": [90.0, 92.0]}), "pilot.yaml", {"K04": ExpectSpec(min=50)}, None)
    assert done.exit_code == 0
    assert done.notes == ("no baseline yet: only the expect block was checked",)


def test_errors_in_rules_are_scenario_errors(small_run):
    with pytest.raises(ExpectError, match=r"no KPI 'K4'; did you mean .*K04") as caught:
        check(small_run({"K04": [90.0]}), "f", {"K4": ExpectSpec(min=50)}, None)
    assert caught.value.exit_code == 3


def test_no_two_scenarios_share_a_baseline(small_run, tmp_path):
    names = ["Pilot 2", "Pilot-2!", "试点", "基线", "x" * 60 + "a", "x" * 60 + "b", "two  stores", "two-stores", "CON"]
    files = [baseline_path(name, tmp_path).name for name in names]
    assert len(set(files)) == len(files)
    assert files[0] == "pilot-2.json"
    assert all(name.isascii() and len(name) <= 70 for name in files)
    update(small_run({"K04": [90.0]}, name="north"), "pilot.yaml", tmp_path / "b.json", "first", DAY)
    with pytest.raises(UsageProblemError, match="of the scenario 'north', the run of 'south'"):
        update(small_run({"K04": [90.0]}, name="south"), "pilot.yaml", tmp_path / "b.json", "second", DAY)
    with pytest.raises(UsageProblemError, match="of the scenario 'north'"):
        check(small_run({"K04": [90.0]}, name="south"), "f", {}, read_baseline(tmp_path / "b.json"))
