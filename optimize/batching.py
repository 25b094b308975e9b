"""Delay and batch: orders are held until some have come, then assigned together.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import replace

import numpy as np

from optimize.assignment import assign
from optimize.assignment_case import Assignment, AssignmentPlan, Prices, no_prices, packages
from optimize.assignment_cost import cost_of
from optimize.backends import Effort
from optimize.fluid import fluid
from optimize.model import Slots
from optimize.newsvendor import positive
from optimize.solving import USUAL_EFFORT
from optimize.stream import Outcome, Situation


def serve_in_batches(
    case: Assignment, arrivals: Slots, size: int, solves: int, effort: Effort = USUAL_EFFORT
) -> Outcome:
    """Return what the orders ``arrivals`` cost when each ``size`` of them wait for one another.

    Args:
        case: the kinds of orders, weighted by how many are expected over the whole stream; stock at the start.
        arrivals: kind of each order, in the order in which they come, shape (T,).
        size: orders that are assigned together.
        solves: how often bid prices are found along the stream; 0 for none, so that each batch is planned as the last.
        effort: of each batch.

    Raises:
        PlanningError: as in `optimize.assignment.assign`.
    """
    positive(orders_in_a_batch=size)
    now = Situation(case.stock.copy(), case.capacity.copy(), 1.0)
    prices, solved, total = no_prices(case), 0, Outcome(0.0, 0, 0, 0)
    for start in range(0, arrivals.size, size):
        batch = of_kinds(case, arrivals[start : start + size], now)
        now.to_come = 1.0 - min(start + size, arrivals.size) / arrivals.size
        if now.to_come == 0:
            prices = no_prices(case)
        elif solved < solves and start * solves >= solved * arrivals.size:
            solved += 1
            prices = _prices_after(case, now)
        plan = assign(batch, prices, effort=effort)
        total = _added(total, batch, plan)
        np.subtract.at(now.stock, (plan.site, plan.sku), plan.units)
        np.subtract.at(now.picking, plan.site, plan.units)
    return total


def of_kinds(case: Assignment, kinds: Slots, now: Situation) -> Assignment:
    """Return the batch of one order of each of ``kinds``, with the stock and the picking that are left."""
    first = np.searchsorted(case.order, np.arange(len(case.orders) + 1))
    count = (first[1:] - first[:-1])[kinds]
    order = np.repeat(np.arange(kinds.size), count)
    line = first[kinds][order] + np.arange(order.size) - np.repeat(np.cumsum(count) - count, count)
    return replace(
        case,
        orders=tuple(f"{nth}: {case.orders[kind]}" for nth, kind in enumerate(kinds.tolist())),
        order=order,
        sku=case.sku[line],
        units=case.units[line],
        freight=case.freight[kinds],
        sending_cost=case.sending_cost[line],
        lost_cost=case.lost_cost[line],
        short_cost=case.short_cost[kinds],
        stock=now.stock.copy(),
        capacity=now.picking.copy(),
        most_packages=case.most_packages[kinds],
        lateness=case.lateness[kinds],
        weight=np.ones(1),
    )


def _prices_after(case: Assignment, now: Situation) -> Prices:
    ahead = replace(case, weight=case.weight * now.to_come, stock=now.stock, capacity=now.picking)
    return fluid(ahead).prices


def _added(total: Outcome, batch: Assignment, plan: AssignmentPlan) -> Outcome:
    return Outcome(
        total.cost + cost_of(batch, plan, no_prices(batch)),
        total.packages + int(packages(batch, plan).sum()),
        total.units + int(batch.units.sum()),
        total.left + int(plan.left.sum()),
    )
