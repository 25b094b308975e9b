"""The public face: load, run, look, compare in a few lines of Python."""

import subprocess
import sys

import pytest

import o2o
from o2o.study import Study

SMALL = ["calendar.days=2", "people.segments.everyone.customers=60"]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    from o2o.cli import answer

    folder = tmp_path_factory.mktemp("planner")
    assert answer(["init", str(folder)]) == 0
    return o2o.load(folder / "two-stores.yaml", sets=SMALL)


@pytest.fixture(scope="module")
def run(study):
    return study.run(replications=2, workers=1, out=study.path.parent / "results")


def test_three_lines_lead_from_a_file_to_figures(study, run):
    assert isinstance(study, Study)
    assert set(run.kpis()["replication"]) == {0, 1}
    orders = run.facts("orders")
    assert set(orders["mode"].cat.categories) == {"WALK_IN", "COLLECT", "INSTANT", "PARCEL"}
    assert orders["promise"].isna().equals(orders["mode"] == "WALK_IN")


def test_running_again_gives_the_run_on_disk(study, run):
    again = study.run(replications=2, workers=1, out=study.path.parent / "results")
    assert again.folder == run.folder
    assert [each.id for each in o2o.runs(study.path.parent / "results")] == [run.id]
    assert o2o.open_run(run.id, study.path.parent / "results").content_hash == run.content_hash


def test_compare_stays_a_function_whatever_was_imported_before(run):
    import o2o.compare as _module  # noqa: F401 - the import itself is what is tested

    assert not o2o.compare(run, run).row("K08").difference


def test_a_run_and_a_study_show_themselves_as_cards(study, run):
    assert "<h4>Two stores</h4>" in study._repr_html_()
    assert "K08" in run._repr_html_()


def test_a_run_draws_itself(run):
    assert run.plot().axes


def test_importing_the_workbench_loads_nothing_heavy():
    code = "import sys, o2o; print(*(n for n in ('numpy', 'pandas', 'mesa', 'duckdb') if n in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
