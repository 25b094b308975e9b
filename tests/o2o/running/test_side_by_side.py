"""Runs made side by side: the same as one by one, with the workers shared, and none lost for another's sake."""

import fake_engine
import pytest

from o2o.errors import FailedReplicationsError, InvariantStopError, StorageError
from o2o.executors import Processes, Serial
from o2o.experiment import Experiment
from o2o.progress import Advanced, Ended, Silence, Started
from o2o.run_folder import RunFolder
from o2o.side_by_side import carry_out


class Hearing:
    def __init__(self, stop_after=99):
        self.events = []
        self.left = stop_after

    def tell(self, event):
        self.events.append(event)
        if isinstance(event, Advanced):
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt


class Eager(Serial):
    """Notes which replications it is asked for, and what is whole each time."""

    def __init__(self, root):
        self.root = root
        self.asked = []

    def outcomes(self, work, points):
        for outcome in super().outcomes(work, points):
            self.asked.append((outcome.point, sorted(path.name for path in self.root.glob("pilot-*-r?"))))
            yield outcome


def experiment(seed, task=fake_engine.quick, replications=2):
    return Experiment(fake_engine.plan(seed=seed, replications=replications), task)


def attempts(root, *experiments):
    return [one.attempt(RunFolder(root, one.plan.id)) for one in experiments]


def test_runs_are_those_made_one_by_one(tmp_path):
    apart = [experiment(seed).start(tmp_path / "apart", Serial(), Silence()) for seed in (7, 8)]
    with Processes(2) as pool:
        together = carry_out(attempts(tmp_path / "together", experiment(7), experiment(8)), pool, Silence())
    assert [run.id for run in together] == [run.id for run in apart]
    assert [run.content_hash for run in together] == [run.content_hash for run in apart]
    for run in together:
        run.verify()


def test_all_replications_are_one_queue_and_a_run_is_whole_before_the_next_ends(tmp_path):
    executor = Eager(tmp_path)
    first, _ = carry_out(attempts(tmp_path, experiment(7), experiment(8)), executor, Silence())
    assert [point for point, _ in executor.asked] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert executor.asked[2][1] == [first.id]


def test_the_listener_hears_of_one_work_and_each_journal_of_its_own_run(tmp_path):
    hearing = Hearing()
    runs = carry_out(attempts(tmp_path, experiment(7), experiment(8)), Serial(), hearing)
    assert hearing.events[0] == Started(f"{runs[0].id}, {runs[1].id}", 4, 0)
    assert [event.replication for event in hearing.events[1:-1]] == [0, 1, 0, 1]
    assert hearing.events[-1] == Ended("complete")
    for run in runs:
        log = run.path("log.txt").read_text().splitlines()
        assert [line.split(" ", 1)[1].partition(" finished")[0] for line in log[1:]] == [
            "replication 0", "replication 1", "ended: complete",
        ]  # fmt: skip


def test_an_interruption_keeps_what_is_whole_and_what_is_finished(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        carry_out(attempts(tmp_path, experiment(7), experiment(8)), Serial(), Hearing(stop_after=3))
    first, second = (RunFolder(tmp_path, experiment(seed).plan.id) for seed in (7, 8))
    assert (first.state, second.state) == ("complete", "unfinished")
    assert not first.draft.exists()
    assert second.finished_replications() == 1
    assert "ended: interrupted" in (second.draft / "log.txt").read_text()
    hearing = Hearing()
    experiment(8).resume(tmp_path, Serial(), hearing)
    assert [event.replication for event in hearing.events if isinstance(event, Advanced)] == [1]


def test_two_interrupted_runs_go_on_together_from_what_each_has(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        carry_out(attempts(tmp_path, experiment(7), experiment(8)), Serial(), Hearing(stop_after=1))
    hearing = Hearing()
    runs = carry_out(attempts(tmp_path, experiment(7), experiment(8)), Serial(), hearing)
    assert hearing.events[0] == Started(f"{runs[0].id}, {runs[1].id}", 4, 1)
    assert [event.replication for event in hearing.events[1:-1]] == [1, 0, 1]


def test_a_lost_replication_costs_its_own_run_alone(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    deadly = experiment(7, fake_engine.Deadly(victim=0, times=99, notes=notes))
    root, lost = tmp_path / "runs", pytest.raises(FailedReplicationsError, match=r"number 0, seed 7")
    with Processes(2) as pool, lost:
        carry_out(attempts(root, deadly, experiment(8)), pool, Silence())
    assert RunFolder(root, experiment(8).plan.id).state == "complete"
    assert RunFolder(root, deadly.plan.id).finished_replications() == 1


def test_a_run_whose_replications_are_all_there_is_put_together_beside_one_that_is_lost(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    root = tmp_path / "runs"
    with pytest.raises(KeyboardInterrupt):
        carry_out(attempts(root, experiment(8)), Serial(), Hearing(stop_after=2))
    assert RunFolder(root, experiment(8).plan.id).state == "unfinished"
    deadly = experiment(7, fake_engine.Deadly(victim=0, times=99, notes=notes))
    with Processes(2) as pool, pytest.raises(FailedReplicationsError):
        carry_out(attempts(root, deadly, experiment(8)), pool, Silence())
    assert RunFolder(root, experiment(8).plan.id).state == "complete"


def test_a_broken_law_stops_all_of_them(tmp_path):
    hearing = Hearing()
    with pytest.raises(InvariantStopError):
        carry_out(attempts(tmp_path, experiment(7, fake_engine.unlawful), experiment(8)), Serial(), hearing)
    assert hearing.events[-1] == Ended("failed")
    assert RunFolder(tmp_path, experiment(8).plan.id).state == "unfinished"


def test_nothing_begins_where_one_run_is_there_already(tmp_path):
    experiment(8).start(tmp_path, Serial(), Silence())
    with pytest.raises(StorageError, match="never overwritten"):
        carry_out(attempts(tmp_path, experiment(7), experiment(8)), Serial(), Silence())
    assert RunFolder(tmp_path, experiment(7).plan.id).finished_replications() == 0
