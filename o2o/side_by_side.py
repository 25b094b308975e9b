"""Side by side: attempts at several runs share the same workers, so that none of these waits for the others' runs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from o2o.archive import Run
from o2o.attempt import Attempt
from o2o.executors import Executor
from o2o.progress import Ended, Listener, Started
from o2o.replication import Finished, ReplicationWriter

Point = tuple[int, int]
"""place of the attempt, number of its replication"""


@dataclass(frozen=True)
class _Writers:
    """Simulates a replication of any of the attempts; runs inside a worker."""

    writers: tuple[ReplicationWriter, ...]

    def __call__(self, point: Point) -> Finished:
        attempt, replication = point
        return self.writers[attempt](replication)


def carry_out(attempts: Sequence[Attempt], executor: Executor, listener: Listener) -> list[Run]:
    """Return the run of every attempt; each is put together as soon as its last replication is there.

    Raises:
        StorageError: a run exists, is held by another process, or cannot be written.
        FailedReplicationsError: some replications were lost; whatever else was asked for is whole by then.
    """
    with ExitStack() as stack:
        stack.push(lambda kind, error, _: _tell_end(listener, error))
        for attempt in attempts:
            stack.enter_context(attempt.under_way(listener))
        total, done = (sum(counts) for counts in zip(*map(_counts, attempts), strict=True))
        listener.tell(Started(", ".join(attempt.folder.id for attempt in attempts), total, done))
        _simulate(attempts, executor)
        listener.tell(Ended("complete"))
        for attempt in attempts:
            if attempt.settled:
                attempt.run()
        return [attempt.run() for attempt in attempts]


def _simulate(attempts: Sequence[Attempt], executor: Executor) -> None:
    points = [(place, number) for place, attempt in enumerate(attempts) for number in attempt.missing]
    for outcome in executor.outcomes(_Writers(tuple(attempt.writer for attempt in attempts)), points):
        place, number = outcome.point
        attempts[place].hear(number, outcome)
        if attempts[place].settled and not all(attempt.settled for attempt in attempts):
            attempts[place].run()


def _counts(attempt: Attempt) -> tuple[int, int]:
    return attempt.plan.replications, len(attempt.finished)


def _tell_end(listener: Listener, error: BaseException | None) -> None:
    if error is not None:
        listener.tell(Ended("interrupted" if isinstance(error, KeyboardInterrupt) else "failed"))
