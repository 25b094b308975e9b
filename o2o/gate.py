"""The gate that CI calls: a scenario's outcome against its own expectations and its agreed baseline."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from o2o.baseline import Baseline, read_baseline, updated, write_baseline
from o2o.errors import UsageProblemError
from o2o.expectation import expectations
from o2o.finding import Check
from o2o.outcomes import RunLike, version
from o2o.regression import regressions
from scenarios.expect import ExpectSpec

BASELINES = Path("results/baselines")


def baseline_path(scenario: str, folder: Path = BASELINES) -> Path:
    """Return where the baseline of the scenario called ``scenario`` lies.

    Names that a file name cannot hold plainly (Chinese, long, punctuated) get a fingerprint, so that no two share one.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", scenario.lower()).strip("-")[:48].strip("-")
    if plain != scenario.lower().replace(" ", "-"):
        plain = f"{plain or 'scenario'}-{hashlib.sha256(scenario.encode()).hexdigest()[:8]}"
    return folder / f"{plain}.json"


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
        UsageProblemError: there is neither a rule nor a baseline, so that nothing would be checked; or the baseline is
            another scenario's.
        ExpectError: a rule cannot be checked.
    """
    if not rules and baseline is None:
        raise UsageProblemError(
            f"{file} has no expect block and no baseline: nothing would be checked; write rules, or agree to today's "
            "outcome with `o2o check --update --reason ...`"
        )
    if baseline is not None:
        _same_scenario(run, baseline)
    found = expectations(run, rules, base)
    notes = []
    if baseline is None:
        notes.append("no baseline yet: only the expect block was checked")
    else:
        found += regressions(run, baseline)
        if version(run) != baseline.version:
            notes.append(f"the baseline is of version {baseline.version}, the run of version {version(run)}")
    return Check(run.name, file, found, tuple(notes))


def agreed_files(folder: Path = BASELINES) -> list[str]:
    """Return the scenario file and variant of every baseline in ``folder``, in the order of the baselines' names.

    Raises:
        DamagedResultsError: a baseline cannot be read.
    """
    held = (read_baseline(path) for path in sorted(folder.glob("*.json")))
    return [baseline.file for baseline in held if baseline is not None]


def update(run: RunLike, file: str, path: Path, reason: str, date: str) -> Baseline:
    """Agree to the outcome of ``run``: write it to ``path`` with the reason, and return it.

    Args:
        run: the run whose outcome becomes the baseline.
        file: its scenario file and variant, as CI shall name them.
        path: the baseline's file, see `baseline_path`.
        reason: why the outcome may change, for the reviewer.
        date: the day of the update, ISO text.

    Raises:
        UsageProblemError: no reason is given, or the file holds another scenario's baseline.
        DamagedResultsError: the old baseline cannot be read.
        StorageError: the new one cannot be written; the old one stays.
    """
    old = read_baseline(path)
    if old is not None:
        _same_scenario(run, old)
    new = updated(old, file, run, reason, date)
    write_baseline(path, new)
    return new


def _same_scenario(run: RunLike, baseline: Baseline) -> None:
    if baseline.scenario != run.name:
        raise UsageProblemError(
            f"the baseline is of the scenario '{baseline.scenario}', the run of '{run.name}': scenarios need different "
            "names, for their baselines lie under them"
        )
