"""An experiment: the replications of one scenario, simulated wherever there is room, kept as they finish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from o2o.archive import KIND, Run
from o2o.assembly import Extras, no_extras
from o2o.attempt import Attempt
from o2o.errors import DamagedResultsError, UnfinishedRunError
from o2o.executors import Executor
from o2o.manifest import read_manifest
from o2o.progress import Listener
from o2o.replication import Task
from o2o.run_folder import RunFolder
from o2o.run_lock import holder
from o2o.run_plan import RunPlan
from o2o.side_by_side import carry_out


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

    def attempt(self, folder: RunFolder) -> Attempt:
        """Return an attempt at this experiment's run in ``folder``."""
        return Attempt(self.plan, self.task, self.extras, folder)

    def _work(self, folder: RunFolder, executor: Executor, listener: Listener) -> Run:
        return carry_out([self.attempt(folder)], executor, listener)[0]


WAYS: Mapping[str, Callable[[Experiment, Path, Executor, Listener], Run]] = {
    "start": Experiment.start,
    "resume": Experiment.resume,
    "beside": Experiment.start_beside,
}
"""How a run comes about: from the beginning, from what is on disk, or beside an earlier one."""
