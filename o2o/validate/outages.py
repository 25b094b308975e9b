"""Outages: how long a platform is down and when it fails, against the renewal theorem."""

from functools import cache, partial
from math import exp

import numpy as np
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Measure, Oracle, Outcome, measure, statistical
from sim.facts import Facts
from sim.levers import Levers
from sim.outages import HOURS, LANES, Outages, PlatformSpec
from sim.random_field import RandomField
from sim.units import DAY, HOUR, MINUTE

_SEED = 20_260_302
_UP, _REPAIR, _FAILOVER, _FEWER = 5, 1, 0.25, 0.6
"""hours between failures, to repair, to fail over; failures relative to plan"""
_DAYS, _RUNS = 100, 16
_CALM, _BUSY = 0.4, 1.6
"""load in the halves of a day"""


class Hasty(Outages):
    """Plant repairs of which every sixth is done at once."""

    def open_day(self, day: int) -> None:
        """Undo what the failure brought."""
        super().open_day(day)
        for one in self.felt:
            if one.row % 6 == 5:
                self._table["back"][one.row] = one.began


def renewed(kind: type[Outages] = Outages, up: float = _UP, failover: float = _FAILOVER, busy: float = 1.0) -> Outcome:
    """Return whether downtime and failures are those of an alternating renewal process; arguments are faults.

    Up for U and under repair for R on average, a platform fails once in U + R and is down for R of it; with a standby
    after f, for E min(repair, f) = R (1 - exp(-f / R)). With failures x times as many, U is U / x.
    """
    spec = PlatformSpec(up=round(up * HOUR), repair=_REPAIR * HOUR)
    alone, helped, better = (
        [_live(kind, spec, nth, **levers) for nth in range(_RUNS)]
        for levers in ({}, {"failover": round(failover * HOUR)}, {"failures": _FEWER})
    )
    cycle = _UP + _REPAIR
    return statistical(
        [
            _down("down", _REPAIR / cycle, alone),
            _down("with a standby", _REPAIR * (1 - exp(-_FAILOVER / _REPAIR)) / cycle, helped),
            _down("failing less", _REPAIR / (_UP / _FEWER + _REPAIR), better),
            _in_busy_half(kind, "failures under load", _BUSY / (_CALM + _BUSY), 0.0, busy),
            _in_busy_half(kind, "where it scales", 0.5, 1.0, busy),
        ]
    )


def _live(kind: type[Outages], spec: PlatformSpec, nth: int, **levers: float) -> Facts:
    """Return the facts of one platform; ``levers`` stand at these values."""
    stand, facts = Levers({}), Facts(("outages", "platform_days", "visits"))
    for name, value in levers.items():
        stand.start_with(f"platform.{name}", value)
    load = np.tile(np.repeat([_CALM, _BUSY], HOURS // 2), (_DAYS, 1))
    outages = kind(spec, stand, load, partial(_luck, nth), facts)
    for day in range(_DAYS):
        outages.open_day(day)
    return facts


@cache
def _luck(nth: int, day: int) -> NDArray[np.float64]:
    return RandomField(_SEED, nth).purpose("validate.I31.failures").marks(np.arange(HOURS), day, LANES)


def _down(name: str, expected: float, runs: list[Facts]) -> Measure:
    share = [(facts["outages"]["back"] - facts["outages"]["began"]).sum() / (_DAYS * DAY) for facts in runs]
    return measure(name, expected, plain(np.array(share)), 0.1)


def _in_busy_half(kind: type[Outages], name: str, expected: float, scales: float, busy: float) -> Measure:
    spec = PlatformSpec(up=5 * HOUR, repair=MINUTE, busy=busy)
    began = [_live(kind, spec, nth, scales=scales)["outages"]["began"] % DAY >= DAY // 2 for nth in range(_RUNS)]
    return measure(name, expected, plain(np.array([late.mean() for late in began])), 0.06)


ORACLES = (
    Oracle(
        "I31",
        "S",
        f"up for {_UP} h, repaired in {_REPAIR} h on average, a platform is down for 1/6 of the time; with a standby "
        f"after {_FAILOVER} h for R (1 - exp(-f/R)) / (U + R); with {_FEWER:g} of the failures for "
        f"R / (U/{_FEWER:g} + R); under a load of 0.4 and 1.6 by halves of a day 80 % of failures fall into the busy "
        "half, half of them where it scales",
        f"sim.outages.Outages, {_RUNS} replications of {_DAYS} days",
        renewed,
        {
            "every sixth repair done at once": partial(renewed, Hasty),
            "a quarter more failures": partial(renewed, up=_UP / 1.25),
            "a standby that is a third slower": partial(renewed, failover=4 / 3 * _FAILOVER),
            "the load weighs by its square": partial(renewed, busy=2.0),
        },
    ),
)
