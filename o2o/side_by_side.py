"""Side by side: attempts at several runs share the same workers, so that none of these waits for the others' runs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from o2o.archive import Run
from o2o.attempt import Attempt, Work
from o2o.executors import Executor
from o2o.progress import Ended, Listener, Started
from o2o.replication import Finished, ReplicationWriter

Point = tuple[int, int]
"""place of the work, number of its replication"""


@dataclass(frozen=True)
class _Writers:
    """Simulates a replication of any of the attempts; runs inside a worker."""

    writers: tuple[ReplicationWriter, ...]

    def __call__(self, point: Point) -> Finished:
        place, replication = point
        return self.writers[place](replication)


def carry_out(attempts: Sequence[Attempt], executor: Executor, listener: Listener) -> list[Run]:
    """Return the run of every attempt; each is put together as soon as its last replication is there.

    Raises:
        StorageError: a run exists, is held by another process, or cannot be written.
        FailedReplicationsError: some replications were lost; whatever else was asked for is whole by then.
    """
    with ExitStack() as stack:
        stack.push(lambda kind, error, _: _tell_end(listener, error))
        works = [stack.enter_context(attempt.under_way(listener)) for attempt in attempts]
        total = sum(attempt.plan.replications for attempt in attempts)
        done = sum(len(work.finished) for work in works)
        listener.tell(Started(", ".join(attempt.folder.id for attempt in attempts), total, done))
        _simulate(works, _Writers(tuple(attempt.writer for attempt in attempts)), executor)
        listener.tell(Ended("complete"))
        for work in works:
            if work.settled:
                work.run()
        return [work.run() for work in works]


def _simulate(works: Sequence[Work], writers: _Writers, executor: Executor) -> None:
    points = [(place, number) for place, work in enumerate(works) for number in work.missing]
    for outcome in executor.outcomes(writers, points):
        place, number = outcome.point
        works[place].hear(number, outcome)
        if works[place].settled and not all(work.settled for work in works):
            works[place].run()


def _tell_end(listener: Listener, error: BaseException | None) -> None:
    if error is not None:
        listener.tell(Ended("interrupted" if isinstance(error, KeyboardInterrupt) else "failed"))
