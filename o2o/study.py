"""A study: a scenario file, read and checked, ready to run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from o2o.archive import RESULTS, Run
from o2o.executors import default_workers, open_executor
from o2o.experiment import WAYS, Experiment
from o2o.progress import Listener, on_stderr
from o2o.run_folder import RunFolder
from o2o.run_plan import RunPlan
from o2o.scenario_task import ScenarioTask
from o2o.side_by_side import carry_out

if TYPE_CHECKING:
    from scenarios.load import Loaded


@dataclass(frozen=True)
class Study:
    """A scenario as loaded; the same steps serve the command line and Python."""

    path: Path
    variant: str | None
    sets: tuple[str, ...]
    loaded: "Loaded"

    @property
    def plan(self) -> RunPlan:
        """Return what a run of this study is made from."""
        scenario = self.loaded.scenario
        return RunPlan(
            name=":".join(filter(None, [scenario.name, self.variant])),
            stem="-".join(filter(None, [self.path.stem, self.variant])),
            source=":".join(filter(None, [str(self.path), self.variant])),
            tree=self.loaded.tree,
            origins=self.loaded.origins,
            seed=scenario.experiment.seed,
            replications=scenario.experiment.replications,
            keep_facts=scenario.experiment.keep_facts,
        )

    @property
    def experiment(self) -> Experiment:
        """Return the experiment of this study, with the report among the files of its run."""
        return Experiment(self.plan, ScenarioTask(self.loaded.scenario), report_file)

    def with_sets(self, *sets: str) -> "Study":
        """Return the study with further values set ("experiment.replications=20"); the last one wins.

        Raises:
            ScenarioError: a value does not fit.
        """
        return load(self.path, self.variant, (*self.sets, *sets))

    def run(self, replications: int | None = None, workers: int | None = None, out: str | Path = RESULTS) -> Run:
        """Return the finished run: the one on disk when it exists, continued when it was interrupted.

        ``replications``: instead of the file's number; ``workers``: processes at a time, at most one a core by default.
        In a script, call it under ``if __name__ == "__main__":`` because workers import the script.

        Raises:
            ScenarioError: ``replications`` is out of range.
            StorageError, DamagedResultsError, FailedReplicationsError, InvariantStopError: as the exit codes say.
        """
        if replications is not None:
            return self.with_sets(f"experiment.replications={replications}").run(None, workers, out)
        return run_all([self], workers, out)[0]

    def simulate(self, way: str, root: Path, workers: int | None, listener: Listener) -> Run:
        """Return a run simulated into ``root``; ``way`` is a key of `o2o.experiment.WAYS`.

        Raises:
            StorageError, FailedReplicationsError, InvariantStopError: as for `run`.
        """
        with open_executor(workers or default_workers(self.plan.replications)) as executor:
            return WAYS[way](self.experiment, root, executor, listener)

    def _repr_html_(self) -> str:
        from o2o.cards import card

        scenario = self.loaded.scenario
        facts: dict[str, Any] = {
            "file": self.plan.source,
            "stores": len(scenario.places.stores),
            "days": scenario.calendar.days,
            "replications": self.plan.replications,
            "seed": self.plan.seed,
        }
        return card(scenario.name, {name: str(value) for name, value in facts.items()})


def load(path: str | Path, variant: str | None = None, sets: Sequence[str] = ()) -> Study:
    """Return the scenario in ``path``, read and checked.

    ``variant``: one of the file's variants; ``sets``: values to change, written "a.b=c".

    Raises:
        ScenarioError: every problem of the file with file, line and column.
    """
    from scenarios.load import load as read

    return Study(Path(path), variant, tuple(sets), read(Path(path), variant=variant, sets=tuple(sets)))


def run_all(studies: Sequence[Study], workers: int | None = None, out: str | Path = RESULTS) -> list[Run]:
    """Return the finished run of every study, as `Study.run` does; what is missing is simulated side by side.

    Raises:
        StorageError, DamagedResultsError, FailedReplicationsError, InvariantStopError: as the exit codes say.
    """
    root = Path(out) / "runs"
    plans = [study.plan for study in studies]
    runs = {plan.id: study.experiment.existing(root) for plan, study in zip(plans, studies, strict=True)}
    missing = {
        plan.id: study.experiment.attempt(RunFolder(root, plan.id))
        for plan, study in zip(plans, studies, strict=True)
        if runs[plan.id] is None
    }
    if missing:
        points = sum(attempt.plan.replications for attempt in missing.values())
        with open_executor(workers or default_workers(points)) as executor:
            made = carry_out(list(missing.values()), executor, on_stderr())
        runs.update(zip(missing, made, strict=True))
    return [run for plan in plans if (run := runs[plan.id]) is not None]


def report_file(run: Run) -> dict[str, bytes]:
    """Return the report of ``run`` as a file of the run."""
    from o2o.report import page

    return {"report.html": page(run).encode()}
