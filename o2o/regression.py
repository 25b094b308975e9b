"""Regression: does a run still say what the baseline says?

Rule: with the baseline's seed, replication k must repeat its value exactly (1e-9 relative, for other processors),
unless the KPI's tolerance allows its mean to move; no luck is involved, so any difference is a change of the program
or the scenario. With another seed the means are compared as independent ones and differ when Holm's correction over
all KPIs leaves p <= 1 %.
"""

import math

import numpy as np
from numpy.typing import NDArray

from o2o.baseline import Baseline, BaselineKpi, array
from o2o.finding import Finding
from o2o.kpis import REGISTRY
from o2o.outcomes import Outcomes, RunLike, calendar, figure, outcomes, plain
from o2o.statistics import Interval, holm, p_values, paired_interval, welch_interval

EXACT = 1e-9
FAMILY_LEVEL = 0.01

Floats = NDArray[np.float64]


def regressions(run: RunLike, baseline: Baseline) -> tuple[Finding, ...]:
    """Return one finding for each KPI of the baseline, in the register's order."""
    days = calendar(run)
    unlike = [key for key in days if days[key] != baseline.calendar.get(key)]
    if unlike:
        text = ", ".join(f"calendar.{key} was {baseline.calendar.get(key)}, is {days[key]}" for key in unlike)
        return (Finding("calendar", "baseline", False, f"{text}: the outcomes describe other days"),)
    found = outcomes(run)
    kpis = [kpi for kpi in baseline.kpis if kpi in REGISTRY]
    lost = [_lost(kpi, baseline.kpis[kpi]) for kpi in baseline.kpis if kpi not in found.values]
    kept = [kpi for kpi in kpis if kpi in found.values]
    judged = _paired(kept, found, baseline) if run.seed == baseline.seed else _independent(kept, found, baseline)
    return (*lost, *judged)


def _lost(kpi: str, old: BaselineKpi) -> Finding:
    return Finding(kpi, "baseline", False, f"was {figure(old.mean)}, is no longer measured", old.mean)


def _paired(kpis: list[str], found: Outcomes, baseline: Baseline) -> list[Finding]:
    """Compare value by value the replications that both have."""
    shared = tuple(k for k in baseline.replications if k in found.replications)
    if not shared:
        return [Finding("replications", "baseline", False, "no replication in common with the baseline")]
    places = [baseline.replications.index(k) for k in shared]
    new = found.only(shared).values
    return [_repeated(kpi, array(baseline.kpis[kpi].values)[places], new[kpi], baseline.kpis[kpi]) for kpi in kpis]


def _repeated(kpi: str, old: Floats, new: Floats, held: BaselineKpi) -> Finding:
    same = np.isclose(new, old, rtol=EXACT, atol=0.0, equal_nan=True).all()
    means = plain(float(old.mean())), plain(float(new.mean()))
    if same:
        return Finding(kpi, "baseline", True, f"{figure(means[1], REGISTRY[kpi].unit)} as before", *means)
    interval = paired_interval(old, new)
    z = _z(interval)
    within = means[0] is not None and means[1] is not None and abs(means[1] - means[0]) <= held.tolerance
    return Finding(kpi, "baseline", within, _moved(kpi, means, z, f"{old.size} paired replications", held), *means, z)


def _independent(kpis: list[str], found: Outcomes, baseline: Baseline) -> list[Finding]:
    """Compare means under another seed."""
    intervals = [welch_interval(array(baseline.kpis[kpi].values), found.values[kpi]) for kpi in kpis]
    corrected = holm(np.array([float(p_values(interval)) for interval in intervals]))
    findings = []
    for kpi, interval, p in zip(kpis, intervals, corrected, strict=True):
        held = baseline.kpis[kpi]
        means = held.mean, plain(float(found.values[kpi].mean()))
        z = _z(interval)
        # Without an interval nothing can be excused as luck, but a figure missing on both sides is no change.
        luck = bool(p > FAMILY_LEVEL) or means == (None, None)
        near = means[0] is not None and means[1] is not None and abs(means[1] - means[0]) <= held.tolerance
        text = _moved(kpi, means, z, "another seed: not paired", held)
        findings.append(Finding(kpi, "baseline", luck or near, text, *means, z))
    return findings


def _z(interval: Interval) -> float | None:
    """Return the difference over its standard error; None without spread or with a single replication."""
    error = float(interval.sd) / math.sqrt(interval.n)
    return plain(float(interval.mean) / error) if error > 0 else None


def _moved(kpi: str, means: tuple[float | None, float | None], z: float | None, basis: str, held: BaselineKpi) -> str:
    unit = REGISTRY[kpi].unit
    size = "no z, every replication moved alike or there is only one" if z is None else f"z = {z:.2f}"
    allowed = f"; {held.tolerance:g} is tolerated" if held.tolerance else ""
    return f"was {figure(means[0], unit)}, is {figure(means[1], unit)} ({size}; {basis}{allowed})"
