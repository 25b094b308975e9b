"""One period: what newsvendor stocks cost when the real stock meets the demand, pooled or not (rows V4, V5, I12)."""

from functools import partial

import numpy as np

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.shelves import Floats, Shelves, Units, fixed
from sim.random_field import RandomField
from sim.replenishment import OrderUpTo
from sim.samplers import normal, poisson

_SEED = 1_955
_PERIODS = 40


def _poisson(mean: float, replications: int) -> list[Units]:
    purpose = RandomField(_SEED).purpose("validate.one-period")
    return [poisson(purpose.dense(replications, period), mean) for period in range(_PERIODS)]


def _ends(level: int, demands: list[Units]) -> tuple[Units, Units]:
    """Return units on the shelf and units owed at the end of each period, shape (periods, replications)."""
    shelves = Shelves(OrderUpTo(fixed(level)), np.full(demands[0].size, level))
    left, owed = [], []
    for asked in demands:
        shelves.review()
        shelves.demand(asked)
        left.append(shelves.on_hand)
        owed.append(shelves.owed.copy())
    return np.array(left), np.array(owed)


def levels(more: int = 0) -> Outcome:
    """Return whether the level costs what is published, and its neighbours more; ``more`` units are added to all."""
    demands = _poisson(6, 8_000)
    parts = []
    for level, cost in ((7, 3.850208), (8, 3.570107), (9, 3.806294)):
        left, owed = _ends(level + more, demands)
        parts.append(measure(f"cost at {level}", cost, plain((left + 4.0 * owed).mean(axis=0)), 0.0075))
    return statistical(parts)


def profits(more: int = 0) -> Outcome:
    """Return whether stocks of 21 to 23 earn what they should; ``more`` units are added to all."""
    demands = _poisson(20, 8_000)
    parts = []
    for level, earned in ((21, 123.642011), (22, 124.205034), (23, 123.998921)):
        left, _ = _ends(level + more, demands)
        profit = 12.0 * (level - left) + 2.0 * left - 5.0 * level
        parts.append(measure(f"profit at {level}", earned, plain(profit.mean(axis=0)), 0.002))
    return statistical(parts)


def pooling(common: float = 0.0) -> Outcome:
    """Return whether four places cost twice one stock; they have a share ``common`` of the variance in common."""
    purpose = RandomField(_SEED).purpose("validate.pooling")
    separate, together = [], []
    for period in range(_PERIODS):
        own = normal(purpose.dense(5 * 1_000, period)).reshape(5, 1_000)
        score = np.sqrt(1 - common) * own[:4] + np.sqrt(common) * own[4]
        places = np.maximum(np.rint(100 + 30 * score), 0).astype(np.int64)
        separate.append(np.sum([_cost(138, asked) for asked in places], axis=0))
        together.append(_cost(477, places.sum(axis=0)))
    return statistical(
        [
            measure("four places", 210.597998, plain(np.mean(separate, axis=0)), 0.02),
            measure("one stock", 105.298999, plain(np.mean(together, axis=0)), 0.02),
        ]
    )


def _cost(level: int, asked: Units) -> Floats:
    left, owed = _ends(level, [asked])
    cost: Floats = (left + 9.0 * owed)[0]
    return cost


_PART = "Stock and OrderUpTo, products as replications; what waits is kept by the oracle"
_LOST = "a unit missing from every level"

ORACLES = (
    Oracle(
        "I12s",
        "S",
        "newsvendor, Poisson 20, price 12, cost 5, salvage 2: stocks of 21, 22, 23 earn 123.642, 124.205, 123.999",
        _PART,
        profits,
        {"three units missing from every stock": partial(profits, -3)},
    ),
    Oracle(
        "V4",
        "S",
        "base stock, Poisson 6, holding 1, waiting 4: level 8 costs 3.570107 (stockpyl), 7 and 9 cost 3.850 and 3.806",
        _PART,
        levels,
        {_LOST: partial(levels, -1)},
    ),
    Oracle(
        "V5",
        "S",
        "N(100,30) at four places, holding 1, waiting 9: apart 210.598, pooled half of it, 105.299 (Eppen 1979)",
        f"{_PART}; demand and levels in whole units",
        pooling,
        {"a third of the places' variance in common": partial(pooling, 0.33)},
    ),
)
