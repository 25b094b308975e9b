"""o2o report: the report of a run as one file."""

from pathlib import Path

import click

from o2o.commands.shared import answer, json_option, out_option, run_of


@click.command(name="report")
@click.argument("run", metavar="FILE_OR_RUN", default="latest")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="File to write; <run>.html by default.")
@out_option
@json_option
def command(run: str, to: Path | None, out: Path, as_json: bool) -> None:
    """Write the report of a run, of the latest one by default, as one HTML file that works offline."""
    found = run_of(run, (), None, out)
    # The page and its figures take seconds to load: a wrong name must be told before.
    from o2o.durable import write_file
    from o2o.report import page

    target = to or Path(f"{found.id}.html")
    write_file(target, page(found).encode())
    answer({"run": found.id, "written": str(target)}, f"wrote {target}", as_json)
