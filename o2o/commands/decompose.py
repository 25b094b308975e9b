"""o2o decompose: of what several changes bring together, how much is owed to each."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from o2o.commands.shared import (
    answer,
    json_option,
    out_option,
    period_option,
    scope_option,
    set_option,
    study_of,
    table,
    workers_option,
)

if TYPE_CHECKING:
    from o2o.decomposition import Amount, Decomposition, Parts


@click.command(name="decompose")
@click.argument("file", metavar="FILE[:VARIANT]")
@click.argument("changes", metavar="VARIANT...", nargs=-1, required=True)
@click.option("--kpi", "kpis", multiple=True, metavar="KPI", help="A figure to take apart; by default those that move.")
@period_option
@scope_option
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with a picture, too.")
@workers_option
@set_option
@out_option
@json_option
def command(
    file: str,
    changes: tuple[str, ...],
    kpis: tuple[str, ...],
    period: str,
    scope: str,
    to: Path | None,
    workers: int | None,
    sets: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Take a difference apart: FILE without and with every choice of its VARIANTs, under the same luck.

    Each change gets what it adds on average over all orders of making them (Shapley); the shares sum to the whole.
    """
    from o2o.choices import runs_with
    from o2o.decomposition import parts_of
    from o2o.durable import write_file
    from o2o.report import decomposition_page

    runs = runs_with(study_of(file, sets), changes, workers, out)
    found = parts_of(runs, changes, period, scope).only(kpis)
    if to is not None:
        write_file(to, decomposition_page(found, runs[0], runs[-1]).encode())
    answer(found.to_json(), "\n".join([as_text(found), *([f"see {to}"] if to else [])]), as_json)


def as_text(found: "Decomposition") -> str:
    """Return a block for each figure: its shares, alone and on top of the others; * where 0 is excluded."""
    head = [
        f"{found.name}: without and with {', '.join(found.changes)}",
        f"{found.scope}, {found.period}; {found.replications} replications under common random numbers; 95 % "
        "intervals; * excludes 0",
    ]
    return "\n\n".join(["\n".join(head), *(_block(row) for row in found.rows)]) + "\n"


def _block(row: "Parts") -> str:
    from o2o.kpis import REGISTRY
    from o2o.outcomes import figure

    known = REGISTRY[row.kpi]
    first = f"{row.kpi} {known.name} ({known.unit}): {figure(row.before.mean)} -> {figure(row.after.mean)}"
    lines: Sequence[tuple[str, ...]] = [
        ("  change", "share", "", "alone", "", "on top of the others", ""),
        *(("  " + part.change, *_marked(part.share), *_marked(part.alone), *_marked(part.last)) for part in row.shares),
        ("  all", *_marked(row.difference), "", "", "", ""),
    ]
    return f"{first}\n{table(lines)}"


def _marked(amount: "Amount") -> tuple[str, str]:
    return str(amount), "*" if amount.shown else ""
