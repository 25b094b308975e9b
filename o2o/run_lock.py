"""The lock of a run: one process at a time works on a run, and the lock dies with its holder."""

import contextlib
import fcntl
import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from o2o.durable import storage_errors
from o2o.errors import StorageError


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` for the length of the block.

    A file left by a crashed process is no obstacle: the operating system released its lock.

    Raises:
        StorageError: another living process holds it, or the folder cannot be written.
    """
    with storage_errors(path):
        descriptor = _take(path)
    try:
        yield
    finally:
        # Removed while still held, so that nobody can take a lock on a name about to vanish.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def holder(path: Path) -> str | None:
    """Return who holds the lock ("process 4711 on lab since ..."), or None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(path)
    else:
        return None
    finally:
        os.close(descriptor)


def _take(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StorageError(
                f"run {path.stem} is being worked on by {_holder(path)}: wait for it, or stop that process"
            ) from None
        if _still_named(path, descriptor):
            _sign(descriptor)
            return descriptor
        os.close(descriptor)


def _still_named(path: Path, descriptor: int) -> bool:
    # Between open and lock the last holder may have removed the name: then the lock guards nothing.
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    return False


def _sign(descriptor: int) -> None:
    note = {"pid": os.getpid(), "host": platform.node(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(note).encode(), 0)


def _holder(path: Path) -> str:
    try:
        note = json.loads(path.read_bytes())
        return f"process {note['pid']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
