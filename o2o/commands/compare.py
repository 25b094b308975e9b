"""o2o compare: what changes from one scenario or run to others."""

from pathlib import Path

import click

from o2o.commands.shared import (
    answer,
    json_option,
    out_option,
    period_option,
    runs_of,
    scope_option,
    set_option,
    workers_option,
)


@click.command(name="compare")
@click.argument("base", metavar="FILE_OR_RUN")
@click.argument("others", metavar="FILE_OR_RUN...", nargs=-1, required=True)
@period_option
@scope_option
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="Write a page on the first pair, too.")
@workers_option
@set_option
@out_option
@json_option
def command(
    base: str,
    others: tuple[str, ...],
    period: str,
    scope: str,
    to: Path | None,
    workers: int | None,
    sets: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Compare runs with the first one, KPI by KPI; scenario files are simulated when need be, all at the same time."""
    from o2o.compare import compare
    from o2o.durable import write_file
    from o2o.report import comparison_page

    first, *runs = runs_of((base, *others), sets, workers, out)
    pairs = [compare(first, run, period, scope) for run in runs]
    if to is not None:
        write_file(to, comparison_page(first, runs[0]).encode())
    comparisons = [pair.to_json() for pair in pairs]
    rows = [row | {"run": part["b"]} for part in comparisons for row in part.pop("pairs")]
    pages = [page for page in dict.fromkeys(run.folder / "report.html" for run in (first, *runs)) if page.is_file()]
    pages += [to] if to else []
    text = "\n\n".join([*(pair.to_text() for pair in pairs), "\n".join(f"see {page}" for page in pages)])
    answer({"comparisons": comparisons, "pairs": rows}, text, as_json)
