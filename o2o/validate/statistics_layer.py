"""The statistics layer: intervals that cover what they promise, and draws that are random (rows T01 to T15)."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from numpy.random import Philox
from numpy.typing import NDArray

from o2o.statistics import Interval, mean_interval, paired_interval, welch_interval
from o2o.validate import randomness
from o2o.validate.line import UNIT, arrivals, services
from o2o.validate.oracle import Measure, Oracle, Outcome, exact, none_of, statistical
from o2o.validate.recursions import first_come
from o2o.validate.unit_times import unit_exponential
from sim.philox import MASK, blocks
from sim.random_field import RandomField
from sim.samplers import gamma, normal

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Narrow = Callable[[Interval], Interval]

_SEED = 1_908
_EXPERIMENTS = 2_000
_RUNS, _CUSTOMERS = 20_000, 2_000
_MEASURED = {5: 0.9215, 10: 0.931, 30: 0.9385}
"""coverage on terminating M/M/1 runs, measured elsewhere with 20,000 experiments"""
_PI = (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89)
_VECTORS = {
    ((0, 0), (0, 0, 0, 0)): "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b",
    ((MASK, MASK), (MASK,) * 4): "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0",
    (
        (0x452821E638D01377, 0xBE5466CF34E90C6C),
        _PI,
    ): "a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6",
}
"""Random123's known answers for Philox4x64-10: zeros, ones, the digits of pi"""


def whole(interval: Interval) -> Interval:
    """Plant nothing."""
    return interval


def narrower(interval: Interval) -> Interval:
    """Plant intervals a fifth too narrow."""
    return Interval(interval.mean, 0.8 * interval.half_width, interval.sd, interval.n)


def covers_normal(fault: Narrow = whole) -> Outcome:
    """Return whether t-intervals over 5, 10 and 30 normal values cover the truth 95 times in 100."""
    return _shares({f"R={n}": _covered(fault(mean_interval(3 + _normal("T01", n))), 3.0) for n in (5, 10, 30)}, 0.95)


