"""An attempt at a run: takes in its replications as they finish; the last one makes the run whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

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


@dataclass
class Attempt:
    """Makes one run in ``folder``: from the beginning, or from what an earlier attempt left there."""

    plan: RunPlan
    task: Task
    extras: Extras
    folder: RunFolder
    finished: list[Finished] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    """replications that were not on disk when the attempt began"""
    _lost: list[int] = field(default_factory=list)
    _run: Run | None = None

    @property
    def writer(self) -> ReplicationWriter:
        """Return what simulates one replication and stores it."""
        return ReplicationWriter(self.task, self.plan, self.folder.draft)

    @property
    def settled(self) -> bool:
        """Return whether every replication is there."""
        return len(self.finished) == self.plan.replications

    @contextmanager
    def under_way(self, listener: Listener) -> Iterator[None]:
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
            self._journal = Journal(folder.draft)
            self._everyone = Several([self._journal, listener])
            try:
                self._look_on_disk()
                yield
            except BaseException as error:
                if self._run is None:
                    with suppress(StorageError):
                        self._journal.tell(Troubled(str(error).partition("\n")[0]))
                        self._journal.tell(Ended("interrupted" if isinstance(error, KeyboardInterrupt) else "failed"))
                raise

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
            self._journal.tell(Ended("complete"))
            self._run = assemble(self.folder, self.plan, self.finished, self._made_extras)
        return self._run

    def _look_on_disk(self) -> None:
        parts = [read_finished(self.folder.draft, self.plan, number) for number in range(self.plan.replications)]
        self.missing = [number for number, part in enumerate(parts) if part is None]
        self.finished = [part for part in parts if part is not None]
        self._journal.tell(Started(self.folder.id, self.plan.replications, len(self.finished)))

    def _made_extras(self, run: Run) -> Mapping[str, bytes]:
        try:
            return self.extras(run)
        except Exception as error:  # hours of simulation must not be lost for the sake of a report
            text = f"the report of run {run.id} could not be made: {type(error).__name__}: {error}"
            self._everyone.tell(Troubled(text))
            return {}

    def _failed(self) -> FailedReplicationsError:
        numbers = ", ".join(str(number) for number in sorted(self._lost))
        return FailedReplicationsError(
            f"{len(self._lost)} of {self.plan.replications} replications failed (number {numbers}, seed "
            f"{self.plan.seed}): their workers died, often for want of memory; the others are kept, try --resume with "
            "--workers 1",
            sorted(self._lost),
        )
