"""What commands share: the arguments and options they all take, and the way they answer."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from o2o.durable import canonical_json

if TYPE_CHECKING:
    from o2o.archive import Run
    from o2o.study import Study

F = TypeVar("F", bound=Callable[..., Any])

json_option: Callable[[F], F] = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
out_option: Callable[[F], F] = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder of the results."
)
set_option: Callable[[F], F] = click.option(
    "--set", "sets", multiple=True, metavar="K=V", help="Set a value, such as experiment.seed=3; the last one wins."
)
period_option: Callable[[F], F] = click.option(
    "--period", default="total", show_default=True, help="total, week:<k> or day:<d>."
)
scope_option: Callable[[F], F] = click.option(
    "--scope", default="chain", show_default=True, help="chain, site:<key>, segment:<key>, mode:<mode> ..."
)
workers_option: Callable[[F], F] = click.option(
    "--workers", type=click.IntRange(1, 1024), help="Processes at a time; one a core by default."
)


def answer(data: object, text: str, as_json: bool) -> None:
    """Print ``data`` as the one JSON document, or ``text`` for people."""
    click.echo(canonical_json(data).decode() if as_json else text, nl=not as_json)


def study_of(file: str, sets: tuple[str, ...]) -> "Study":
    """Return the scenario that ``FILE[:variant]`` names; doubts about it go to stderr.

    Raises:
        ScenarioError: the file cannot be run.
    """
    from o2o.study import load

    path, _, variant = (file, "", "") if Path(file).exists() or ":" not in file else file.rpartition(":")
    study = load(path, variant or None, sets)
    for warning in study.loaded.warnings:
        click.echo(str(warning), err=True)
    return study


def run_of(name: str, sets: tuple[str, ...], workers: int | None, out: Path) -> "Run":
    """Return the run that ``name`` means: a run in ``out``, or a scenario file, simulated if need be.

    Raises:
        UsageProblemError: neither a file nor a run.
        ScenarioError, StorageError, DamagedResultsError: as for the run.
    """
    return runs_of((name,), sets, workers, out)[0]


def runs_of(names: Sequence[str], sets: tuple[str, ...], workers: int | None, out: Path) -> "list[Run]":
    """Return the runs that ``names`` mean; the scenario files among them are simulated side by side.

    Raises:
        UsageProblemError, ScenarioError, StorageError, DamagedResultsError: as for one.
    """
    from o2o.archive import open_run
    from o2o.study import run_all

    known = {name: open_run(name, out) for name in names if not _is_file(name)}
    studies = {name: study_of(name, sets) for name in names if _is_file(name)}
    made = run_all(list(studies.values()), workers, out)
    runs = {**known, **dict(zip(studies, made, strict=True))}
    return [runs[name] for name in names]


def _is_file(name: str) -> bool:
    """Return whether ``name`` is FILE or FILE:variant, not a run."""
    return Path(name.rpartition(":")[0] or name).suffix in (".yaml", ".yml")


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return ``rows`` as text in aligned columns; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
