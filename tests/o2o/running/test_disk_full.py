"""A full or read-only disk: the run stops with its file named, and older results stay whole."""

import multiprocessing
import os
import resource
from pathlib import Path

import fake_engine
import numpy as np
import pytest

import o2o
from o2o.durable import write_file
from o2o.errors import StorageError
from o2o.executors import Serial
from o2o.experiment import Experiment
from o2o.parquet import write_parquet
from o2o.progress import Silence
from o2o.scenario_task import ScenarioTask
from sim import backing, tables

CITY = Path("scenarios/library/two-stores/two-stores.yaml")


def large(replication):
    return fake_engine.result(replication, rows=50_000)


def run_with_little_space(root, answer):
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        Experiment(fake_engine.plan(seed=8), large).start(root, Serial(), Silence())
    except StorageError as error:
        answer.send((error.exit_code, str(error)))


def test_a_full_disk_names_file_and_space_and_leaves_earlier_runs_whole(tmp_path):
    earlier = Experiment(fake_engine.plan(), fake_engine.quick).start(tmp_path, Serial(), Silence())
    context = multiprocessing.get_context("forkserver")
    heard, answer = context.Pipe(duplex=False)
    process = context.Process(target=run_with_little_space, args=(tmp_path, answer))
    process.start()
    assert heard.poll(60)
    code, message = heard.recv()
    process.join()
    assert code == 6
    assert ".parquet" in message
    assert "MB free, " in message
    assert "MB needed" in message
    assert "--resume" in message
    earlier.verify()
    assert sorted(path.name for path in tmp_path.glob("*.part/rep-*")) == []
    resumed = Experiment(fake_engine.plan(seed=8), large).resume(tmp_path, Serial(), Silence())
    assert resumed.replications == 4


def test_a_disk_that_is_full_only_at_the_sync_raises_and_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "latest"
    write_file(path, b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"No space left on device \(.* MB free, 0\.0 MB needed\)"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StorageError, match="No space left"):
        write_parquet(tmp_path / "table.parquet", {"a": np.arange(3)})


def test_a_disk_that_the_facts_of_a_running_world_outgrow_is_named_and_the_run_goes_on_later(tmp_path, monkeypatch):
    study = o2o.load(CITY, sets=["calendar.days=2", "people.segments.everyone.customers=200"])
    one = Experiment(fake_engine.plan(replications=1), ScenarioTask(study.loaded.scenario))
    in_memory = one.start(tmp_path / "before", Serial(), Silence())
    monkeypatch.setattr(tables, "_ROOM", 100)
    monkeypatch.setattr(backing, "IN_MEMORY", 40_000)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as moment:
        moment.setattr(os, "posix_fallocate", full)
        with pytest.raises(StorageError, match=r"facts of the running world in .*: No space left.*TMPDIR.*--resume"):
            one.start(tmp_path / "after", Serial(), Silence())
    assert list(tmp_path.glob("after/*.part/rep-*")) == []
    on_disk = one.resume(tmp_path / "after", Serial(), Silence())
    assert on_disk.content_hash == in_memory.content_hash


def test_results_in_a_place_that_cannot_hold_a_folder_are_refused_before_simulating(tmp_path):
    file = tmp_path / "results"
    file.write_text("a file")

    def never(_replication):
        raise AssertionError("simulated although nothing can be written")

    with pytest.raises(StorageError, match=r"results.*--out"):
        Experiment(fake_engine.plan(), never).start(file / "runs", Serial(), Silence())


def test_folders_that_cannot_be_made_are_named():
    with pytest.raises(StorageError, match="/proc/nowhere"):
        Experiment(fake_engine.plan(), fake_engine.quick).start(Path("/proc/nowhere"), Serial(), Silence())
