"""Experiments: the same bytes for any number of workers, whole or resumed."""

import json
import shutil

import fake_engine
import numpy as np
import pytest

from o2o.errors import (
    DamagedResultsError,
    FailedReplicationsError,
    InvariantStopError,
    ReplicationError,
    StorageError,
    UnfinishedRunError,
)
from o2o.executors import Done, Processes, Retried, Serial, open_executor
from o2o.experiment import Experiment
from o2o.progress import Advanced, Ended, Silence, Started


class Hearing:
    def __init__(self):
        self.events = []

    def tell(self, event):
        self.events.append(event)


class StopAfter:
    """Interrupts the experiment after a number of replications."""

    def __init__(self, replications):
        self.left = replications

    def tell(self, event):
        if isinstance(event, Advanced):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


def experiment(task=fake_engine.quick, **plan):
    return Experiment(fake_engine.plan(**plan), task)


def test_a_run_holds_every_replication_and_nothing_half_done(tmp_path):
    run = experiment().start(tmp_path, Serial(), Silence())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", run.id]
    assert run.kpis()["value"].tolist() == [10.0, 11.0, 12.0, 13.0]
    assert run.facts("trips", replication=3)["start"].tolist() == [3, 1003, 2003, 3003, 4003]
    run.verify()


def test_listeners_hear_the_beginning_every_replication_and_the_end(tmp_path):
    hearing = Hearing()
    run = experiment(replications=2).start(tmp_path, Serial(), hearing)
    assert hearing.events[0] == Started(run.id, 2, 0)
    assert [event.replication for event in hearing.events[1:3]] == [0, 1]
    assert hearing.events[3:] == [Ended("complete")]


@pytest.mark.requirement("M21")
def test_the_content_hash_does_not_depend_on_workers(tmp_path):
    serial = experiment().start(tmp_path / "serial", Serial(), Silence())
    with Processes(2) as pool:
        parallel = experiment().start(tmp_path / "parallel", pool, Silence())
    assert parallel.content_hash == serial.content_hash
    other = experiment(seed=8, task=fake_engine.Slow(0)).start(tmp_path / "other", Serial(), Silence())
    assert other.id != serial.id


def test_the_content_hash_sees_every_replication(tmp_path):
    four = experiment(replications=4).start(tmp_path, Serial(), Silence())
    three = experiment(replications=3).start(tmp_path, Serial(), Silence())
    assert four.content_hash != three.content_hash


@pytest.mark.requirement("M22")
def test_facts_that_are_not_kept_still_count_in_the_content_hash(tmp_path):
    kept = experiment(keep_facts="all").start(tmp_path, Serial(), Silence())
    dropped = experiment(keep_facts="none").start(tmp_path, Serial(), Silence())
    first = experiment(keep_facts="first").start(tmp_path, Serial(), Silence())
    assert kept.content_hash == dropped.content_hash == first.content_hash
    assert [name for name in dropped.manifest.files if name.startswith("facts/")] == []
    assert {name[-13:] for name in first.manifest.files if name.startswith("facts/")} == {"r0000.parquet"}


