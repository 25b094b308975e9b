"""Serial stock: base-stock levels of a chain in which each stage supplies the next and the last serves customers.

The mathematics are in docs/theory/inventory.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from optimize.errors import PlanInputError
from optimize.model import Reals
from optimize.newsvendor import Demand, positive

FINE = 250
"""grid steps per standard deviation of the calmest lead-time demand, where demand is not in whole units"""
WIDE = 9.0
"""standard deviations on either side that are looked at; the chance beyond is below 1e-18"""


@dataclass(frozen=True)
class SerialStock:
    """Echelon base-stock levels: what a stage and all that is nearer to the customers should hold together."""

    level: tuple[float, ...]
    """units, customers' stage first; stock on hand and under way downstream, less what customers wait for"""
    cost: float
    """of holding and waiting, per unit of time; without the goods under way, which no decision changes"""


def serial_base_stock(holding: Sequence[float], lead: Sequence[Demand], under: float) -> SerialStock:
    """Return the best echelon base-stock levels of a serial system (Clark and Scarf 1960; Chen and Zheng 1994).

    The stage at the customers comes first in every sequence; the last stage's supplier always has enough.

    Args:
        holding: cost that a stage adds to holding a unit for a unit of time (echelon cost), > 0, shape (stages,).
        lead: units asked for during each stage's lead time, all whole or all not, shape (stages,).
        under: cost of a customer's unit that waits for a unit of time.

    Raises:
        PlanInputError: sequences of different lengths, whole units mixed with fractions, a cost that is not above 0.
    """
    _sound(holding, lead, under)
    spread = np.array([float(demand.std()) for demand in lead])  # type: ignore[attr-defined]  # scipy has it
    mean = np.array([float(demand.mean()) for demand in lead])
    whole = hasattr(lead[0], "pmf")
    step = 1.0 if whole else float(spread.min()) / FINE
    reach = WIDE * float(np.sqrt((spread**2).sum())) + step
    low, high = np.floor((-reach - mean.sum()) / step), np.ceil((mean.sum() + 2 * reach) / step)
    position = np.arange(low, high + 1) * step
    level = []
    # What a shortage passes on to the stage before: at first, customers who wait.
    passed = (under + sum(holding)) * np.maximum(-position, 0.0)
    for cost, demand in zip(holding, lead, strict=True):
        total = _after_demand(cost * position + passed, _chances(demand, step), position)
        at = int(np.argmin(total))
        level.append(float(position[at]))
        passed = np.where(np.arange(position.size) < at, total, total[at])
    return SerialStock(tuple(level), float(passed[-1]))


def _sound(holding: Sequence[float], lead: Sequence[Demand], under: float) -> None:
    if len(holding) != len(lead) or not lead:
        raise PlanInputError(f"{len(holding)} holding costs and {len(lead)} lead times: give one of each per stage")
    positive(cost_of_a_unit_short=under, **{f"holding_cost_of_stage_{k}": cost for k, cost in enumerate(holding, 1)})
    if len({hasattr(demand, "pmf") for demand in lead}) > 1:
        raise PlanInputError("demand of some stages comes in whole units, of others not: use one kind for all")


def _chances(demand: Demand, step: float) -> tuple[int, Reals]:
    """Return the first grid point of demand, in steps, and the chance of each from there on."""
    half = 0.0 if hasattr(demand, "pmf") else step / 2
    spread, mean = float(demand.std()), float(demand.mean())  # type: ignore[attr-defined]  # scipy has it
    first = int(np.floor((mean - WIDE * spread) / step)) - 1
    points = np.arange(first, int(np.ceil((mean + (WIDE + 3.0) * spread) / step)) + 2)
    below = np.asarray(demand.cdf(np.append(points[0] - 1, points) * step + half))
    return first, np.diff(below)


def _after_demand(cost: Reals, chances: tuple[int, Reals], position: Reals) -> Reals:
    """Return the expected ``cost`` after demand, at every position; beyond the grid the cost goes on straight."""
    first, chance = chances
    before, after = max(0, first + chance.size - 1), max(0, -first)
    step = float(position[1] - position[0])
    down, up = (cost[1] - cost[0]) / step, (cost[-1] - cost[-2]) / step
    left = cost[0] - down * step * np.arange(before, 0, -1)
    right = cost[-1] + up * step * np.arange(1, after + 1)
    extended = np.concatenate([left, cost, right])
    blended = fftconvolve(extended, chance)
    start = before - first
    return np.asarray(blended[start : start + position.size])
