"""Choices: the runs of a scenario with every choice of several changes, under the same luck."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from o2o.archive import RESULTS, Run
from o2o.errors import UsageProblemError
from o2o.study import Study, load, run_all

MOST = 6
"""changes told apart at most: each doubles the runs"""
WORDS = ("name", "description")
"""what a scenario is called does not change its outcome"""


def runs_with(study: Study, changes: Sequence[str], workers: int | None = None, out: str | Path = RESULTS) -> list[Run]:
    """Return the run of every choice of ``changes``, side by side; those on disk are not simulated again.

    Args:
        study: the scenario without them.
        changes: variants of its file; "a,b" are two that come together.
        workers: processes at a time.
        out: folder of the results.

    Returns:
        2 ** changes runs; bit k of a run's place says whether change k was made.

    Raises:
        UsageProblemError: fewer than two changes or too many, one of them twice, one that alters days, seed or number
            of replications, or two that set the same value: their effects cannot be told apart.
        ScenarioError: no such variant, or a choice of them cannot be run.
        StorageError, DamagedResultsError, FailedReplicationsError, InvariantStopError: as for a run.
    """
    _countable(changes)
    _alike(study, changes)
    _separable(study, changes)
    return run_all([_with(study, chosen) for chosen in _choices(changes)], workers, out)


def _choices(changes: Sequence[str]) -> Iterable[list[str]]:
    """Yield every choice of changes; bit k of its place says whether change k is made."""
    for place in range(1 << len(changes)):
        yield [change for k, change in enumerate(changes) if place >> k & 1]


def _with(study: Study, chosen: Iterable[str]) -> Study:
    variants = ",".join(filter(None, [study.variant, *chosen]))
    return load(study.path, variants or None, study.sets)


def _countable(changes: Sequence[str]) -> None:
    if not 2 <= len(changes) <= MOST:
        raise UsageProblemError(
            f"{len(changes)} changes were named; from 2 to {MOST} can be told apart, because each doubles the runs. "
            "Variants that come together count as one: write them as a,b"
        )
    named = [name for change in changes for name in change.split(",")]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UsageProblemError(f"named more than once: {', '.join(twice)}; each variant belongs to one change")


def _alike(study: Study, changes: Sequence[str]) -> None:
    """Check that all choices live through the same days with the same luck."""
    for change in changes:
        altered = [name for name, value in _common(_with(study, [change])).items() if value != _common(study)[name]]
        if altered:
            raise UsageProblemError(
                f"the change {change} alters {', '.join(altered)}: without common days and luck, effects cannot be "
                "told apart; set it for all choices, with --set"
            )


def _common(study: Study) -> dict[str, object]:
    calendar, experiment = study.loaded.scenario.calendar, study.loaded.scenario.experiment
    return {
        "calendar.start": calendar.start,
        "calendar.days": calendar.days,
        "calendar.warm_up": calendar.warm_up,
        "experiment.seed": experiment.seed,
        "experiment.replications": experiment.replications,
    }


def _separable(study: Study, changes: Sequence[str]) -> None:
    """Check that the order of the changes does not matter."""
    one, other = (_with(study, order).loaded.tree for order in (changes, changes[::-1]))
    contested = sorted(path for path in _unlike(one, other) if path not in WORDS)
    if not contested:
        return
    raise UsageProblemError(
        f"the changes {', '.join(changes)} set the same values, the last one wins: {', '.join(contested[:5])}. "
        "Their effects cannot be told apart; let one variant set each value, or name both as one change: a,b"
    )


def _unlike(one: object, other: object, path: str = "") -> Iterable[str]:
    """Yield the dotted paths at which two trees differ."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        if one != other:
            yield path
        return
    for key in [*one, *(key for key in other if key not in one)]:
        below = f"{path}.{key}" if path else str(key)
        yield from _unlike(one.get(key), other.get(key), below)
