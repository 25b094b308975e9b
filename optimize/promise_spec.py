"""What a plan promised when it was made, so that the report of its run can say what became of it."""

from sim.spec import spec
from sim.units import Amount, Share

MODELS = ("placement", "assignment", "dispatch", "shifts", "budget", "media")
"""what `o2o optimize` plans"""


@spec
class PromiseSpec:
    """The promise of one kind of plan; `o2o optimize --write` notes it in the overlay."""

    value: Amount
    """CNY by the model's own measure"""
    unit: str
    """what the figure counts, in which span of time"""
    changes: tuple[str, ...] = ()
    """keys of the plan's changes that it made; without them the city is what gains are counted from"""
    sales: Amount = 0.0
    """net sales that it expected without those changes in the measured days, CNY"""
    stores: Share = 0.0
    """rosters: share of jobs begun in time that those of the stores were made for"""
    fleets: Share = 0.0
    """the same of riders"""
