"""Reach: instant orders in time, by the distance to the door and by the orders each rider has in the hour."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from o2o.report.evidence import Evidence
from sim.facts import CancelReason, Mode, Task, Vehicle
from sim.units import DAY, HOUR, KM

TIERS = (0.0, 1.0, 2.0, 3.0)
"""orders per paid rider hour at which a tier of load begins"""
FEWEST = 20
"""orders below which a cell says nothing"""

_ORDERS = f"""
SELECT person, site, CAST(placed // {HOUR} AS BIGINT) AS hour,
    delivered IS NOT NULL AND delivered <= promise AS kept
FROM facts WHERE mode = {int(Mode.INSTANT)} AND placed >= measured_from() AND promise <= {{horizon}}
    AND cancel_reason <> {int(CancelReason.NO_STOCK)} ORDER BY placed, person
"""
_FLEETS = f"SELECT site, min(fleet) AS fleet FROM facts WHERE kind = {int(Vehicle.RIDER)} GROUP BY site ORDER BY site"
_RIDERS = f"SELECT site AS fleet, hour, paid / {HOUR}.0 AS riders FROM facts WHERE task = {int(Task.RIDE)} AND paid > 0"


def reach(evidence: Evidence) -> pd.DataFrame:
    """Return distance (km, upper end of the band), tier (row of `TIERS`), orders, kept (%), of one replication.

    An order counts as in time when it was at the door by its promise; given up for want of a rider, it was not. Load
    is what the fleet's stores were asked for in the hour over the riders paid in it. Cells of fewer than 20 orders are
    left out.
    """
    orders = evidence.ask("orders", _ORDERS.format(horizon=evidence.dimensions.days * DAY))
    if orders.empty:
        return orders
    orders = orders.merge(evidence.ask("trips", _FLEETS), on="site")
    asked = orders.groupby(["fleet", "hour"]).size().rename("asked").reset_index()
    load = asked.merge(evidence.ask("staff_hours", _RIDERS), on=["fleet", "hour"])
    orders = orders.merge(load, on=["fleet", "hour"])
    if orders.empty:
        return orders
    away = _metres(evidence, orders)
    width = 500 if away.max() <= 3 * KM else KM
    distance = (np.maximum(np.ceil(away / width), 1) * width / KM).astype(np.float64)
    tier = np.searchsorted(TIERS, orders["asked"] / orders["riders"], side="right") - 1
    cells = orders.assign(distance=distance, tier=tier).groupby(["distance", "tier"])["kept"].agg(["size", "mean"])
    cells = cells.reset_index().rename(columns={"size": "orders", "mean": "kept"})
    cells["kept"] = 100.0 * cells["kept"].astype(np.float64)
    return cells[cells["orders"] >= FEWEST].reset_index(drop=True)


def tier_name(tier: int) -> str:
    """Return "1 to 2" for a tier of load."""
    if tier == 0:
        return f"under {TIERS[1]:g}"
    if tier == len(TIERS) - 1:
        return f"{TIERS[-1]:g} and more"
    return f"{TIERS[tier]:g} to {TIERS[tier + 1]:g}"


def _metres(evidence: Evidence, orders: pd.DataFrame) -> NDArray[np.float64]:
    homes = evidence.ask("people", "SELECT home_x, home_y FROM facts").to_numpy(np.float64)[orders["person"]]
    stores = np.array([(site.x, site.y) for site in evidence.dimensions.sites], np.float64)[orders["site"]]
    return np.asarray(np.hypot(*(homes - stores).T))
