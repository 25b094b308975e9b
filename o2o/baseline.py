"""Baselines: the outcome a scenario had when somebody last agreed to it, and why it changed since."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from o2o.durable import make_folder, write_file
from o2o.errors import DamagedResultsError, UsageProblemError
from o2o.outcomes import RunLike, calendar, outcomes, plain, version
from o2o.statistics import mean_interval

FORMAT = 1


@dataclass(frozen=True)
class BaselineKpi:
    """One KPI of the whole chain over all measured days; None where it does not apply."""

    mean: float | None
    half_width: float | None
    """of the 95 % interval"""
    sd: float | None
    """between replications"""
    values: tuple[float | None, ...]
    """by replication, so that a new run with the same luck is compared value by value"""
    tolerance: float = 0.0
    """difference of the mean that still passes, in the KPI's unit; written by hand, kept by updates"""


@dataclass(frozen=True)
class Change:
    """Why a baseline was replaced."""

    date: str
    version: str
    """of the program"""
    reason: str
    kpis: Mapping[str, Mapping[str, float | None]]
    """KPI -> old and new mean, of those that moved"""


@dataclass(frozen=True)
class Baseline:
    """The agreed outcome of one scenario."""

    scenario: str
    file: str
    """scenario file and variant as they were named when it was agreed: what `o2o check` runs when no file is named"""
    seed: int
    calendar: Mapping[str, Any]
    version: str
    replications: tuple[int, ...]
    kpis: Mapping[str, BaselineKpi]
    changes: tuple[Change, ...] = ()
    """oldest first"""


def of_run(scenario: str, file: str, run: RunLike, tolerances: Mapping[str, float] | None = None) -> Baseline:
    """Return the outcome of ``run`` as a baseline without a history."""
    found = outcomes(run)
    allowed = tolerances or {}
    kpis = {}
    for kpi, values in found.values.items():
        interval = mean_interval(values)
        mean, half, sd = (plain(float(side)) for side in (interval.mean, interval.half_width, interval.sd))
        listed = tuple(plain(value) for value in values)
        kpis[kpi] = BaselineKpi(mean, half, sd, listed, allowed.get(kpi, 0.0))
    return Baseline(scenario, file, run.seed, calendar(run), version(run), found.replications, kpis)


def updated(old: Baseline | None, file: str, run: RunLike, reason: str, date: str) -> Baseline:
    """Return the outcome of ``run`` with the history of ``old`` and one entry more.

    Args:
        old: what it replaces, None for the first one; its tolerances stay.
        file: scenario file and variant that were run.
        run: the new agreed outcome.
        reason: why the outcome may change, for the reviewer.
        date: the day of the update, as ISO text; the caller knows it.

    Raises:
        UsageProblemError: no reason is given.
    """
    if not reason.strip():
        raise UsageProblemError("a baseline changes only with a reason: add --reason 'why the outcome moved'")
    before = old.kpis if old else {}
    new = of_run(run.name, file, run, {kpi: held.tolerance for kpi, held in before.items()})
    moved = {
        kpi: {"old": _mean(before.get(kpi)), "new": _mean(new.kpis.get(kpi))}
        for kpi in dict.fromkeys([*before, *new.kpis])
        if old and _mean(before.get(kpi)) != _mean(new.kpis.get(kpi))
    }
    entry = Change(date, new.version, reason.strip(), moved)
    return replace(new, changes=(*(old.changes if old else ()), entry))


def _mean(kpi: BaselineKpi | None) -> float | None:
    return kpi.mean if kpi else None


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write ``baseline`` to ``path`` in one step; the folder is made if need be.

    Raises:
        StorageError: the disk is full or the folder cannot be written; the old file stays as it is.
    """
    make_folder(path.parent)
    write_file(path, _text(baseline).encode())


def _text(baseline: Baseline) -> str:
    """Return JSON with one line per KPI and change, so that a review shows what moved."""
    head = {
        "format": FORMAT,
        "scenario": baseline.scenario,
        "file": baseline.file,
        "seed": baseline.seed,
        "calendar": dict(baseline.calendar),
        "version": baseline.version,
        "replications": list(baseline.replications),
    }
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in head.items()]
    kpis = ",\n".join(f"    {_json(kpi)}: {_json(asdict(held))}" for kpi, held in baseline.kpis.items())
    changes = ",\n".join(f"    {_json(asdict(change))}" for change in baseline.changes)
    return "\n".join(["{", *lines, f'  "kpis": {{\n{kpis}\n  }},', f'  "changes": [\n{changes}\n  ]', "}", ""])


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def read_baseline(path: Path) -> Baseline | None:
    """Return the baseline in ``path``, None when there is no such file.

    Raises:
        DamagedResultsError: the file is no baseline, or a newer program wrote it.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        data = json.loads(text)
        if data["format"] > FORMAT:
            raise DamagedResultsError(f"{path} has format {data['format']}: a newer version wrote it, use that version")
        return _parsed(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedResultsError(
            f"damaged: {path} is not a baseline ({type(error).__name__}: {error}); restore it from version control, "
            "or delete it and write it anew with `o2o check --update --reason ...`"
        ) from error


def _parsed(data: Mapping[str, Any]) -> Baseline:
    kpis = {
        kpi: BaselineKpi(**{**held, "values": tuple(_number(value) for value in held["values"])})
        for kpi, held in data["kpis"].items()
    }
    replications = tuple(int(replication) for replication in data["replications"])
    odd = [kpi for kpi, held in kpis.items() if len(held.values) != len(replications)]
    if odd:
        raise ValueError(f"{odd[0]} has not one value for each of the {len(replications)} replications")
    changes = tuple(Change(**change) for change in data["changes"])
    head = data["scenario"], data["file"], int(data["seed"]), data["calendar"], data["version"]
    return Baseline(*head, replications, kpis, changes)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def array(values: tuple[float | None, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return values with nan where they are missing."""
    return np.array([np.nan if value is None else value for value in values])
