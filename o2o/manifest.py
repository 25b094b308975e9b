"""Manifests: what a folder holds, with a fingerprint of every file; written last, so that its presence means whole."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from o2o.durable import canonical_json, write_file
from o2o.errors import DamagedResultsError

NAME = "manifest.json"
FORMAT = 1
"""Version of the layout of result folders; readers refuse newer ones."""


@dataclass(frozen=True)
class FileEntry:
    """One file of the folder."""

    sha256: str
    size: int
    """bytes"""
    rows: int | None = None
    """of a table"""


@dataclass(frozen=True)
class Manifest:
    """The verified content of a manifest."""

    kind: str
    """"run" or "replication\""""
    files: Mapping[str, FileEntry]
    """path inside the folder -> its fingerprint"""
    about: Mapping[str, Any]
    """everything else the writer says about the folder"""


def file_entry(path: Path, rows: int | None = None) -> FileEntry:
    """Return the fingerprint of ``path`` as it lies on the disk."""
    with path.open("rb") as file:
        return FileEntry(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size, rows)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest`` into ``folder``; every file it lists must be on the disk already."""
    content = {
        "format": FORMAT,
        "kind": manifest.kind,
        "files": {name: asdict(entry) for name, entry in manifest.files.items()},
        "about": manifest.about,
    }
    seal = hashlib.sha256(canonical_json(content)).hexdigest()
    write_file(folder / NAME, canonical_json(content | {"seal": seal}))


def read_manifest(folder: Path, kind: str) -> Manifest:
    """Return the manifest of ``folder`` after checking its own seal; the files are checked by `check_file`.

    Raises:
        DamagedResultsError: there is none, it is garbled or altered, of another kind or of a newer format.
    """
    path = folder / NAME
    content = _content(path)
    written_by = content.get("format")
    if not isinstance(written_by, int) or written_by > FORMAT:
        raise DamagedResultsError(
            f"{path} has format {written_by!r}, this program reads up to {FORMAT}: a newer version wrote it, "
            "open it with that version"
        )
    seal = content.pop("seal", None)
    if seal != hashlib.sha256(canonical_json(content)).hexdigest():
        raise DamagedResultsError(f"damaged: {path} was altered after it was written; run the scenario again")
    if content["kind"] != kind:
        raise DamagedResultsError(f"{path} describes a {content['kind']}, not a {kind}")
    files = {name: FileEntry(**entry) for name, entry in content["files"].items()}
    return Manifest(kind, files, content["about"])


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise DamagedResultsError(
            f"{path.parent} has no {NAME}: it is not a finished run of this program, or it is damaged"
        ) from None
    except (OSError, ValueError) as error:
        raise DamagedResultsError(f"damaged: {path} cannot be read ({error}); run the scenario again") from error
    if not isinstance(content, dict):
        raise DamagedResultsError(f"damaged: {path} is not a manifest; run the scenario again")
    return content


def check_file(folder: Path, manifest: Manifest, name: str) -> Path:
    """Return the path of file ``name`` after comparing its size and SHA-256 with the manifest.

    Raises:
        DamagedResultsError: the file is missing or differs; the message holds the expected and the found hash.
    """
    path = folder / name
    expected = manifest.files[name]
    if not path.is_file():
        raise DamagedResultsError(f"damaged: {path} is missing (expected {expected.size} bytes)")
    found = file_entry(path)
    if (found.sha256, found.size) != (expected.sha256, expected.size):
        raise DamagedResultsError(
            f"damaged: {path}: expected SHA-256 {expected.sha256} ({expected.size} bytes), "
            f"found {found.sha256} ({found.size} bytes); run the scenario again, other files of the run still load"
        )
    return path


def check_all(folder: Path, manifest: Manifest) -> None:
    """Check every file of the folder against the manifest.

    Raises:
        DamagedResultsError: the first file that is missing or differs.
    """
    for name in sorted(manifest.files):
        check_file(folder, manifest, name)
