"""The lock of a run: a second process is told who holds it, and a dead holder's lock is free."""

import multiprocessing
import os

import pytest

from o2o.errors import StorageError
from o2o.run_lock import holder, locked


def hold(path, ready):
    with locked(path):
        ready.set()
        ready.wait(60)
        import time

        time.sleep(60)


def test_a_lock_is_gone_after_its_block(tmp_path):
    path = tmp_path / "pilot.lock"
    with locked(path):
        assert f"process {os.getpid()} on " in holder(path)
    assert holder(path) is None
    assert not path.exists()


def test_a_second_process_is_told_who_works_on_the_run_and_takes_over_when_that_one_dies(tmp_path):
    path = tmp_path / "pilot.lock"
    context = multiprocessing.get_context("forkserver")
    ready = context.Event()
    process = context.Process(target=hold, args=(path, ready))
    process.start()
    assert ready.wait(60)
    told = rf"run pilot is being worked on by process {process.pid} on .* since 20\d\d-"
    with pytest.raises(StorageError, match=told), locked(path):
        pass
    process.kill()
    process.join()
    assert path.exists()
    with locked(path):
        assert f"process {os.getpid()} on " in holder(path)


def test_a_lock_file_of_an_unknown_writer_still_locks(tmp_path):
    path = tmp_path / "pilot.lock"
    path.write_text("garbage")
    with locked(path):
        assert f"process {os.getpid()} on " in holder(path)
