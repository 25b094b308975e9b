"""Policies: decisions a planner may swap, each a Protocol with one method, beside it the plain rule."""

from sim.spec import spec
from sim.units import DAY, Count, Duration, Factor


@spec
class OrderUpToSpec:
    """Replenish every day up to what the coming days will sell, plus safety stock."""

    cover: Duration = 2 * DAY
    """days of sales a store holds beyond the lead time"""
    safety: Factor = 1.3
    """safety stock in standard deviations of Poisson demand over cover and lead time"""
    facing: Count = 2
    """least units of a product on a store's shelf"""
    smoothing: Factor = 0.1
    """weight of yesterday in the expected daily sales"""
    warehouse_cover: Duration = 5 * DAY
    """days of its stores' and parcels' sales a warehouse holds beyond the supplier's lead time"""


@spec
class PoliciesSpec:
    """Which rules decide."""

    replenishment: OrderUpToSpec = OrderUpToSpec()
    """stores from warehouses, warehouses from suppliers"""
