"""Standard work: the times that customers and orders ask of crews, their patience, and what crews are paid."""

from sim.spec import spec
from sim.units import MINUTE, SECOND, Count, Duration, Factor, Money, Share


@spec
class StoreWorkSpec:
    """Standard times and wages of all stores; times scatter log-normally with ``cv``."""

    till_base: Duration = 40 * SECOND
    """a till's time per customer: greeting, payment, bag"""
    till_line: Duration = 3 * SECOND
    """and per unit scanned"""
    self_till_base: Duration = 45 * SECOND
    """a self-checkout's time per customer"""
    self_till_line: Duration = 6 * SECOND
    """and per unit scanned"""
    self_till_limit: Count = 15
    """baskets up to this many units may go to a self-checkout"""
    pick_base: Duration = 2 * MINUTE
    """picking an online order from the shelves: walk to the first shelf and back"""
    pick_line: Duration = 30 * SECOND
    """and per unit"""
    pack: Duration = 1 * MINUTE
    """bagging and labelling, by the picker"""
    desk: Duration = 90 * SECOND
    """handing a collected order over"""
    count: Duration = 40 * SECOND
    """counting one product on its shelf and setting its record right (planner's choice)"""
    dwell_base: Duration = 4 * MINUTE
    """a shopper's time among the shelves"""
    dwell_line: Duration = 40 * SECOND
    """and per unit"""
    advice: Share = 0.0
    """of the shoppers who stay as long as usual, those who ask somebody of the crew"""
    advice_time: Duration = 3 * MINUTE
    """mean time that an answer takes"""
    assist: Share = 0.0
    """of the customers at self-checkouts, those whom somebody of the crew must help"""
    assist_time: Duration = 30 * SECOND
    """mean time of such help; the self-checkout stays taken until then"""
    patience: Duration = 12 * MINUTE
    """mean wait in the till queue after which a shopper leaves the basket behind"""
    look_ahead: Share = 0.0
    """of the shoppers, those who reckon the wait before they join a line, and turn away at once when it is beyond their
    patience"""
    look_ahead_time: Duration = 1 * MINUTE
    """what they allow for each customer before them (planner's choice: about a basket's time at a till)"""
    cv: Factor = 0.5
    """coefficient of variation of all these times"""
    wage: Money = 2_800
    """paid per person and hour"""
    willing: Factor = 1.0
    """customers and orders present per person at work up to which a crew that gets half of the credit for online orders
    takes one (planner's choice)"""


@spec
class WarehouseWorkSpec:
    """Standard times and wages of all warehouses."""

    pick_base: Duration = 90 * SECOND
    """a parcel's picking"""
    pick_line: Duration = 20 * SECOND
    """and per unit"""
    pack: Duration = 2 * MINUTE
    """packing at a bench"""
    cv: Factor = 0.4
    """coefficient of variation of these times"""
    wage: Money = 2_600
    """paid per person and hour"""
