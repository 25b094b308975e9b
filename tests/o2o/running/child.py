"""Runs an experiment of the fake engine as a process of its own: child.py ROOT WORKERS SECONDS_A_REPLICATION."""

import sys
from pathlib import Path

import fake_engine

from o2o.executors import open_executor
from o2o.experiment import Experiment
from o2o.interruption import InterruptedRunError, interruptible
from o2o.progress import Silence


def experiment(seconds, replications=6):
    return Experiment(fake_engine.plan(replications=replications), fake_engine.Slow(seconds))


if __name__ == "__main__":
    try:
        with interruptible(), open_executor(int(sys.argv[2])) as executor:
            experiment(float(sys.argv[3])).resume(Path(sys.argv[1]), executor, Silence())
    except InterruptedRunError as stop:
        sys.exit(stop.exit_code)