def test_an_interrupted_run_resumes_with_the_missing_replications_only(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    broken = experiment(fake_engine.Noting(notes))
    with pytest.raises(KeyboardInterrupt):
        broken.start(tmp_path / "runs", Serial(), StopAfter(2))
    status = json.loads((tmp_path / "runs" / f"{broken.plan.id}.part" / "status.json").read_text())
    assert (status["state"], status["done"], status["total"]) == ("interrupted", 2, 4)
    resumed = broken.resume(tmp_path / "runs", Serial(), Silence())
    whole = experiment().start(tmp_path / "whole", Serial(), Silence())
    assert resumed.content_hash == whole.content_hash
    assert sorted(note.name[0] for note in notes.iterdir()) == ["0", "1", "2", "3"]


def test_starting_over_an_unfinished_run_is_refused(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        experiment().start(tmp_path, Serial(), StopAfter(3))
    with pytest.raises(UnfinishedRunError, match="after 3 of 4 replications: add --resume"):
        experiment().start(tmp_path, Serial(), Silence())


def test_a_damaged_replication_is_simulated_again(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        experiment().start(tmp_path, Serial(), StopAfter(3))
    part = tmp_path / f"{experiment().plan.id}.part" / "rep-0001" / "kpis.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    hearing = Hearing()
    resumed = experiment().resume(tmp_path, Serial(), hearing)
    assert [event.replication for event in hearing.events if isinstance(event, Advanced)] == [1, 3]
    assert resumed.kpis()["value"].tolist() == [10.0, 11.0, 12.0, 13.0]


def test_a_run_is_never_overwritten(tmp_path):
    first = experiment().start(tmp_path, Serial(), Silence())
    with pytest.raises(StorageError, match="never overwritten"):
        experiment().start(tmp_path, Serial(), Silence())
    second = experiment().start_beside(tmp_path, Serial(), Silence())
    third = experiment().start_beside(tmp_path, Serial(), Silence())
    assert [second.id, third.id] == [f"{first.id}-2", f"{first.id}-3"]
    assert second.content_hash == first.content_hash


def test_an_existing_run_is_found_and_checked(tmp_path):
    assert experiment().existing(tmp_path) is None
    run = experiment().start(tmp_path, Serial(), Silence())
    assert experiment().existing(tmp_path).content_hash == run.content_hash
    (run.folder / "kpis.parquet").write_bytes(b"")
    with pytest.raises(DamagedResultsError, match="--force makes a new run"):
        experiment().existing(tmp_path)


def test_what_a_crash_left_behind_after_publishing_is_cleared_up(tmp_path):
    run = experiment().start(tmp_path, Serial(), Silence())
    left_over = tmp_path / f"{run.id}.part"
    shutil.copytree(run.folder, left_over)
    assert experiment().existing(tmp_path) is not None
    assert not left_over.exists()


def test_a_worker_that_dies_once_costs_nothing(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    deadly = fake_engine.Deadly(victim=2, times=1, notes=notes)
    with Processes(2) as pool:
        run = experiment(deadly).start(tmp_path / "runs", pool, Silence())
    assert run.kpis()["value"].tolist() == [10.0, 11.0, 12.0, 13.0]


class AnswersLost:
    """Loses every first answer: the work is done and on disk, but its worker ends before it can say so."""

    def outcomes(self, work, points):
        for point in points:
            work(point)
            yield Retried(point, 1)
            yield Done(point, work(point))


def test_a_replication_that_is_stored_before_its_worker_ends_is_not_simulated_again(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    run = experiment(fake_engine.Noting(notes)).start(tmp_path / "runs", AnswersLost(), Silence())
    assert run.kpis()["value"].tolist() == [10.0, 11.0, 12.0, 13.0]
    assert sorted(note.name[0] for note in notes.iterdir()) == ["0", "1", "2", "3"]


def test_a_replication_that_always_kills_its_worker_is_named_and_the_others_finish(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    deadly = experiment(fake_engine.Deadly(victim=0, times=99, notes=notes))
    with Processes(2) as pool, pytest.raises(FailedReplicationsError, match=r"number 0, seed 7") as lost:
        deadly.start(tmp_path / "runs", pool, Silence())
    assert lost.value.failed == (0,)
    assert lost.value.exit_code == 11
    assert len(list(notes.iterdir())) == 3
    draft = tmp_path / "runs" / f"{deadly.plan.id}.part"
    kept = sorted(path.parent.name for path in draft.glob("rep-????/manifest.json"))
    assert kept == ["rep-0001", "rep-0002", "rep-0003"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_invariant_stops_the_run_and_leaves_its_state(tmp_path, workers):
    unlawful = experiment(fake_engine.unlawful)
    with open_executor(workers) as executor, pytest.raises(InvariantStopError, match="stock of milk in north") as stop:
        unlawful.start(tmp_path, executor, Silence())
    assert stop.value.exit_code == 9
    dump = json.loads((tmp_path / f"{unlawful.plan.id}.part" / "dump.json").read_text())
    assert dump["state"] == {"law": "stock of milk in north", "expected": 5, "found": 4}
    assert (dump["replication"], dump["seed"]) == (1, 7)


def test_a_fault_of_the_program_keeps_its_traceback(tmp_path):
    with Processes(2) as pool, pytest.raises(ReplicationError, match=r"replication 1 \(seed 7\) failed") as error:
        experiment(fake_engine.buggy).start(tmp_path, pool, Silence())
    assert "ZeroDivisionError" in str(error.value)
    assert error.value.exit_code == 70


def test_extra_files_belong_to_the_run(tmp_path):
    def report(run):
        return {"report.html": f"<p>{np.mean(run.kpis()['value'])}</p>".encode()}

    run = Experiment(fake_engine.plan(), fake_engine.quick, report).start(tmp_path, Serial(), Silence())
    assert run.path("report.html").read_bytes() == b"<p>11.5</p>"
