"""Backing: where the columns of a table lie: in memory while they are small, in a file on the disk once they are large.

The file has no name from the first moment on, so that it goes with its process however that ends. Its columns are
mapped into memory, shared and writable: numpy reads and writes them as any others. Its blocks are set aside before they
are written to, since a disk that fills up under a mapping kills the process; holes that are mapped and never used
cost nothing. Where the system cannot set blocks aside (macOS, Windows) all tables stay in memory.
"""

import mmap
import os
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import NoRoomError

IN_MEMORY = 32 << 20
"""bytes of all columns up to which a table lies in memory"""
_AHEAD = 64
"""times its first rows that a file is laid out for: so much can it grow without being copied"""
_SHARE = 8
"""a file that is full gets this part of its rows more"""
_ON_DISK = hasattr(os, "posix_fallocate") and hasattr(mmap, "MADV_DONTNEED")
_DISK = "/var/tmp"

Dtypes = Mapping[str, np.dtype[Any]]
Columns = Mapping[str, NDArray[Any]]


class Backing(Protocol):
    """Holds the columns of one table."""

    columns: Columns
    """name -> cells, with room for ``rows`` at least"""
    rows: int

    def extend(self, rows: int) -> bool:
        """Make room for ``rows`` where the columns lie; false where they must move.

        Raises:
            NoRoomError: the disk is full.
        """
        ...

    def put_away(self) -> None:
        """Give back the memory of what lies on the disk; it comes back cell by cell when it is used."""
        ...


def room_for(dtypes: Dtypes, rows: int) -> Backing:
    """Return room for ``rows`` rows of columns of these types.

    Raises:
        NoRoomError: the disk is full or cannot be written.
    """
    small = rows * sum(dtype.itemsize for dtype in dtypes.values()) <= IN_MEMORY
    return _Memory(dtypes, rows) if small or not _ON_DISK else _File(dtypes, rows)


def put_away(columns: Iterable[NDArray[Any]]) -> None:
    """Give back the memory of those ``columns``, or of parts of some, that lie on the disk."""
    for mapping in {id(found): found for found in map(_mapping, columns) if found}.values():
        mapping.madvise(mmap.MADV_DONTNEED)


def _mapping(column: object) -> mmap.mmap | None:
    """Return the mapping that a column is a view of, if any."""
    while isinstance(column, np.ndarray):
        column = column.base
    return column if isinstance(column, mmap.mmap) else None


class _Memory:
    def __init__(self, dtypes: Dtypes, rows: int) -> None:
        self.rows = rows
        self.columns: Columns = {key: np.empty(rows, dtype) for key, dtype in dtypes.items()}

    def extend(self, rows: int) -> bool:
        return rows <= self.rows

    def put_away(self) -> None:
        pass


class _File:
    def __init__(self, dtypes: Dtypes, rows: int) -> None:
        self.rows = 0
        self._reach = rows * _AHEAD
        self._folder = _folder()
        self._starts: dict[str, int] = {}
        end = 0
        for key, dtype in dtypes.items():
            self._starts[key] = end
            end += -(-self._reach * dtype.itemsize // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        self._file, self._map = self._open(end)
        self.columns: Columns = {
            key: np.ndarray(self._reach, dtype, self._map, self._starts[key]) for key, dtype in dtypes.items()
        }
        self.extend(rows)

    def extend(self, rows: int) -> bool:
        if rows > self._reach:
            return False
        rows = min(self._reach, max(rows, self.rows + self.rows // _SHARE))
        try:
            for key, column in self.columns.items():
                width = column.itemsize
                os.posix_fallocate(self._file, self._starts[key] + self.rows * width, (rows - self.rows) * width)
        except OSError as error:
            raise self._no_room(error) from error
        self.rows = rows
        return True

    def put_away(self) -> None:
        self._map.madvise(mmap.MADV_DONTNEED)

    def _open(self, size: int) -> tuple[int, mmap.mmap]:
        """Return the descriptor and the mapping of a new file that has holes only."""
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                os.truncate(file.fileno(), size)
                number = os.dup(file.fileno())
                weakref.finalize(self, os.close, number)
                return number, mmap.mmap(number, size)
        except OSError as error:
            raise self._no_room(error) from error

    def _no_room(self, error: OSError) -> NoRoomError:
        return NoRoomError(self._folder, error.strerror or str(error))


def _folder() -> str:
    """Return TMPDIR where that is set; otherwise prefer a folder on a disk: /tmp may be memory itself."""
    if "TMPDIR" not in os.environ and os.access(_DISK, os.W_OK):
        return _DISK
    return tempfile.gettempdir()
