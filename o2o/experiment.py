"""An experiment: the replications of one scenario, simulated wherever there is room, kept as they finish."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from o2o.archive import KIND, Run
from o2o.assembly import Extras, assemble, no_extras
from o2o.durable import make_folder
from o2o.errors import DamagedResultsError, FailedReplicationsError, StorageError, UnfinishedRunError
from o2o.executors import Done, Executor, Retried
from o2o.journal import Journal
from o2o.manifest import read_manifest
from o2o.progress import Advanced, Ended, Listener, Several, Started, Troubled
from o2o.replication import Finished, ReplicationWriter, Task, read_finished
from o2o.run_folder import RunFolder
from o2o.run_lock import holder, locked
from o2o.run_plan import RunPlan


@dataclass(frozen=True)
class Experiment:
    """A plan, the task that simulates one replication of it, and the further files a finished run gets."""

    plan: RunPlan
    task: Task
    extras: Extras = no_extras

    def existing(self, root: Path) -> Run | None:
        """Return the whole, verified run of this very plan in ``root``, or None.

        Raises:
            DamagedResultsError: it is there, but damaged.
        """
        folder = RunFolder(root, self.plan.id)
        if folder.state != "complete":
            return None
        run = Run(folder.target, read_manifest(folder.target, KIND))
        try:
            run.verify()
        except DamagedResultsError as error:
            raise DamagedResultsError(f"{error}; --force makes a new run beside the damaged one") from error
        if holder(folder.lock) is None:
            # A crash between publishing and clearing up leaves the replications behind.
            folder.discard_draft()
        return run

    def start(self, root: Path, executor: Executor, listener: Listener) -> Run:
        """Return the run of this plan, simulated from the beginning.

        Raises:
            UnfinishedRunError: an earlier attempt left finished replications behind.
            StorageError: the run exists, is held by another process, or cannot be written.
            FailedReplicationsError: some replications were lost; the others wait for `resume`.
        """
        folder = RunFolder(root, self.plan.id)
        done = folder.finished_replications()
        if done and folder.state == "unfinished":
            raise UnfinishedRunError(
                f"run {folder.id} was interrupted after {done} of {self.plan.replications} replications: add --resume "
                "to finish it, or --force to make a new run beside it"
            )
        return self._work(folder, executor, listener)

    def resume(self, root: Path, executor: Executor, listener: Listener) -> Run:
        """Return the run of this plan, simulating only the replications that are not on disk yet.

        Raises:
            StorageError, FailedReplicationsError: as for `start`.
        """
        return self._work(RunFolder(root, self.plan.id), executor, listener)

    def start_beside(self, root: Path, executor: Executor, listener: Listener) -> Run:
        """Return a new run of this plan under a number of its own, whatever is there already.

        Raises:
            StorageError, FailedReplicationsError: as for `start`.
        """
        folders = RunFolder(root, self.plan.id).numbered()
        free = next(folder for folder in folders if folder.state == "absent" and not folder.target.exists())
        return self._work(free, executor, listener)

    def _work(self, folder: RunFolder, executor: Executor, listener: Listener) -> Run:
        make_folder(folder.root)
        with locked(folder.lock):
            if folder.target.exists():
                raise StorageError(f"{folder.target} exists already, and results are never overwritten: use --force")
            make_folder(folder.draft)
            folder.sweep()
            journal = Journal(folder.draft)
            everyone = Several([journal, listener])
            try:
                finished = self._simulate(folder, executor, everyone)
                everyone.tell(Ended("complete"))
                return assemble(folder, self.plan, finished, lambda run: self._extras(run, everyone))
            except BaseException as error:
                state = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
                with suppress(StorageError):
                    journal.tell(Troubled(str(error).partition("\n")[0]))
                    everyone.tell(Ended(state))
                raise

    def _simulate(self, folder: RunFolder, executor: Executor, listener: Listener) -> list[Finished]:
        finished, missing = self._on_disk(folder)
        listener.tell(Started(folder.id, self.plan.replications, len(finished)))
        lost: list[int] = []
        work = ReplicationWriter(self.task, self.plan, folder.draft)
        for outcome in executor.outcomes(work, missing):
            match outcome:
                case Done(replication, value):
                    finished.append(value)
                    listener.tell(Advanced(replication, value.seconds))
                case Retried(replication, deaths):
                    listener.tell(Troubled(f"the worker of replication {replication} died ({deaths}): trying again"))
                case _:
                    lost.append(outcome.point)
                    listener.tell(Troubled(f"replication {outcome.point} is lost: {outcome.deaths} workers died of it"))
        if lost:
            raise self._failed(lost)
        return finished

    def _on_disk(self, folder: RunFolder) -> tuple[list[Finished], list[int]]:
        parts = [read_finished(folder.draft, self.plan, number) for number in range(self.plan.replications)]
        missing = [number for number, part in enumerate(parts) if part is None]
        return [part for part in parts if part is not None], missing

    def _extras(self, run: Run, listener: Listener) -> Mapping[str, bytes]:
        try:
            return self.extras(run)
        except Exception as error:  # hours of simulation must not be lost for the sake of a report
            listener.tell(Troubled(f"the report of run {run.id} could not be made: {type(error).__name__}: {error}"))
            return {}

    def _failed(self, lost: Sequence[int]) -> FailedReplicationsError:
        numbers = ", ".join(str(number) for number in sorted(lost))
        return FailedReplicationsError(
            f"{len(lost)} of {self.plan.replications} replications failed (number {numbers}, seed {self.plan.seed}): "
            "their workers died, often for want of memory; the others are kept, try --resume with --workers 1",
            sorted(lost),
        )


WAYS: Mapping[str, Callable[[Experiment, Path, Executor, Listener], Run]] = {
    "start": Experiment.start,
    "resume": Experiment.resume,
    "beside": Experiment.start_beside,
}
"""How a run comes about: from the beginning, from what is on disk, or beside an earlier one."""
