"""The catalogue: products, prices, and how baskets fall on them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.spec import spec
from sim.units import Factor, Money, Positive, Share


@spec
class SkuSpec:
    """A product."""

    name: str
    """name to show"""
    category: str
    """product class, for reports"""
    price: Money
    """shelf price"""
    cost: Money
    """what a unit costs the firm"""
    popularity: Factor = 1.0
    """how often a basket line is this product, relative to the others"""
    returned: Share = 0.0
    """share of the units bought online that come back where only the post takes them (F175: fashion 0.286)"""
    returned_in_store: Share = 0.0
    """share of the units bought in a store that come back"""
    fit: Factor = 0.0
    """how much people differ in whether it suits them: standard deviation in logit units"""
    installed: Share = 0.0
    """share of its buyers who have it installed by technicians"""
    traded_in: Share = 0.0
    """share of those who hand an old one over"""
    supplier: str = ""
    """key of who brings it to the warehouses; always there, after the warehouse's supplier_lead, when empty"""
    shelf_life: Positive | None = None
    """days it can be sold after it has come to a warehouse, that day included; for ever when missing"""


@dataclass(frozen=True)
class Catalog:
    """All products as columns; slot k is the k-th key in sorted order."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    categories: tuple[str, ...]
    price: NDArray[np.int64]
    """fen, shape (skus,)"""
    cost: NDArray[np.int64]
    """fen, shape (skus,)"""
    returned: NDArray[np.float64]
    """share of units bought online that come back, shape (skus,)"""
    returned_in_store: NDArray[np.float64]
    """the same of units bought in stores, shape (skus,)"""
    fit: NDArray[np.float64]
    """how much people differ in it, logit units, shape (skus,)"""
    installed: NDArray[np.float64]
    """share of buyers who have it installed, shape (skus,)"""
    traded_in: NDArray[np.float64]
    """share of those who hand an old one over, shape (skus,)"""
    cumulative: NDArray[np.float64]
    """cumulative share of basket lines, rising to 1, shape (skus,)"""
    suppliers: tuple[str, ...]
    """key of each product's supplier, empty for the nameless one"""
    shelf_life: NDArray[np.int64]
    """days each product can be sold, 0 for ever, shape (skus,)"""

    @property
    def comes_back(self) -> bool:
        """Return whether any product is ever given back."""
        return bool(self.returned.any() or self.returned_in_store.any())

    @property
    def share(self) -> NDArray[np.float64]:
        """Return each product's share of basket lines."""
        return np.diff(self.cumulative, prepend=0.0)


def catalog(products: Mapping[str, SkuSpec]) -> Catalog:
    """Return the products as columns.

    Raises:
        ValueError: no product, or no product that anybody buys.
    """
    ids = tuple(sorted(products))
    rows = [products[key] for key in ids]
    weight = np.array([row.popularity for row in rows], np.float64)
    if not weight.sum() > 0:
        raise ValueError("goods: at least one product needs a popularity above 0")
    return Catalog(
        ids=ids,
        names=tuple(row.name for row in rows),
        categories=tuple(row.category for row in rows),
        price=np.array([row.price for row in rows], np.int64),
        cost=np.array([row.cost for row in rows], np.int64),
        returned=np.array([row.returned for row in rows], np.float64),
        returned_in_store=np.array([row.returned_in_store for row in rows], np.float64),
        fit=np.array([row.fit for row in rows], np.float64),
        installed=np.array([row.installed for row in rows], np.float64),
        traded_in=np.array([row.traded_in for row in rows], np.float64),
        cumulative=np.cumsum(weight) / weight.sum(),
        suppliers=tuple(row.supplier for row in rows),
        shelf_life=np.array([row.shelf_life or 0 for row in rows], np.int64),
    )
