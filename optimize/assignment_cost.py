"""What an assignment costs: freight, lateness, sending, substitutes and what is left out, summed over its rows."""

import numpy as np

from optimize.assignment_case import Assignment, AssignmentPlan, Prices
from optimize.model import Reals, Slots


def cost_of(case: Assignment, plan: AssignmentPlan, prices: Prices) -> float:
    """Return the cost of ``plan`` and, at ``prices``, of the stock and the picking it uses; the proof is not read."""
    unit = case.sending_cost[plan.line, plan.site] + prices.stock[plan.site, plan.sku] + prices.picking[plan.site]
    pairs = np.unique(case.order[plan.line] * len(case.sites) + plan.site)
    short = np.unique(case.order[plan.left > 0])
    left = plan.left > 0
    return float(
        (unit + _extra(case, plan)) @ plan.units
        + case.package_cost.ravel()[pairs].sum()
        + case.lost_cost[left] @ plan.left[left]
        + case.short_cost[short].sum()
    )


def _extra(case: Assignment, plan: AssignmentPlan) -> Reals:
    """Return what giving another product costs, per unit, shape (R,)."""
    extra = np.zeros(plan.line.size)
    instead = np.flatnonzero(plan.sku != case.sku[plan.line])
    if instead.size:
        key = _keys(case, case.substitutes.line, case.substitutes.sku)
        by_key = np.argsort(key)
        wanted = _keys(case, plan.line[instead], plan.sku[instead])
        extra[instead] = case.substitutes.cost[by_key[np.searchsorted(key[by_key], wanted)]]
    return extra


def _keys(case: Assignment, line: Slots, sku: Slots) -> Slots:
    return line * len(case.skus) + sku
