"""Ctrl-C and SIGTERM: finished replications stay, the way to go on is shown, the exit code is right."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import child
import pytest

from o2o.executors import Serial
from o2o.progress import Silence

WAY_OUT = 5.0
"""seconds a planner waits after Ctrl-C (fault row F41)"""
PATIENCE = 30.0
"""seconds after which a test gives up on a process, on a busy machine"""


def start(root, workers, seconds):
    script = str(Path(child.__file__))
    return subprocess.Popen([sys.executable, script, str(root), str(workers), str(seconds)], stderr=subprocess.PIPE)


def wait_for_replications(root, number):
    status = root / f"{child.experiment(0).plan.id}.part" / "status.json"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if status.is_file() and json.loads(status.read_text())["done"] >= number:
            return
        time.sleep(0.02)
    raise TimeoutError(f"{number} replications were not finished in a minute")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_a_stopped_run_ends_soon_keeps_what_is_finished_and_resumes_to_the_same_content(tmp_path, number, code):
    process = start(tmp_path, workers=1, seconds=0.5)
    wait_for_replications(tmp_path, 1)
    asked = time.monotonic()
    process.send_signal(number)
    _, told = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - asked < WAY_OUT
    assert (process.returncode, told) == (code, b"")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".part"]
    resumed = child.experiment(0).resume(tmp_path, Serial(), Silence())
    whole = child.experiment(0).start(tmp_path / "whole", Serial(), Silence())
    assert resumed.content_hash == whole.content_hash


def test_workers_of_a_stopped_run_do_not_outlive_it(tmp_path):
    process = start(tmp_path, workers=2, seconds=0.5)
    wait_for_replications(tmp_path, 1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=PATIENCE)  # waits until the last worker has let go of the pipe
    assert (process.returncode, told) == (130, b"")


def test_asking_twice_stops_at_once(tmp_path):
    process = start(tmp_path, workers=2, seconds=3.0)
    wait_for_replications(tmp_path, 1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert time.monotonic() - asked < 2.5, "sooner than any replication ends"


def test_workers_end_when_their_parent_is_killed(tmp_path):
    process = start(tmp_path, workers=2, seconds=1.0)
    wait_for_replications(tmp_path, 1)
    process.kill()
    process.communicate(timeout=PATIENCE)  # the workers hold the other end of the pipe
    assert process.returncode == -signal.SIGKILL
