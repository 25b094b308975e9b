"""Order streams: orders that come one by one, each answered at once by a rule; what they cost, and could at least.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np

from optimize.assignment_case import Assignment
from optimize.fluid import fluid
from optimize.model import Reals, Slots
from optimize.subsets import LEFT_OUT


@dataclass
class Situation:
    """What is left when an order comes."""

    stock: Slots
    """units, shape (N, K)"""
    picking: Reals
    """units each site can still pick, shape (N,)"""
    to_come: float
    """share of the orders that is still to come, this one included"""


class OnlineRule(Protocol):
    """Answers an order when it comes."""

    def choose(self, order: int, now: Situation) -> Slots:
        """Return the site of each of the order's lines, `optimize.subsets.LEFT_OUT` for none, shape (lines,)."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a stream of orders came to."""

    cost: float
    packages: int
    units: int
    left: int
    """units left out"""


class Lines:
    """Where each order's lines stand, and what they need together."""

    def __init__(self, case: Assignment) -> None:
        first = np.searchsorted(case.order, np.arange(len(case.orders) + 1)).tolist()
        self._spans = [slice(*span) for span in pairwise(first)]
        self.needed: Slots = _needed(case)
        """units that a site must have of a line's product to send it after the order's earlier ones, shape (L,)"""

    def __getitem__(self, order: int) -> slice:
        return self._spans[order]


def _needed(case: Assignment) -> Slots:
    key = case.order * len(case.skus) + case.sku
    by_key = np.argsort(key, kind="stable")
    so_far = np.cumsum(case.units[by_key])
    first = np.diff(key[by_key], prepend=-1) > 0
    before = np.maximum.accumulate(np.where(first, so_far - case.units[by_key], 0))
    needed = np.empty_like(so_far)
    needed[by_key] = so_far - before
    return needed


def serve(case: Assignment, arrivals: Slots, rule: OnlineRule) -> Outcome:
    """Return what the orders ``arrivals`` cost when ``rule`` answers each at once.

    Args:
        case: the kinds of orders, and the stock and picking at the start.
        arrivals: kind of each order, in the order in which they come, shape (T,).
        rule: answers them.
    """
    now = Situation(case.stock.copy(), case.capacity.copy(), 1.0)
    lines, package_cost = Lines(case), case.package_cost
    cost, packages, units, left = 0.0, 0, 0, 0
    for nth, order in enumerate(arrivals.tolist()):
        now.to_come = 1.0 - nth / arrivals.size
        span = lines[order]
        site, sku, asked = rule.choose(order, now), case.sku[span], case.units[span]
        sent = site != LEFT_OUT
        used = np.unique(site[sent])
        np.subtract.at(now.stock, (site[sent], sku[sent]), asked[sent])
        np.subtract.at(now.picking, site[sent], asked[sent])
        cost += (
            package_cost[order, used].sum() + (asked * case.sending_cost[span][np.arange(site.size), site])[sent].sum()
        )
        if not sent.all():
            cost += case.short_cost[order] + (case.lost_cost[span] * asked)[~sent].sum()
            left += int(asked[~sent].sum())
        packages += used.size
        units += int(asked.sum())
    return Outcome(float(cost), packages, units, left)


def clairvoyant(case: Assignment, arrivals: Slots) -> float:
    """Return a cost that nobody can beat who knows all ``arrivals`` in advance: the fluid of the orders that came."""
    came = np.bincount(arrivals, minlength=len(case.orders)).astype(float)
    return fluid(replace(case, weight=came)).cost


def gap_captured(baseline: float, policy: float, bound: float) -> float:
    """Return the share of the gap between a ``baseline`` cost and a ``bound`` that a policy closes; 1 without a gap.

    Below 0 the policy costs more than the baseline.
    """
    return (baseline - policy) / (baseline - bound) if baseline > bound else 1.0
