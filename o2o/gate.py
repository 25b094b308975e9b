"""The gate that CI calls: a scenario's outcome against its own expectations and its agreed baseline."""

from collections.abc import Mapping
from pathlib import Path

from o2o.baseline import Baseline, read_baseline, updated, write_baseline
from o2o.errors import UsageProblemError
from o2o.expectation import expectations
from o2o.finding import Check
from o2o.outcomes import RunLike, version
from o2o.regression import regressions
from o2o.run_plan import slug
from scenarios.expect import ExpectSpec

BASELINES = Path("results/baselines")


def baseline_path(scenario: str, folder: Path = BASELINES) -> Path:
    """Return where the baseline of the scenario called ``scenario`` lies."""
    return folder / f"{slug(scenario)}.json"


def check(
    run: RunLike,
    file: str,
    rules: Mapping[str, ExpectSpec],
    baseline: Baseline | None,
    base: RunLike | None = None,
) -> Check:
    """Return what ``run`` says about its scenario's rules and baseline; `Check.exit_code` is 10 when it differs.

    Args:
        run: the run to check.
        file: the scenario's file, shown in annotations.
        rules: the scenario's ``expect`` block.
        baseline: the agreed outcome, None while there is none.
        base: the run that the rules' increases are counted from.

    Raises:
        UsageProblemError: there is neither a rule nor a baseline, so that nothing would be checked.
        ExpectError: a rule cannot be checked.
    """
    if not rules and baseline is None:
        raise UsageProblemError(
            f"{file} has no expect block and no baseline: nothing would be checked; write rules, or agree to today's "
            "outcome with `o2o check --update --reason ...`"
        )
    found = expectations(run, rules, base)
    notes = []
    if baseline is None:
        notes.append("no baseline yet: only the expect block was checked")
    else:
        found += regressions(run, baseline)
        if version(run) != baseline.version:
            notes.append(f"the baseline is of version {baseline.version}, the run of version {version(run)}")
    return Check(run.name, file, found, tuple(notes))


def update(run: RunLike, path: Path, reason: str, date: str) -> Baseline:
    """Agree to the outcome of ``run``: write it to ``path`` with the reason, and return it.

    Args:
        run: the run whose outcome becomes the baseline.
        path: the baseline's file, see `baseline_path`.
        reason: why the outcome may change, for the reviewer.
        date: the day of the update, ISO text.

    Raises:
        UsageProblemError: no reason is given.
        DamagedResultsError: the old baseline cannot be read.
        StorageError: the new one cannot be written; the old one stays.
    """
    new = updated(read_baseline(path), run.name, run, reason, date)
    write_baseline(path, new)
    return new
