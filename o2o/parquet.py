"""Parquet: columns to files and back, by DuckDB on one thread so that equal tables give equal bytes."""

import errno
import os
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from o2o.durable import storage_error, storage_errors, sync_file
from o2o.errors import DamagedResultsError, StorageError
from sim.backing import put_away
from sim.facts import NEVER

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Columns = Mapping[str, NDArray[Any]]
_AT_ONCE = 2 * 122_880
"""rows of a large table that are written before their memory is given back: two row groups of a file"""
_LARGE = 256 << 20
"""bytes from which a table is written in parts: they cost a third more time"""
_DISK_FULL = re.compile("no space left|file too large|quota exceeded", re.IGNORECASE)


def write_parquet(path: Path, columns: Columns, optional: Collection[str] = ()) -> int:
    """Write equal-length ``columns`` to ``path`` and return the number of rows.

    In ``optional`` columns, ``NEVER`` becomes a missing value; so does not-a-number in any float column.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        raise ValueError(f"{path.name}: columns of unequal length {sorted(lengths)}")
    rows = lengths.pop()
    if sum(column.nbytes for column in columns.values()) < _LARGE:
        _copy(path, columns, optional, "zstd")
        put_away(columns.values())
    else:
        with storage_errors(path), TemporaryDirectory(dir=path.parent) as folder:
            _stack(path, _pieces(Path(folder), columns, optional))
    sync_file(path)
    return rows


def _pieces(folder: Path, columns: Columns, optional: Collection[str]) -> list[Path]:
    """Write the rows some at a time, one file each, and give back their memory; it is read once, so not compressed."""
    rows, files = len(next(iter(columns.values()))), []
    for start in range(0, rows, _AT_ONCE):
        files.append(folder / f"{start}.parquet")
        piece = {name: column[start : start + _AT_ONCE] for name, column in columns.items()}
        _copy(files[-1], piece, optional, "uncompressed")
        put_away(columns.values())
    return files


def _copy(path: Path, columns: Columns, optional: Collection[str], codec: str) -> None:
    selection = _selection(columns, optional)
    query = f"COPY (SELECT {selection} FROM rows) TO {_text(path)} (FORMAT parquet, COMPRESSION {codec})"
    with _database() as database:
        database.register("rows", {name: _plain(column) for name, column in columns.items()})
        _execute(database, query, path, sum(column.nbytes for column in columns.values()))


def stack_parquet(path: Path, sources: Sequence[Path]) -> int:
    """Write the rows of ``sources``, one after another, to ``path`` and return their number.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    rows = _stack(path, sources)
    sync_file(path)
    return rows


def _stack(path: Path, sources: Sequence[Path]) -> int:
    listed = ", ".join(_text(source) for source in sources)
    query = f"COPY (SELECT * FROM read_parquet([{listed}])) TO {_text(path)} (FORMAT parquet, COMPRESSION zstd)"
    with _database() as database:
        return _execute(database, query, path, sum(source.stat().st_size for source in sources))


def read_parquet(path: Path, **only: str) -> "pd.DataFrame":
    """Return the table in ``path``; whole-number columns with gaps come as nullable integers.

    Args:
        path: the file.
        only: column -> text that the rows wanted have there.

    Raises:
        DamagedResultsError: the file cannot be read as Parquet.
    """
    import duckdb
    import pandas as pd

    try:
        with _database() as database:
            wanted = " AND ".join([*(f'"{column}" = ?' for column in only), "true"])
            query = f"SELECT * FROM read_parquet({_text(path)}) WHERE {wanted}"
            columns = database.execute(query, list(only.values())).fetchnumpy()
    except duckdb.Error as error:
        raise DamagedResultsError(f"damaged: {path} cannot be read as a table ({_first_line(error)})") from error
    return pd.DataFrame({name: _series(np.ma.asanyarray(column)) for name, column in columns.items()})


def _database() -> "duckdb.DuckDBPyConnection":
    """Return a connection of its own to this process's empty database; opening a database costs 20 ms."""
    return _process_database(os.getpid()).cursor()


@cache
def _process_database(_process: int) -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


def _execute(database: "duckdb.DuckDBPyConnection", query: str, path: Path, needed: int) -> int:
    """Run a COPY and return the rows it wrote."""
    import duckdb

    try:
        written: tuple[int] = database.execute(query).fetchall()[0]
    except duckdb.IOException as error:
        raise _translated(error, path, needed) from error
    return written[0]


def _translated(error: Exception, path: Path, needed: int) -> StorageError:
    if _DISK_FULL.search(str(error)):
        return storage_error(path, OSError(errno.ENOSPC, "no space left on the disk"), needed)
    return storage_error(path, OSError(errno.EIO, _first_line(error)), needed)


def _selection(columns: Columns, optional: Collection[str]) -> str:
    return ", ".join(_column(name, column, name in optional) for name, column in columns.items())


def _column(name: str, column: NDArray[Any], may_miss: bool) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if may_miss and column.dtype.kind in "iu":
        return f"NULLIF({quoted}, {NEVER}) AS {quoted}"
    if column.dtype.kind in "UO":
        return f"CAST({quoted} AS VARCHAR) AS {quoted}"
    return quoted


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    # Text goes over as objects: fixed-width text would become an ENUM with a type of its own in every file.
    return column.astype(object) if column.dtype.kind == "U" else np.ascontiguousarray(column)


def _series(column: "np.ma.MaskedArray[Any, Any]") -> "pd.Series[Any]":
    import pandas as pd

    if column.mask is np.ma.nomask:
        return pd.Series(column.data)
    if column.dtype.kind in "iu":
        filled = np.ascontiguousarray(column.filled(0))
        return pd.Series(pd.arrays.IntegerArray(filled, np.ma.getmaskarray(column)))
    return pd.Series(column.filled(np.nan) if column.dtype.kind == "f" else column.filled(None))


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
