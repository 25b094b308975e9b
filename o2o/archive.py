"""The archive: opening and reading finished runs; no damaged byte is read in silence."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from o2o.errors import UsageProblemError
from o2o.manifest import Manifest, check_all, check_file, read_manifest
from o2o.parquet import read_parquet
from o2o.run_folder import RunFolder, all_folders
from sim.dimensions import Dimensions

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

KIND = "run"
RESULTS = Path("results")


@dataclass(frozen=True)
class Run:
    """A finished run; every table is checked against the manifest when it is first read."""

    folder: Path
    manifest: Manifest
    _checked: set[str] = field(default_factory=set, repr=False, compare=False)

    @property
    def about(self) -> dict[str, Any]:
        """Return what the manifest says about the run: scenario, seed, versions, hashes."""
        return dict(self.manifest.about)

    @property
    def id(self) -> str:
        """Return the run's name."""
        return str(self.manifest.about["id"])

    @property
    def name(self) -> str:
        """Return the scenario's name."""
        return str(self.manifest.about["scenario"]["name"])

    @property
    def replications(self) -> int:
        """Return how many replications there are."""
        return int(self.manifest.about["replications"])

    @property
    def seed(self) -> int:
        """Return the seed of all luck."""
        return int(self.manifest.about["seed"])

    @property
    def content_hash(self) -> str:
        """Return the fingerprint of all facts and KPIs: equal runs have equal ones."""
        return str(self.manifest.about["content_hash"])

    @property
    def tree(self) -> dict[str, Any]:
        """Return the resolved scenario in the planner's units."""
        return dict(self.manifest.about["scenario"]["tree"])

    @property
    def origins(self) -> dict[str, str]:
        """Return dotted path -> file:line:column of every value of the scenario."""
        return dict(self.manifest.about["scenario"]["origins"])

    @cached_property
    def dimensions(self) -> Dimensions:
        """Return the names behind the slots."""
        return Dimensions.from_json(self._dimension_data)

    @cached_property
    def _dimension_data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.path("dimensions.json").read_bytes())
        return data

    def kpis(self, period: str | None = "total", scope: str | None = "chain") -> "pd.DataFrame":
        """Return replication, period, scope, kpi, value; the whole chain over all measured days by default.

        None stands for all periods or all scopes.
        """
        wanted = {"period": period, "scope": scope}
        only = {column: value for column, value in wanted.items() if value is not None}
        return read_parquet(self.path("kpis.parquet"), **only)

    def facts(self, table: str, replication: int = 0) -> "pd.DataFrame":
        """Return a fact table of one replication, with codes as names and <NA> for what has not happened.

        Raises:
            UsageProblemError: no such table, or it was not kept for this replication.
        """
        import pandas as pd

        rows = read_parquet(self.path(self._fact_file(table, replication)))
        for column, names in self._dimension_data["codes"].get(table, {}).items():
            codes = rows[column].fillna(-1).astype("int64")
            rows[column] = pd.Categorical.from_codes(codes, categories=names)
        return rows

    def _fact_file(self, table: str, replication: int) -> str:
        name = f"facts/{table}-r{replication:04d}.parquet"
        if name in self.manifest.files:
            return name
        kept = sorted(file.removeprefix("facts/") for file in self.manifest.files if file.startswith("facts/"))
        raise UsageProblemError(
            f"run {self.id} has no facts '{table}' of replication {replication}; kept are: {', '.join(kept) or 'none'}"
            " (experiment.keep_facts says which replications are kept)"
        )

    def path(self, name: str) -> Path:
        """Return the path of a file of the run after checking it against the manifest.

        Raises:
            UsageProblemError: the run has no such file.
            DamagedResultsError: the file is missing or altered.
        """
        if name not in self.manifest.files:
            raise UsageProblemError(f"run {self.id} has no file '{name}'")
        if name not in self._checked:
            check_file(self.folder, self.manifest, name)
            self._checked.add(name)
        return self.folder / name

    def verify(self) -> None:
        """Check every file of the run.

        Raises:
            DamagedResultsError: the first file that is missing or altered.
        """
        check_all(self.folder, self.manifest)

    def plot(self) -> "Figure":
        """Return the run at a glance: sales, online orders, punctuality and the city."""
        from o2o.figures import overview

        return overview(self)

    def _repr_html_(self) -> str:
        from o2o.cards import run_card

        return run_card(self)


def open_run(run: str | Path, results: str | Path = RESULTS) -> Run:
    """Return the finished run ``run``: a folder, an id, the beginning of an id, or "latest".

    Raises:
        UsageProblemError: there is no such run, or several begin like this.
        DamagedResultsError: its manifest is damaged or of a newer version.
    """
    folder = _find(str(run), Path(results))
    return Run(folder, read_manifest(folder, KIND))


def all_runs(results: str | Path = RESULTS) -> list[Run]:
    """Return every finished run whose manifest can be read, by name."""
    folders = all_folders(Path(results) / "runs")
    return [Run(folder.target, read_manifest(folder.target, KIND)) for folder in folders if folder.state == "complete"]


def _find(run: str, results: Path) -> Path:
    if "/" in run or Path(run).is_dir():
        if not Path(run).is_dir():
            raise UsageProblemError(f"there is no run folder {run}; `o2o list` shows the runs")
        return Path(run)
    root = results / "runs"
    if run == "latest" and (root / "latest").is_file():
        run = (root / "latest").read_text().strip()
    complete = [folder for folder in all_folders(root) if folder.state == "complete"]
    exact = [folder for folder in complete if folder.id == run]
    alike = exact or [folder for folder in complete if folder.id.startswith(run)]
    if len(alike) == 1:
        return alike[0].target
    if alike:
        raise UsageProblemError(f"several runs begin with '{run}': {', '.join(folder.id for folder in alike)}")
    raise UsageProblemError(_absent(RunFolder(root, run)))


def _absent(folder: RunFolder) -> str:
    if folder.state in ("running", "unfinished"):
        done = folder.finished_replications()
        return f"run {folder.id} is {folder.state} ({done} replications so far); finish it with `o2o run ... --resume`"
    return f"there is no run '{folder.id}' in {folder.root}; `o2o list` shows the runs"
