"""Assembly: finished replications become one whole run, published in a single step."""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from o2o.archive import KIND, Run
from o2o.content_hash import combined_hash
from o2o.durable import make_folder, publish_folder, storage_errors, sync_folder, write_file
from o2o.manifest import FileEntry, Manifest, file_entry, write_manifest
from o2o.parquet import stack_parquet
from o2o.program import describe_program
from o2o.replication import Finished, replication_folder
from o2o.run_folder import RunFolder
from o2o.run_plan import RunPlan
from sim.dimensions import Dimensions

Extras = Callable[[Run], Mapping[str, bytes]]
"""Makes further files of a run, such as its report, from the run itself."""


def no_extras(_run: Run) -> Mapping[str, bytes]:
    """Add nothing."""
    return {}


def assemble(folder: RunFolder, plan: RunPlan, finished: Sequence[Finished], extras: Extras = no_extras) -> Run:
    """Return the whole run made of ``finished``, one for every replication; hold the run's lock.

    A crash at any point leaves the replications as they are, so that the same call can be made again.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    whole = make_folder(folder.draft / "whole")
    ordered = sorted(finished, key=lambda part: part.replication)
    files = _gather(folder.draft, whole, ordered)
    run = Run(whole, Manifest(KIND, files, _about(folder, plan, ordered, whole)))
    for name, content in {**extras(run), "log.txt": _log(folder)}.items():
        write_file(whole / name, content)
        files[name] = file_entry(whole / name)
    write_manifest(whole, run.manifest)
    publish_folder(whole, folder.target)
    folder.discard_draft()
    write_file(folder.root / "latest", folder.id.encode())
    return replace(run, folder=folder.target)


def _gather(draft: Path, whole: Path, finished: Sequence[Finished]) -> dict[str, FileEntry]:
    files: dict[str, FileEntry] = {}
    make_folder(whole / "facts")
    for part in finished:
        source = replication_folder(draft, part.replication)
        for name, entry in part.files.items():
            if name.startswith("facts/") or (part is finished[0] and name == "dimensions.json"):
                _link(source / name, whole / name)
                files[name] = entry
    sources = [replication_folder(draft, part.replication) / "kpis.parquet" for part in finished]
    rows = stack_parquet(whole / "kpis.parquet", sources)
    files["kpis.parquet"] = file_entry(whole / "kpis.parquet", rows)
    sync_folder(whole / "facts")
    return files


def _log(folder: RunFolder) -> bytes:
    path = folder.draft / "log.txt"
    return path.read_bytes() if path.is_file() else b""


def _link(source: Path, target: Path) -> None:
    """Give the file a second name; copy it where the file system cannot."""
    try:
        os.link(source, target)
    except OSError:
        with storage_errors(target, source.stat().st_size):
            shutil.copyfile(source, target)


def _about(folder: RunFolder, plan: RunPlan, finished: Sequence[Finished], whole: Path) -> dict[str, Any]:
    dimensions = Dimensions.from_json(json.loads((whole / "dimensions.json").read_bytes()))
    hashes = [part.content_hash for part in finished]
    return {
        "id": folder.id,
        "identity": plan.identity,
        "program": describe_program(),
        "scenario": {
            "name": plan.name,
            "source": plan.source,
            "sha256": plan.scenario_hash,
            "tree": dict(plan.tree),
            "origins": dict(plan.origins),
        },
        "calendar": {
            "start": dimensions.start.isoformat(),
            "days": dimensions.days,
            "warm_up": dimensions.warm_up,
        },
        "seed": plan.seed,
        "replications": plan.replications,
        "replication_hashes": hashes,
        "content_hash": combined_hash(hashes),
        "seconds": round(sum(part.seconds for part in finished), 3),
        "exit_status": 0,
    }
