"""Kill -9 at any moment: nothing torn is ever visible, and the run resumes to the same bytes."""

import multiprocessing
import os
import signal
import time

import fake_engine
import numpy as np
import pytest

from o2o import assembly
from o2o.archive import all_runs
from o2o.durable import make_folder
from o2o.errors import StorageError
from o2o.executors import Serial
from o2o.experiment import Experiment
from o2o.progress import Silence
from o2o.run_folder import all_folders

RESTS = {"complete", "unfinished"}


@pytest.fixture(scope="module")
def children():
    """Processes that start at once, everything imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["o2o.experiment", "pandas", "duckdb"])
    return context


def experiment(seed=7):
    return Experiment(fake_engine.plan(replications=2, seed=seed), fake_engine.quick)


def work(root, seed):
    run = experiment(seed)
    if run.existing(root) is None:
        run.resume(root, Serial(), Silence())


def killed_after(children, seconds, *arguments):
    """Start `work`, kill it after ``seconds`` and return whether it had to be killed."""
    process = children.Process(target=work, args=arguments)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def seconds_of(children, *arguments):
    """Return how long `work` takes here and now, from start to end."""
    process = children.Process(target=work, args=arguments)
    began = time.perf_counter()
    process.start()
    process.join()
    return time.perf_counter() - began


def check_nothing_torn(root):
    """Every folder that bears a run's name is whole."""
    assert {folder.state for folder in all_folders(root)} <= RESTS
    for run in all_runs(root.parent):
        run.verify()
        assert len(run.kpis(period=None)) == 6


def survives_kills(children, folder, kills):
    root = folder / "runs"
    random = np.random.Generator(np.random.PCG64(20261122))
    earlier = experiment(1).start(root, Serial(), Silence())
    # The first child may wait for the server of children to start.
    usual = min(seconds_of(children, folder / "timed" / "runs", seed) for seed in (1, 2, 3))
    seed, stopped = 2, 0
    for _ in range(kills):
        stopped += killed_after(children, random.uniform(0.1, 1.2) * usual, root, seed)
        check_nothing_torn(root)
        assert experiment(1).existing(root).content_hash == earlier.content_hash
        seed += experiment(seed).existing(root) is not None
    resumed = experiment(seed).resume(root, Serial(), Silence())
    whole = experiment(seed).start(folder / "whole", Serial(), Silence())
    assert resumed.content_hash == whole.content_hash
    return stopped


def test_ten_kills_at_random_times_leave_no_torn_run(children, tmp_path):
    assert survives_kills(children, tmp_path, 10) >= 5


@pytest.mark.slow
def test_a_hundred_kills_at_random_times_leave_no_torn_run(children, tmp_path):
    assert survives_kills(children, tmp_path, 100) >= 50


STEPS = ("fsync", "rename", "replace", "link")


def work_until(root, step):
    """Work until the given sync, rename or link, and die there without a word."""
    left = step

    def counted(genuine):
        def call(*arguments, **options):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return genuine(*arguments, **options)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    work(root, 7)


def work_in_place_until(root, step):
    """The planted fault: the run grows under its final name."""
    assembly.make_folder = lambda folder: make_folder(folder.parent.with_suffix(""))
    assembly.publish_folder = lambda *_folders: None
    work_until(root, step)


def survives_dying(children, folder, stride, target=work_until):
    """Die at every ``stride``-th step, look, resume; return the step that was never reached."""
    whole = experiment().start(folder / "whole", Serial(), Silence())
    step, code = 1, 9
    while code == 9:
        root = folder / f"{step}" / "runs"
        process = children.Process(target=target, args=(root, step))
        process.start()
        process.join()
        code = process.exitcode
        check_nothing_torn(root)
        run = experiment().existing(root) or experiment().resume(root, Serial(), Silence())
        assert run.content_hash == whole.content_hash
        step += stride
    assert code == 0
    return step


def test_dying_at_every_sixth_sync_rename_or_link_leaves_no_torn_run(children, tmp_path):
    assert survives_dying(children, tmp_path, 6) > 40


def test_a_run_that_grew_under_its_final_name_would_be_found_out(children, tmp_path):
    with pytest.raises(StorageError, match="never overwritten"):
        survives_dying(children, tmp_path, 6, work_in_place_until)


@pytest.mark.slow
def test_dying_at_any_sync_rename_or_link_leaves_no_torn_run(children, tmp_path):
    assert survives_dying(children, tmp_path, 1) > 40
