"""o2o check: outcomes against expectations and baselines, for CI."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from o2o.commands.shared import answer, json_option, out_option, run_of, set_option, study_of, workers_option
from o2o.errors import UsageProblemError

if TYPE_CHECKING:
    from o2o.archive import Run
    from o2o.finding import Check
    from o2o.study import Study


@click.command(name="check")
@click.argument("files", metavar="[FILE[:VARIANT]]...", nargs=-1)
@click.option("--update", is_flag=True, help="Agree to the outcomes of today; needs --reason.")
@click.option("--reason", default="", help="Why the outcomes may change, for the reviewer.")
@click.option("--against", metavar="FILE_OR_RUN", help="Run that the increases in expect blocks are counted from.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit file.")
@click.option("--github", is_flag=True, help="Print annotations; on by itself in GitHub Actions.")
@click.option("--summary", type=click.Path(path_type=Path, dir_okay=False), help="Write a summary in Markdown.")
@workers_option
@set_option
@out_option
@json_option
def command(
    files: tuple[str, ...],
    update: bool,
    reason: str,
    against: str | None,
    junit: Path | None,
    github: bool,
    summary: Path | None,
    workers: int | None,
    sets: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> int:
    """Compare outcomes with expect blocks and baselines; exit code 10 when one differs.

    Without a FILE, every scenario that has a baseline is checked.
    """
    from o2o.gate import agreed_files
    from o2o.study import run_all

    if update and not reason.strip():
        raise UsageProblemError("--update replaces what was agreed: say why with --reason TEXT")
    files = files or tuple(agreed_files(out / "baselines"))
    if not files:
        raise UsageProblemError(
            f"no FILE is named and {out / 'baselines'} holds no baseline; name one, or agree to today's outcome with "
            "`o2o check FILE --update --reason ...`"
        )
    studies = [study_of(file, sets) for file in files]
    runs = run_all(studies, workers, out)
    if update:
        return _update(runs, files, reason, out, as_json)
    base = run_of(against, sets, workers, out) if against else None
    checks = [_check(study, run, base, out) for study, run in zip(studies, runs, strict=True)]
    _write(checks, junit, summary)
    if github or os.environ.get("GITHUB_ACTIONS") == "true":
        _annotate(checks)
    answer({"checks": [done.to_json() for done in checks]}, "\n".join(done.to_text() for done in checks), as_json)
    return max(done.exit_code for done in checks)


def _check(study: "Study", run: "Run", base: "Run | None", out: Path) -> "Check":
    from o2o.baseline import read_baseline
    from o2o.gate import baseline_path, check

    baseline = read_baseline(baseline_path(run.name, out / "baselines"))
    return check(run, str(study.path), study.loaded.scenario.expect, baseline, base)


def _update(runs: "Sequence[Run]", files: Sequence[str], reason: str, out: Path, as_json: bool) -> int:
    from o2o.gate import baseline_path, update

    today = datetime.now(UTC).date().isoformat()
    paths = [baseline_path(run.name, out / "baselines") for run in runs]
    for run, file, path in zip(runs, files, paths, strict=True):
        update(run, file, path, reason, today)
    written = [str(path) for path in paths]
    answer({"written": written}, "\n".join(f"wrote {path}" for path in written), as_json)
    return 0


def _write(checks: "Sequence[Check]", junit: Path | None, summary: Path | None) -> None:
    from o2o import annotations
    from o2o.durable import write_file

    if junit is not None:
        write_file(junit, annotations.junit(checks).encode())
    if summary is not None:
        write_file(summary, annotations.markdown(checks).encode())


def _annotate(checks: "Sequence[Check]") -> None:
    from o2o import annotations

    for line in annotations.github(checks):
        click.echo(line, err=True)
