"""Wholes: what each node alone could ship of orders, for rules that see at a glance which node takes an order whole."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sim.policies import Basket, Nodes
from sim.stock import Units

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wholes:
    """Orders and their candidates; n rows, k candidates each."""

    there: Flags
    """whether there is such a candidate, shape (n, k)"""
    store: Flags
    """a store rather than a warehouse, shape (n, k)"""
    found: Units
    """lines that each node alone could serve, shape (n, k)"""
    most: Units
    """lines that all of them together could serve, shape (n,)"""
    lines: Units
    """of the order, shape (n,)"""
    per_package: Units
    """fen, shape (n, k)"""
    per_unit: Units
    """fen, shape (n, k)"""

    @classmethod
    def of(cls, basket: Basket, nodes: Nodes, most: int) -> "Wholes":
        """Return one order, of which all nodes together could serve ``most`` lines."""
        return cls(
            there=np.ones((1, nodes.slot.size), bool),
            store=nodes.store[None],
            found=nodes.has(basket).sum(axis=1)[None],
            most=np.array([most]),
            lines=np.array([basket.sku.size]),
            per_package=nodes.per_package[None],
            per_unit=nodes.per_unit[None],
        )


@runtime_checkable
class SeesWholes(Protocol):
    """A routing rule that may settle who ships a whole order without a look at its lines, or at who waits there."""

    def at_a_glance(self, wholes: Wholes) -> Units:
        """Return the candidate that ships each order, as `route` would; -1 where it takes more thought; shape (n,)."""
        ...
