"""One replication on disk: a folder of its own that never changes once its manifest is there."""

import json
import os
import shutil
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.content_hash import combined_hash, table_hash, tables_hash
from o2o.durable import canonical_json, make_folder, publish_folder, storage_errors, write_file
from o2o.errors import DamagedResultsError, InvariantStopError, ReplicationError, TooLargeError, WorkbenchError
from o2o.manifest import FileEntry, Manifest, check_all, file_entry, read_manifest, write_manifest
from o2o.parquet import write_parquet
from o2o.run_plan import RunPlan
from sim.dimensions import Dimensions
from sim.errors import InvariantBrokenError
from sim.facts import SCHEMA

Columns = Mapping[str, NDArray[Any]]
KIND = "replication"


@dataclass(frozen=True)
class ReplicationResult:
    """What one simulated replication says."""

    facts: Mapping[str, Columns]
    """table -> columns"""
    dimensions: Dimensions
    kpis: Columns
    """period, scope, kpi, value: one row per figure; not-a-number where a figure does not apply"""


Task = Callable[[int], ReplicationResult]
"""Simulates the replication of the given number and measures it; must be picklable."""


@dataclass(frozen=True)
class Finished:
    """What is remembered of a replication that lies on disk."""

    replication: int
    content_hash: str
    """of all its facts, kept or not, and its KPIs"""
    files: Mapping[str, FileEntry]
    seconds: float


@dataclass(frozen=True)
class ReplicationWriter:
    """Runs the task for one replication and leaves the result in ``folder``; runs inside a worker."""

    task: Task
    plan: RunPlan
    folder: Path

    def __call__(self, replication: int) -> Finished:
        """Simulate, measure and store ``replication``, unless it is there already.

        Raises:
            InvariantStopError: a law of conservation broke; the state is in ``dump.json``.
            TooLargeError: the memory ran out.
            StorageError: the result cannot be written.
            ReplicationError: the program itself failed.
        """
        # A worker may have stored it and then have ended, with the pool of another that died, before it could say so.
        stored = read_finished(self.folder, self.plan, replication)
        if stored is not None:
            return stored
        started = time.perf_counter()
        try:
            return self._store(replication, self.task(replication), started)
        except InvariantBrokenError as error:
            raise self._stopped(replication, error) from error
        except MemoryError as error:
            raise TooLargeError(
                f"replication {replication} ran out of memory: run fewer at a time (--workers 1) or make the "
                "scenario smaller (fewer customers, fewer days)"
            ) from error
        except WorkbenchError:
            raise
        except Exception as error:
            # The traceback goes along as text: it would not survive the way back from a worker.
            raise ReplicationError(
                f"replication {replication} (seed {self.plan.seed}) failed: {error}\n{traceback.format_exc()}"
            ) from error

    def _store(self, replication: int, result: ReplicationResult, started: float) -> Finished:
        target = replication_folder(self.folder, replication)
        draft = make_folder(target.with_name(f"{target.name}.tmp-{os.getpid()}"))
        try:
            finished = self._fill(draft, replication, result, started)
            publish_folder(draft, target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return finished

    def _fill(self, draft: Path, replication: int, result: ReplicationResult, started: float) -> Finished:
        rows = self._write_tables(draft, replication, result)
        dimensions = result.dimensions.to_json() | {"codes": _codes()}
        write_file(draft / "dimensions.json", canonical_json(dimensions))
        rows["dimensions.json"] = None
        finished = Finished(
            replication,
            combined_hash([tables_hash(result.facts), table_hash(result.kpis)]),
            {name: file_entry(draft / name, count) for name, count in rows.items()},
            time.perf_counter() - started,
        )
        about = {"identity": self.plan.identity} | asdict(finished)
        write_manifest(draft, Manifest(KIND, finished.files, {k: v for k, v in about.items() if k != "files"}))
        return finished

    def _write_tables(self, draft: Path, replication: int, result: ReplicationResult) -> dict[str, int | None]:
        number = np.full(len(result.kpis["value"]), replication, dtype="i4")
        kpis = {"replication": number, **result.kpis}
        rows: dict[str, int | None] = {"kpis.parquet": write_parquet(draft / "kpis.parquet", kpis)}
        if not self.plan.keeps(replication):
            return rows
        make_folder(draft / "facts")
        for name, columns in result.facts.items():
            optional = [key for key, column in SCHEMA.get(name, {}).items() if column.optional]
            path = f"facts/{name}-r{replication:04d}.parquet"
            rows[path] = write_parquet(draft / path, columns, optional)
        return rows

    def _stopped(self, replication: int, error: InvariantBrokenError) -> InvariantStopError:
        path = self.folder / "dump.json"
        dump = {"replication": replication, "seed": self.plan.seed, "state": error.dump}
        write_file(path, json.dumps(dump, indent=1, sort_keys=True, ensure_ascii=False, default=str).encode())
        return InvariantStopError(
            f"replication {replication} (seed {self.plan.seed}) broke a law of conservation: {error}; its figures "
            f"would be worthless, the state at that time is in {path}"
        )


def replication_folder(folder: Path, replication: int) -> Path:
    """Return where ``replication`` lies inside the unfinished run ``folder``."""
    return folder / f"rep-{replication:04d}"


def read_finished(folder: Path, plan: RunPlan, replication: int) -> Finished | None:
    """Return what ``replication`` left in ``folder``; None when it is not there, damaged or of another plan.

    A damaged replication is removed, since it will be simulated again.
    """
    path = replication_folder(folder, replication)
    if not path.is_dir():
        return None
    try:
        manifest = read_manifest(path, KIND)
        check_all(path, manifest)
    except DamagedResultsError:
        manifest = None
    if manifest is None or manifest.about["identity"] != plan.identity:
        with storage_errors(path):
            shutil.rmtree(path)
        return None
    about = manifest.about
    return Finished(replication, about["content_hash"], manifest.files, about["seconds"])


def _codes() -> dict[str, dict[str, list[str]]]:
    """Return table -> column -> names of the codes 0, 1, 2 ..."""
    return {
        name: {key: [code.name for code in column.codes] for key, column in columns.items() if column.codes}
        for name, columns in SCHEMA.items()
    }
