"""Models as arrays: what may be decided (columns), what must hold (rows), and the business words for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Slots = NDArray[np.int64]
Reals = NDArray[np.float64]


class Aim(Enum):
    """Which way a plan gets better."""

    LEAST = 1
    MOST = -1


class Sense(Enum):
    """How a row's left side compares with its limit."""

    AT_MOST = -1
    EQUAL = 0
    AT_LEAST = 1


class Origin(Enum):
    """Where a row comes from: a planner may move a limit, nobody moves a law."""

    LIMIT = "limit"
    LAW = "law"


@dataclass(frozen=True)
class Block:
    """Columns or rows of one kind, numbered from ``start`` over its axes, the last axis fastest."""

    name: str
    axes: tuple[tuple[str, ...], ...]
    start: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the length of each axis."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def slots(self) -> Slots:
        """Return the numbers of the block's members, in its shape."""
        size = int(np.prod(self.shape, dtype=np.int64))
        return np.arange(self.start, self.start + size, dtype=np.int64).reshape(self.shape)

    def label(self, slot: int) -> str:
        """Return the business words for one member."""
        place = np.unravel_index(slot - self.start, self.shape) if self.axes else ()
        words = [self.name, *(axis[int(k)] for axis, k in zip(self.axes, place, strict=True))]
        return " ".join(word for word in words if word)


def label(blocks: Sequence[Block], slot: int) -> str:
    """Return the business words for column or row ``slot``."""
    starts = [block.start for block in blocks]
    return blocks[int(np.searchsorted(starts, slot, side="right")) - 1].label(slot)


@dataclass(frozen=True)
class Model:
    """A linear model, its integer columns marked; shapes (columns,) and (rows,)."""

    aim: Aim
    base: float
    """part of the objective that no decision changes"""
    cost: Reals
    low: Reals
    """least value, -inf where there is none"""
    high: Reals
    """greatest value, inf where there is none"""
    integer: NDArray[np.bool_]
    matrix: csr_array
    """coefficients, shape (rows, columns)"""
    sense: NDArray[np.int64]
    """values of `Sense`"""
    limit: Reals
    movable: NDArray[np.bool_]
    """rows that are limits of a planner, not laws"""
    column_blocks: tuple[Block, ...]
    row_blocks: tuple[Block, ...]

    def column(self, slot: int) -> str:
        """Return the business words for a column."""
        return label(self.column_blocks, slot)

    def row(self, slot: int) -> str:
        """Return the business words for a row."""
        return label(self.row_blocks, slot)


def spread(values: ArrayLike, shape: tuple[int, ...]) -> Reals:
    """Return ``values`` broadcast to ``shape`` and flattened."""
    return np.broadcast_to(np.asarray(values, np.float64), shape).ravel()


class Draft:
    """A model on the way: columns first, then rows, then the cells that tie them."""

    def __init__(self, aim: Aim, base: float = 0.0) -> None:
        self._aim = aim
        self._base = base
        self._column_blocks: list[Block] = []
        self._row_blocks: list[Block] = []
        self._columns: list[tuple[Reals, ...]] = []
        self._rows: list[tuple[Reals, ...]] = []
        self._cells: list[tuple[Reals, ...]] = []
        self._width = 0
        self._height = 0

    def columns(
        self,
        name: str,
        axes: tuple[tuple[str, ...], ...],
        *,
        cost: ArrayLike = 0.0,
        low: ArrayLike = 0.0,
        high: ArrayLike = np.inf,
        integer: ArrayLike = False,
    ) -> Slots:
        """Add decisions and return their numbers, in the shape of ``axes``."""
        block = Block(name, axes, self._width)
        self._columns.append(tuple(spread(part, block.shape) for part in (cost, low, high, integer)))
        self._column_blocks.append(block)
        self._width += block.slots.size
        return block.slots

    def rows(
        self, name: str, axes: tuple[tuple[str, ...], ...], sense: Sense, limit: ArrayLike, origin: Origin
    ) -> Slots:
        """Add rows and return their numbers, in the shape of ``axes``."""
        block = Block(name, axes, self._height)
        parts = (sense.value, limit, origin is Origin.LIMIT)
        self._rows.append(tuple(spread(part, block.shape) for part in parts))
        self._row_blocks.append(block)
        self._height += block.slots.size
        return block.slots

    def enter(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add ``values`` to the cells at ``rows`` and ``columns``; the three broadcast."""
        parts = np.broadcast_arrays(*(np.asarray(part, np.float64) for part in (rows, columns, values)))
        self._cells.append(tuple(part.ravel() for part in parts))

    def model(self) -> Model:
        """Return the model; cells entered twice are summed."""
        cost, low, high, integer = _joined(self._columns, 4)
        sense, limit, movable = _joined(self._rows, 3)
        rows, columns, values = _joined(self._cells, 3)
        at = (rows.astype(np.int64), columns.astype(np.int64))
        return Model(
            aim=self._aim,
            base=self._base,
            cost=cost,
            low=low,
            high=high,
            integer=integer.astype(bool),
            matrix=csr_array((values, at), shape=(self._height, self._width)),
            sense=sense.astype(np.int64),
            limit=limit,
            movable=movable.astype(bool),
            column_blocks=tuple(self._column_blocks),
            row_blocks=tuple(self._row_blocks),
        )


def _joined(parts: Sequence[tuple[Reals, ...]], count: int) -> tuple[Reals, ...]:
    if not parts:
        return tuple(np.empty(0) for _ in range(count))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))
