"""An attempt at a run: takes in its replications as they finish; the last one makes the run whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from o2o.archive import Run
from o2o.assembly import Extras, assemble
from o2o.durable import make_folder
from o2o.errors import FailedReplicationsError, StorageError
from o2o.executors import Done, Outcome, Retried
from o2o.journal import Journal
from o2o.progress import Advanced, Ended, Listener, Several, Started, Troubled
from o2o.replication import Finished, ReplicationWriter, Task, read_finished
from o2o.run_folder import RunFolder
from o2o.run_lock import locked
from o2o.run_plan import RunPlan


@dataclass(frozen=True)
class Attempt:
    """What makes one run in ``folder``: from the beginning, or from what an earlier attempt left there."""

    plan: RunPlan
    task: Task
    extras: Extras
    folder: RunFolder

    @property
    def writer(self) -> ReplicationWriter:
        """Return what simulates one replication and stores it."""
        return ReplicationWriter(self.task, self.plan, self.folder.draft)

    @contextmanager
    def under_way(self, listener: Listener) -> Iterator["Work"]:
        """Hold the run's lock and keep its journal for the length of the block; ``listener`` hears of trouble.

        Raises:
            StorageError: the run exists, is held by another process, or cannot be written.
        """
        folder = self.folder
        make_folder(folder.root)
        with locked(folder.lock):
            if folder.target.exists():
                raise StorageError(f"{folder.target} exists already, and results are never overwritten: use --force")
            make_folder(folder.draft)
            folder.sweep()
            work = Work(self, Journal(folder.draft), listener)
            try:
                yield work
            except BaseException as error:
                work.break_off(error)
                raise


class Work:
    """Work on one run: which replications are there, which are missing, and the run once it is whole."""

    def __init__(self, attempt: Attempt, journal: Journal, listener: Listener) -> None:
        self._attempt = attempt
        self._journal = journal
        self._everyone = Several([journal, listener])
        folder, plan = attempt.folder, attempt.plan
        parts = [read_finished(folder.draft, plan, number) for number in range(plan.replications)]
        self.missing = [number for number, part in enumerate(parts) if part is None]
        """replications that were not on disk when the work began"""
        self.finished = [part for part in parts if part is not None]
        self._lost: list[int] = []
        self._run: Run | None = None
        journal.tell(Started(folder.id, plan.replications, len(self.finished)))

    @property
    def settled(self) -> bool:
        """Return whether every replication is there."""
        return len(self.finished) == self._attempt.plan.replications

    def hear(self, replication: int, outcome: Outcome[tuple[int, int], Finished]) -> None:
        """Take note of what became of ``replication``."""
        match outcome:
            case Done(_, value):
                self.finished.append(value)
                self._everyone.tell(Advanced(replication, value.seconds))
            case Retried(_, deaths):
                self._everyone.tell(Troubled(f"the worker of replication {replication} died ({deaths}): trying again"))
            case _:
                self._lost.append(replication)
                self._everyone.tell(Troubled(f"replication {replication} is lost: {outcome.deaths} workers died of it"))

    def run(self) -> Run:
        """Return the whole run, put together when this is asked first.

        Raises:
            FailedReplicationsError: some replications were lost; the others wait for another attempt.
            StorageError: it cannot be written.
        """
        if self._lost:
            raise self._failed()
        if self._run is None:
            attempt = self._attempt
            self._journal.tell(Ended("complete"))
            self._run = assemble(attempt.folder, attempt.plan, self.finished, self._made_extras)
        return self._run

    def break_off(self, error: BaseException) -> None:
        """Note in the journal why the work ends early; a run that is whole has none left to write to."""
        with suppress(StorageError):
            self._journal.tell(Troubled(str(error).partition("\n")[0]))
            self._journal.tell(Ended("interrupted" if isinstance(error, KeyboardInterrupt) else "failed"))

    def _made_extras(self, run: Run) -> Mapping[str, bytes]:
        try:
            return self._attempt.extras(run)
        except Exception as error:  # hours of simulation must not be lost for the sake of a report
            text = f"the report of run {run.id} could not be made: {type(error).__name__}: {error}"
            self._everyone.tell(Troubled(text))
            return {}

    def _failed(self) -> FailedReplicationsError:
        plan = self._attempt.plan
        numbers = ", ".join(str(number) for number in sorted(self._lost))
        return FailedReplicationsError(
            f"{len(self._lost)} of {plan.replications} replications failed (number {numbers}, seed "
            f"{plan.seed}): their workers died, often for want of memory; the others are kept, go on with "
            "--workers 1 (and, in o2o run, --resume)",
            sorted(self._lost),
        )
