"""o2o list: the runs and their states."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from o2o.commands.shared import answer, json_option, out_option, table

if TYPE_CHECKING:
    from o2o.run_folder import RunFolder


@click.command(name="list")
@out_option
@json_option
def command(out: Path, as_json: bool) -> None:
    """List the runs: complete, running, unfinished (resume them) or damaged."""
    from o2o.run_folder import all_folders

    found = [_entry(folder) for folder in all_folders(out / "runs")]
    head = ("run", "state", "scenario", "replications")
    rows = [head, *(tuple(str(entry[key]) for key in head) for entry in found)]
    answer({"runs": found}, table(rows) if found else f"no runs in {out / 'runs'}", as_json)


def _entry(folder: "RunFolder") -> dict[str, Any]:
    from o2o.archive import KIND
    from o2o.errors import DamagedResultsError
    from o2o.manifest import read_manifest

    entry = {"run": folder.id, "state": str(folder.state), "scenario": "", "replications": None}
    if not folder.target.is_dir():
        return entry | {"replications": folder.finished_replications()}
    try:
        about = read_manifest(folder.target, KIND).about
    except DamagedResultsError as error:
        return entry | {"state": "damaged", "why": str(error)}
    return entry | {"scenario": about["scenario"]["name"], "replications": about["replications"]}
