"""Durable files: a file or folder appears whole, on the disk, or not at all."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from o2o.errors import StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def canonical_json(data: object) -> bytes:
    """Return ``data`` as UTF-8 JSON with sorted keys, the same bytes for the same data.

    Raises:
        ValueError: not-a-number or infinite values, which are not JSON.
    """
    text = json.dumps(data, allow_nan=False, sort_keys=True, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path``, push it to the disk, and put it in place in one step.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with storage_errors(path, len(content)):
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def sync_file(path: Path) -> None:
    """Push what was written to ``path`` to the disk; errors held back until now surface here."""
    with storage_errors(path), path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Push the names inside ``folder`` to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish_folder(draft: Path, target: Path) -> None:
    """Give the finished folder ``draft`` its final name in one step; an existing ``target`` is never replaced.

    Raises:
        StorageError: ``target`` exists, or the rename failed.
    """
    with storage_errors(target):
        if target.exists():
            raise StorageError(f"{target} exists already and results are never overwritten: give the run another name")
        sync_folder(draft)
        draft.rename(target)
        sync_folder(target.parent)


def make_folder(folder: Path) -> Path:
    """Return ``folder``, made if need be.

    Raises:
        StorageError: it cannot be made, or is a file.
    """
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def storage_errors(path: Path, needed: int | None = None) -> Iterator[None]:
    """Turn operating-system errors inside the block into one that names ``path`` and the space.

    ``needed``: bytes about to be written, when known.
    """
    try:
        yield
    except OSError as error:
        raise storage_error(path, error, needed) from error


def storage_error(path: Path, error: OSError, needed: int | None = None) -> StorageError:
    """Return the planner's words for ``error`` at ``path``."""
    reason = error.strerror or str(error)
    if error.errno not in _FULL:
        return StorageError(f"cannot write {path}: {reason}; choose another folder with --out")
    need = "" if needed is None else f", {_megabytes(needed)} needed"
    return StorageError(
        f"cannot write {path}: {reason} ({_megabytes(_free(path))} free{need}); "
        "free some space or choose another folder with --out, then go on with --resume"
    )


def _free(path: Path) -> int:
    for folder in path.absolute().parents:
        if folder.is_dir():
            return shutil.disk_usage(folder).free
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
