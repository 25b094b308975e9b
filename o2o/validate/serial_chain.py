"""A serial chain: three stages that supply one another, against Clark and Scarf (row I15)."""

from collections import deque
from functools import partial

import numpy as np

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.shelves import Floats, Units, fixed
from sim.random_field import RandomField
from sim.replenishment import OrderUpTo, Outlook
from sim.samplers import normal
from sim.stock import Stock

_SEED = 1_960
_GRAINS = 20
"""whole units of the stock that make one of the case"""
_LEVELS = (6.484, 12.028, 22.720)
"""echelon base-stock levels, customers' stage first"""
_LEADS = (1, 1, 2)
_HOLDING = (7.0, 4.0, 2.0)
"""of a unit on the shelf for a period"""
_WAITING = 37.12
_REPLICATIONS, _PERIODS, _WARM = 1_500, 200, 30


class Chain:
    """Three nodes, one behind the other; products are independent replications.

    What a stage owes the one it supplies is kept here, since the stock sends nothing it does not have.

    Args:
        levels: what each stage orders up to, its own stock and what is on its way to it.
    """

    def __init__(self, levels: Units) -> None:
        self._stock = Stock(3, _REPLICATIONS)
        self._stock.start_with(np.repeat(levels, _REPLICATIONS))
        self._rules = [OrderUpTo(fixed(int(level))) for level in levels]
        self._outlook = Outlook(np.zeros(_REPLICATIONS), np.zeros(_REPLICATIONS), 0.0)
        nothing = np.zeros(_REPLICATIONS, np.int64)
        self.owed = [nothing.copy() for _ in levels]
        self._sent = [deque([nothing] * lead) for lead in _LEADS]

    def receive(self) -> None:
        """Shelve what arrives at each stage; customers who wait are served."""
        for stage, loads in enumerate(self._sent):
            self._stock.receive(stage, loads.popleft())
        self._serve(np.zeros(_REPLICATIONS, np.int64))

    def demand(self, units: Units) -> Floats:
        """Serve what customers ask for, and return what the period costs, shape (replications,)."""
        self._serve(units)
        held = self._stock.physical.reshape(3, -1)
        return np.array(_HOLDING) @ held + _WAITING * self.owed[0]

    def order(self) -> None:
        """Order at every stage, customers' first, then send what each supplier has."""
        asked = []
        for stage, rule in enumerate(self._rules):
            upstream = self.owed[stage + 1] if stage < 2 else 0
            position = self._stock.position(stage) + upstream - self.owed[stage]
            asked.append(rule.order(position, self._outlook))
            if stage < 2:
                self.owed[stage + 1] += asked[-1]
        self._stock.expect(2, asked[2])
        self._sent[2].append(asked[2])
        for stage in (2, 1):
            units = np.minimum(self._stock.physical.reshape(3, -1)[stage], self.owed[stage])
            self._stock.send(stage, stage - 1, units)
            self.owed[stage] -= units
            self._sent[stage - 1].append(units)

    def _serve(self, units: Units) -> None:
        self.owed[0] += units
        served = np.minimum(self.owed[0], self._stock.free[:_REPLICATIONS])
        cells = np.repeat(np.arange(_REPLICATIONS), served)
        self._stock.reserve(cells)
        self._stock.ship(cells)
        self.owed[0] -= served


def three_stages(missing: int = 0) -> Outcome:
    """Return whether the published levels cost what is published; ``missing`` grains are taken from the first."""
    echelon = np.rint(np.array(_LEVELS) * _GRAINS).astype(np.int64)
    echelon[0] -= missing
    chain = Chain(np.diff(echelon, prepend=0))
    purpose = RandomField(_SEED).purpose("validate.chain")
    costs = []
    for period in range(_PERIODS):
        chain.receive()
        asked = np.rint(_GRAINS * normal(purpose.dense(_REPLICATIONS, period), 5.0, 1.0)).astype(np.int64)
        costs.append(chain.demand(asked) / _GRAINS)
        chain.order()
    return statistical([measure("cost", 47.665393, plain(np.mean(costs[_WARM:], axis=0)), 0.003)])


ORACLES = (
    Oracle(
        "I15",
        "S",
        "three stages, N(5,1), lead times 1, 1, 2, holding 7, 4, 2, waiting 37.12: levels (6.484, 12.028, 22.720) cost "
        "47.665 (Clark and Scarf 1960; Snyder and Shen, example 6.1)",
        "Stock and OrderUpTo, products as replications, a twentieth of a unit at a time; the chain's orders and what "
        "waits are kept by the oracle",
        three_stages,
        {"half a unit missing at the customers' stage": partial(three_stages, 10)},
    ),
)
