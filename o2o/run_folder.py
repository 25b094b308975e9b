"""The folder of a run: its names while it grows and when it is whole, and the state it is in."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from o2o.durable import storage_errors
from o2o.manifest import NAME
from o2o.run_lock import holder

State = Literal["complete", "running", "unfinished", "absent"]


@dataclass(frozen=True)
class RunFolder:
    """Where the run ``id`` lives inside ``root`` (``results/runs``)."""

    root: Path
    id: str

    @property
    def target(self) -> Path:
        """Return the folder that appears when the run is whole."""
        return self.root / self.id

    @property
    def draft(self) -> Path:
        """Return the folder that holds finished replications until all are there."""
        return self.root / f"{self.id}.part"

    @property
    def lock(self) -> Path:
        """Return the lock file of the process that works on the run."""
        return self.root / f"{self.id}.lock"

    @property
    def state(self) -> State:
        """Return what the files on disk say."""
        if (self.target / NAME).is_file():
            return "complete"
        if holder(self.lock) is not None:
            return "running"
        return "unfinished" if self.draft.is_dir() else "absent"

    def finished_replications(self) -> int:
        """Return how many replications of an unfinished run are on disk."""
        return sum(1 for _ in self.draft.glob(f"rep-*/{NAME}"))

    def sweep(self) -> None:
        """Remove what a crash left half-written; finished replications stay. Hold the lock."""
        with storage_errors(self.draft):
            for path in [*self.draft.glob("rep-*.tmp-*"), self.draft / "whole"]:
                shutil.rmtree(path, ignore_errors=True)

    def discard_draft(self) -> None:
        """Remove the unfinished folder, once the run is whole."""
        shutil.rmtree(self.draft, ignore_errors=True)

    def numbered(self) -> Iterator["RunFolder"]:
        """Yield this folder and then its later namesakes: ``id``, ``id-2``, ``id-3`` ..."""
        yield self
        number = 2
        while True:
            yield RunFolder(self.root, f"{self.id}-{number}")
            number += 1


def all_folders(root: Path) -> list[RunFolder]:
    """Return every run in ``root``, whole or not, by name."""
    if not root.is_dir():
        return []
    names = {path.name.removesuffix(".part") for path in root.iterdir() if path.is_dir()}
    return [RunFolder(root, name) for name in sorted(names)]
