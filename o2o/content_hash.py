"""Content hash: one fingerprint of what a run says, independent of files, workers and library versions."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.backing import put_away

Columns = Mapping[str, NDArray[Any]]
_WIDTH = 8
_AT_ONCE = 1 << 20
"""whole numbers that are widened before their memory is given back"""
_KINDS = {"b": "whole", "i": "whole", "u": "whole", "f": "float", "U": "text", "O": "text"}


def table_hash(columns: Columns) -> str:
    """Return the SHA-256 of a table: its columns by name, the rows in the order they were recorded.

    Floats count with 12 significant digits: the last digits differ between processors.
    """
    digest = hashlib.sha256()
    for name in sorted(columns):
        column = columns[name]
        kind = _KINDS[column.dtype.kind]
        if kind == "whole":
            digest.update(f"{name}\0{kind}\0{_WIDTH * len(column)}\0".encode())
            _add_whole_numbers(digest, column)
        else:
            content = _column_bytes(column)
            digest.update(f"{name}\0{kind}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def tables_hash(tables: Mapping[str, Columns]) -> str:
    """Return the SHA-256 of several tables by name."""
    return combined_hash(f"{name} {table_hash(tables[name])}" for name in sorted(tables))


def combined_hash(parts: Iterable[str]) -> str:
    """Return the SHA-256 of ``parts`` in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _add_whole_numbers(digest: "hashlib._Hash", column: NDArray[Any]) -> None:
    for start in range(0, len(column), _AT_ONCE):
        part = column[start : start + _AT_ONCE]
        # Eight bytes whatever the width: a wider column with the same numbers says the same.
        digest.update(np.ascontiguousarray(part, dtype=f"<i{_WIDTH}").data.cast("B"))
        put_away([part])


def _column_bytes(column: NDArray[Any]) -> bytes:
    if column.dtype.kind == "f":
        return b"\n".join(_float_bytes(value) for value in column.tolist())
    return "\0".join(str(value) for value in column.tolist()).encode()


def _float_bytes(value: float) -> bytes:
    # Adding 0.0 turns minus zero into zero.
    return b"nan" if value != value else b"%.11e" % (value + 0.0)
