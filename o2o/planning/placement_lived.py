"""Placement lived through: what stock is worth on days of demand by the placement model's measure, without a solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals
from optimize.placement_case import Placement, Reach


@dataclass(frozen=True)
class Served:
    """Units that customers got, S days."""

    own: Reals
    """by a store's own customers, shape (S, K, stores)"""
    parcels: Reals
    """in parcels, shape (S, K, zones)"""


def served(case: Placement, stock: Reals, stores: int) -> Served:
    """Return what ``stock`` of each day, shape (S, K, stores), serves: own customers what is there, parcels all."""
    return Served(np.minimum(stock, case.demand[:, :, :stores]), case.demand[:, :, stores:])


def worth(case: Placement, stock: Reals, enabled: NDArray[np.bool_], got: Served) -> float:
    """Return fen a day: margin less holding, goodwill, sending and enabling.

    Parcels leave from the nearest warehouse, which has what they need; from a near store that ships where that is
    cheaper and it has units left.

    Args:
        case: its days of demand, with their chances.
        stock: units in the stores each day, shape (S, K, stores).
        enabled: stores that ship, shape (stores,).
        got: units that customers got.
    """
    stores = stock.shape[2]
    margin = (case.price - case.unit_cost)[None, :, None]
    held = float(
        ((case.chance @ stock.reshape(len(stock), -1)).reshape(stock.shape[1:]) * case.holding_cost[:, :stores]).sum()
    )
    lost = (case.demand[:, :, :stores] - got.own) * case.lost_cost[None, :, None]
    depot = np.where(case.reach[stores:, stores:] == Reach.ALWAYS.value, case.sending_cost[stores:, stores:], np.inf)
    sent = got.parcels * (margin - depot.min(axis=0)[None, None, :])
    kept = (case.demand[:, :, stores:].sum(axis=2).max(axis=0) * case.holding_cost[:, stores:].max(axis=1)).sum()
    days = (got.own * margin - lost).sum(axis=(1, 2)) + sent.sum(axis=(1, 2)) + _saved(case, stock, enabled, got)
    return float(case.chance @ days - held - kept - case.enabling_cost[:stores] @ enabled)


def _saved(case: Placement, stock: Reals, enabled: NDArray[np.bool_], got: Served) -> Reals:
    """Return what units left in stores that ship save on the way to parcels' zones, fen by day, shape (S,)."""
    stores = stock.shape[2]
    depot = np.where(case.reach[stores:, stores:] == Reach.ALWAYS.value, case.sending_cost[stores:, stores:], np.inf)
    left, open_to = stock - got.own, got.parcels.copy()
    saved = np.zeros(len(stock))
    for store in np.flatnonzero(enabled).tolist():
        for zone in np.flatnonzero(case.reach[store, stores:] == Reach.ENABLED.value).tolist():
            cheaper = float(depot[:, zone].min() - case.sending_cost[store, stores + zone])
            if cheaper > 0:
                units = np.minimum(left[:, :, store], open_to[:, :, zone])
                left[:, :, store] -= units
                open_to[:, :, zone] -= units
                saved += cheaper * units.sum(axis=1)
    return saved
