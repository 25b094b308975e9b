"""Memory: what an outcome does to satisfaction and habit, and so to later choices."""

from sim.spec import spec
from sim.units import MINUTE, Duration, Factor, Share


@spec
class MemorySpec:
    """How outcomes are remembered; scores lie between -1 and 1."""

    weight: Share = 0.3
    """weight of the newest experience in the remembered satisfaction"""
    on_time: Factor = 0.6
    """score of an order handed over as promised (Olist: 4.3 of 5 stars when on time)"""
    late: Factor = 0.65
    """taken off at once when the promise is broken (Olist: 1.1 stars for one to two days late)"""
    later: Factor = 0.75
    """taken off further as lateness grows to ``late_scale`` and beyond (Olist: down to 1.9 stars)"""
    late_scale: Share = 1.0
    """lateness, as a share of the promised time, at which all of ``later`` is taken off"""
    missing: Factor = 1.2
    """taken off in proportion to the units that were asked for and missing"""
    patient_wait: Duration = 4 * MINUTE
    """till queue that leaves the score as it is"""
    wait: Factor = 0.04
    """taken off per minute of till queue beyond it"""
