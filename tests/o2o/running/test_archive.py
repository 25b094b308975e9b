"""The archive: a run folder says what it holds, and damage is named with both hashes."""

import json
import shutil

import fake_engine
import numpy as np
import pandas as pd
import pytest

from o2o.archive import all_runs, open_run
from o2o.errors import DamagedResultsError, UsageProblemError
from o2o.executors import Serial
from o2o.experiment import Experiment
from o2o.manifest import check_file
from o2o.progress import Silence


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    results = tmp_path_factory.mktemp("results")
    Experiment(fake_engine.plan(replications=2), fake_engine.quick).start(results / "runs", Serial(), Silence())
    return results


@pytest.fixture
def results(made, tmp_path):
    """A copy that a test may damage."""
    return shutil.copytree(made, tmp_path / "results")


def test_facts_show_what_never_happened_as_missing_and_codes_as_names(results):
    trips = open_run("latest", results).facts("trips", replication=1)
    assert trips["end"].tolist() == [0, pd.NA, 4000, 6000, 8000]
    assert trips["kind"].tolist() == ["RIDER", "TRUCK", "RIDER", "TRUCK", "RIDER"]
    assert trips["start"].tolist() == [1, 1001, 2001, 3001, 4001]
    changes = open_run("latest", results).facts("lever_changes", replication=1)
    assert changes["new"].tolist() == [2 * np.pi] * 5


def test_kpis_are_those_of_the_whole_chain_and_run_unless_asked_otherwise(results):
    run = open_run("latest", results)
    assert run.kpis().to_dict("list") == {
        "replication": [0, 1],
        "period": ["total"] * 2,
        "scope": ["chain"] * 2,
        "kpi": ["K01"] * 2,
        "value": [10.0, 11.0],
    }
    days = run.kpis(period=None)
    assert days["value"].isna().sum() == 2
    assert len(days) == 6


def test_a_run_opens_by_folder_id_beginning_and_latest(results):
    run = open_run("latest", results)
    assert {open_run(name, results).id for name in (run.folder, run.id, run.id[:9])} == {run.id}
    assert [each.id for each in all_runs(results)] == [run.id]
    assert run.dimensions == fake_engine.CITY
    assert (run.name, run.seed, run.replications) == ("Pilot", 7, 2)


def test_an_unknown_or_ambiguous_run_is_named(results):
    with pytest.raises(UsageProblemError, match="no run 'rollout'"):
        open_run("rollout", results)
    Experiment(fake_engine.plan(replications=1), fake_engine.quick).start(results / "runs", Serial(), Silence())
    with pytest.raises(UsageProblemError, match="several runs begin with 'pilot'"):
        open_run("pilot", results)


def test_facts_that_were_not_kept_are_named_with_those_that_were(results):
    with pytest.raises(UsageProblemError, match=r"no facts 'orders' of replication 1; kept are: lever_changes-r0000"):
        open_run("latest", results).facts("orders", 1)


def test_a_cut_emptied_or_missing_file_is_named_with_both_hashes_and_others_still_load(results):
    run = open_run("latest", results)
    path = run.folder / "facts" / "trips-r0000.parquet"
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"XXXX" + whole[4:]):
        path.write_bytes(content)
        with pytest.raises(DamagedResultsError, match=r"trips-r0000\.parquet: expected SHA-256 \w{64} .* found \w{64}"):
            open_run("latest", results).facts("trips")
    path.unlink()
    with pytest.raises(DamagedResultsError, match=r"trips-r0000\.parquet is missing"):
        open_run("latest", results).verify()
    assert len(open_run("latest", results).facts("trips", replication=1)) == 5


def test_every_flipped_bit_in_a_table_is_caught(results):
    run = open_run("latest", results)
    path = run.folder / "kpis.parquet"
    whole = path.read_bytes()
    draw = np.random.Generator(np.random.PCG64(300))
    for _ in range(300):
        bit = int(draw.integers(8 * len(whole)))
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with pytest.raises(DamagedResultsError, match="expected SHA-256"):
            check_file(run.folder, run.manifest, "kpis.parquet")


def altered(results, change):
    path = open_run("latest", results).folder / "manifest.json"
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))


def test_an_altered_manifest_is_caught(results):
    altered(results, lambda content: content["about"].update(seed=8))
    with pytest.raises(DamagedResultsError, match=r"manifest\.json was altered"):
        open_run("latest", results)


def test_a_manifest_of_a_newer_version_is_named(results):
    altered(results, lambda content: content.update(format=2))
    with pytest.raises(DamagedResultsError, match="has format 2, this program reads up to 1: a newer version wrote it"):
        open_run("latest", results)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null"])
def test_a_garbled_manifest_is_named(results, content):
    (open_run("latest", results).folder / "manifest.json").write_bytes(content)
    with pytest.raises(DamagedResultsError, match=r"damaged: .*manifest\.json"):
        open_run(next((results / "runs").glob("pilot-*")), results)


def test_a_folder_without_manifest_is_no_run(results):
    folder = open_run("latest", results).folder
    (folder / "manifest.json").unlink()
    assert all_runs(results) == []
    with pytest.raises(DamagedResultsError, match=r"has no manifest\.json"):
        open_run(folder)
