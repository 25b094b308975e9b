"""The shelf: outcomes of trials on the disk; what was simulated once for a city is not simulated again."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from o2o.durable import canonical_json, make_folder, write_file
from o2o.program import fingerprint

_BESIDE = ("name", "description", "planning", "expect")
"""blocks of a scenario that no simulated day depends on"""


class Shelf:
    """Figures by trial, each in a file of its own: an interruption keeps what is finished, a crash at most one less."""

    def __init__(self, folder: Path, tree: Mapping[str, Any]) -> None:
        """Open the shelf in ``folder`` for the city of a resolved scenario, ``tree``, under this very program."""
        city = {block: told for block, told in tree.items() if block not in _BESIDE}
        self._city = hashlib.sha256(canonical_json(city) + fingerprint().encode()).hexdigest()
        self._folder = folder / self._city[:16]

    def recall(self, trial: str) -> dict[str, Any] | None:
        """Return the figures of ``trial``; None when it was not simulated, or its file says something else."""
        with suppress(OSError, ValueError):
            found = json.loads(self._path(trial).read_text("utf-8"))
            if isinstance(found, dict) and found.pop("trial", None) == self._key(trial):
                return found
        return None

    def keep(self, trial: str, figures: Mapping[str, Any]) -> None:
        """Write the figures of ``trial`` down.

        Raises:
            StorageError: the disk is full or the folder cannot be written.
        """
        make_folder(self._folder)
        write_file(self._path(trial), canonical_json({**figures, "trial": self._key(trial)}))

    def _key(self, trial: str) -> str:
        return hashlib.sha256(f"{self._city}\n{trial}".encode()).hexdigest()

    def _path(self, trial: str) -> Path:
        return self._folder / f"{self._key(trial)[:32]}.json"
