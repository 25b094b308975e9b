"""Gains: plans whose worth is what the city earns more than without them; both are simulated under the same luck."""

import numpy as np

from o2o.kpi.operations import contribution
from o2o.kpi.sales import net_sales
from o2o.worth.appraisal import Lived
from o2o.worth.ladder import Ladder
from o2o.worth.losses import losses
from optimize.promise_spec import PromiseSpec


def gain_ladder(lived: Lived, other: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder of a gain over ``other``, the same city without the plan.

    What initiatives bring is taken to grow with the sales they meet: the demand that came is the other city's net sales
    over what was expected. Goods and hands that lacked, and promises that records broke, count as far as they lacked
    more often with the plan than without. What is left is the surface's: effects that it does not know or that had not
    yet built up.
    """
    expected = promise.sales or _sales(other)
    demand = promise.value * (_sales(other) / expected if expected else 1.0)
    mine, theirs = losses(lived), losses(other)
    capacity = demand - (mine.capacity - theirs.capacity)
    information = capacity - (mine.information - theirs.information)
    return Ladder(promise.value, demand, capacity, information, _contribution(lived) - _contribution(other))


def _sales(lived: Lived) -> float:
    return float(np.ravel(net_sales(lived.records).total["chain"])[0])


def _contribution(lived: Lived) -> float:
    return float(np.ravel(contribution(lived.records).total["chain"])[0])