def covers_queue(fault: Narrow = whole) -> Outcome:
    """Return whether t-intervals over M/M/1 runs cover as measured: waits are skewed, so somewhat less than 95 %."""
    means, got = _queue_means(), {}
    for n in _MEASURED:
        runs = means[: means.size // n * n].reshape(-1, n).T
        got[f"R={n}"] = float(_covered(fault(mean_interval(runs)), float(means.mean())).mean())
    return exact({f"R={n}": share for n, share in _MEASURED.items()}, got, 0.016)


def covers_difference(fault: Narrow = whole) -> Outcome:
    """Return whether paired intervals cover a known difference, the luck shared."""
    shared, one, two = (_normal(f"T03.{part}", 10) for part in ("shared", "one", "two"))
    return _shares({"paired": _covered(fault(paired_interval(5 * shared + one, 5 * shared + two + 0.7)), 0.7)}, 0.95)


def finds_nothing(fault: Narrow = whole) -> Outcome:
    """Return whether two groups of equal customers differ in 5 of 100 experiments."""
    u = RandomField(_SEED).purpose("validate.T05").dense(400 * _EXPERIMENTS, 0).reshape(400, -1)
    spent = gamma(u, 0.8, 1.0)
    interval = fault(welch_interval(spent[:200], spent[200:]))
    return _shares({"false alarms": ~_covered(interval, 0.0)}, 0.05)


def draws_are_random(shift: int = 0) -> Outcome:
    """Return whether the field passes the battery along each axis; ``shift`` makes streams copies of one another."""
    axes = randomness.streams(_SEED, 20_000)
    if shift:
        axes = {name: np.stack([np.roll(u[0], nth * shift) for nth in range(len(u))]) for name, u in axes.items()}
    found = [f"{name}: {fault}" for name, u in axes.items() for fault in randomness.faults(randomness.battery(u))]
    checks = sum(len(randomness.battery(u)) for u in list(axes.values())[:1]) * len(axes)
    return none_of(checks, len(found), "checks find a fault" + (f" ({', '.join(found)})" if found else ""))


def known_answers(slip: int = 0) -> Outcome:
    """Return whether Philox4x64-10 gives the published words and numpy's; ``slip`` is added to the first key."""
    wrong = 0
    for (key, counter), answer in _VECTORS.items():
        (row,) = blocks((key[0] + slip & MASK, key[1]), _words(*counter))
        wrong += " ".join(f"{int(word):016x}" for word in row) != answer
    for nth in range(200):
        # numpy steps its counter before each block.
        theirs = Philox(key=np.array([nth, 7 * nth], np.uint64), counter=np.array([nth, 1, 2, 3], np.uint64))
        ours = blocks((nth + slip, 7 * nth), _words(nth + 1, 1, 2, 3))[0]
        wrong += not np.array_equal(ours, theirs.random_raw(4))
    return none_of(203, wrong, "blocks differ")


def _words(a: int, b: int, c: int, d: int) -> tuple[Words, Words, Words, Words]:
    one, two, three, four = (np.array([value], np.uint64) for value in (a, b, c, d))
    return one, two, three, four


def _normal(name: str, n: int) -> Floats:
    u = RandomField(_SEED).purpose(f"validate.{name}").dense(n * _EXPERIMENTS, n)
    return normal(u.reshape(n, _EXPERIMENTS))


@cache
def _queue_means() -> Floats:
    """Return mean waits of runs of 2,000 customers from empty, rate 0.8 (Q07 ties this recursion to the station)."""
    field, parts = RandomField(_SEED), []
    gaps, work = field.purpose("validate.T02.arrival"), field.purpose("validate.T02.service")
    for batch in range(_RUNS // 1_000):
        shape = (_CUSTOMERS, 1_000)
        arrive = arrivals(gaps, 0.8, shape, batch)
        begin = first_come(arrive, services(work, unit_exponential, shape, batch), 1).begin
        parts.append((begin - arrive).mean(axis=0) / UNIT)
    return np.concatenate(parts)


def _covered(interval: Interval, truth: float) -> NDArray[np.bool_]:
    return np.asarray((interval.lo <= truth) & (truth <= interval.hi))


def _shares(found: dict[str, NDArray[np.bool_]], expected: float) -> Outcome:
    return statistical([_share(name, expected, hits) for name, hits in found.items()])


def _share(name: str, expected: float, hits: NDArray[np.bool_]) -> Measure:
    """Return a share of experiments beside its theory, with 3.3 binomial standard errors: 99.9 %."""
    error = float(np.sqrt(expected * (1 - expected) / hits.size))
    return Measure(name, expected, float(hits.mean()), 3.3 * error, 3.5 * error / expected)


_NARROW = "intervals a fifth too narrow"

ORACLES = (
    Oracle(
        "T01",
        "S",
        "t-intervals over 5, 10, 30 normal replications cover 95 % of 2,000 truths",
        "o2o.statistics.mean_interval on keyed draws",
        covers_normal,
        {_NARROW: partial(covers_normal, narrower)},
    ),
    Oracle(
        "T02",
        "S",
        "M/M/1 runs of 2,000 customers, rate 0.8, from empty: intervals over 5, 10, 30 cover 0.9215, 0.931, 0.9385",
        "o2o.statistics.mean_interval on 20,000 runs of the recursion that Q01 ties to Station; truth is their mean",
        covers_queue,
        {_NARROW: partial(covers_queue, narrower)},
    ),
    Oracle(
        "T03",
        "S",
        "paired intervals over 10 replications with common luck cover a known difference 95 times in 100",
        "o2o.statistics.paired_interval on keyed draws",
        covers_difference,
        {_NARROW: partial(covers_difference, narrower)},
    ),
    Oracle(
        "T05",
        "S",
        "equal groups of customers differ in 5 of 100 experiments",
        "o2o.statistics.welch_interval on keyed draws",
        finds_nothing,
        {_NARROW: partial(finds_nothing, narrower)},
    ),
    Oracle(
        "T14",
        "S",
        "the random field passes KS, chi-square, pairs, lag 1, cross-stream, collisions and bits along every axis",
        "RandomField and o2o.validate.randomness",
        draws_are_random,
        {"streams are shifted copies": partial(draws_are_random, 1)},
    ),
    Oracle(
        "T15",
        "E",
        "Philox4x64-10 gives Random123's known answers and numpy's words",
        "sim.philox.blocks",
        known_answers,
        {"key off by one": partial(known_answers, 1)},
    ),
)
