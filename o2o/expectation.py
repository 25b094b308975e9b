"""Expectations: does a run keep the bounds that its scenario sets on outcomes?

A bound holds when the whole 95 % interval over replications keeps it: an outcome that only probably does is a failure
that names what would decide it.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import numpy as np

from o2o.compare import compare
from o2o.errors import WorkbenchError
from o2o.finding import Finding
from o2o.kpis import REGISTRY
from o2o.outcomes import RunLike, figure, outcomes, plain
from o2o.statistics import mean_interval, replications_to_resolve
from scenarios.expect import ExpectSpec

Bounds = tuple[float | None, float | None]
Estimate = tuple[float | None, float | None, float | None]
"""mean, lower and upper end of the interval"""


class ExpectError(WorkbenchError):
    """A rule that cannot be checked: unknown KPI, scope or period, or nothing to compare with."""

    exit_code = 3
    kind = "expectation"


def expectations(run: RunLike, rules: Mapping[str, ExpectSpec], base: RunLike | None = None) -> tuple[Finding, ...]:
    """Return a finding for every bound of every rule.

    Args:
        run: the run to check.
        rules: KPI -> bounds, the scenario's ``expect`` block.
        base: the run that increases are counted from, with the same seed and days.

    Raises:
        ExpectError: a rule names an unknown KPI, scope or period, or an increase has no base.
    """
    return tuple(finding for kpi, rule in rules.items() for finding in _checked(run, kpi, rule, base))


def _checked(run: RunLike, kpi: str, rule: ExpectSpec, base: RunLike | None) -> Iterator[Finding]:
    if kpi not in REGISTRY:
        near = get_close_matches(kpi, REGISTRY, n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "docs/kpis.md lists them all"
        raise ExpectError(f"expect.{kpi}: there is no KPI '{kpi}'; {hint}")
    values = outcomes(run, rule.period, rule.scope).values.get(kpi)
    if values is None:
        raise ExpectError(
            f"expect.{kpi}: {kpi} is not measured for scope '{rule.scope}' in period '{rule.period}'; docs/kpis.md "
            "says how it can be split, for example scope: chain and period: total"
        )
    level = _about(rule.scope, rule.period)
    if rule.min is not None or rule.max is not None:
        interval = mean_interval(values)
        mean, lo, hi = (plain(float(end)) for end in (interval.mean, interval.lo, interval.hi))
        needed = _more(float(interval.sd), mean, (rule.min, rule.max), interval.n)
        yield _judged(kpi, (rule.min, rule.max), (mean, lo, hi), f"{level}{needed}", None)
    if rule.min_increase is not None or rule.max_increase is not None:
        if base is None:
            raise ExpectError(f"expect.{kpi}: an increase needs a run to be counted from; compare with --against RUN")
        row = compare(base, run, rule.period, rule.scope).row(kpi)
        bounds = rule.min_increase, rule.max_increase
        yield _judged(kpi, bounds, (row.difference, row.lo, row.hi), f"{level}, increase over {base.name}", row.a)


def _judged(kpi: str, bounds: Bounds, estimate: Estimate, about: str, old: float | None) -> Finding:
    low, high = bounds
    mean, lo, hi = estimate
    unit = REGISTRY[kpi].unit
    wanted = _wanted(bounds, unit)
    if mean is None:
        return Finding(kpi, "expect", False, f"must be {wanted}, but does not apply here{about}", old)
    if lo is None or hi is None:
        text = f"must be {wanted}; {figure(mean, unit)} has no interval: simulate at least 2 replications{about}"
        return Finding(kpi, "expect", False, text, old, mean)
    passed = (low is None or lo >= low) and (high is None or hi <= high)
    shown = f"{figure(mean, unit)}, 95 % interval [{figure(lo)}, {figure(hi)}]"
    return Finding(kpi, "expect", passed, f"must be {wanted}, is {shown}{about if not passed else ''}", old, mean)


def _wanted(bounds: Bounds, unit: str) -> str:
    words = zip(("at least", "at most"), bounds, strict=True)
    return " and ".join(f"{word} {figure(bound, unit)}" for word, bound in words if bound is not None)


def _about(scope: str, period: str) -> str:
    return "" if (scope, period) == ("chain", "total") else f" ({scope}, {period})"


def _more(sd: float, mean: float | None, bounds: Bounds, n: int) -> str:
    """Return how many replications would decide a bound that the mean keeps but the interval crosses."""
    low, high = bounds
    if mean is None or (low is not None and mean <= low) or (high is not None and mean >= high):
        return ""
    room = min(abs(mean - bound) for bound in bounds if bound is not None)
    needed = replications_to_resolve(sd, room) if np.isfinite(sd) else None
    return "" if needed is None or needed <= n else f"; {needed - n:,} more replications would decide it"
