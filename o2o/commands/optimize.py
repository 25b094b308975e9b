"""o2o optimize: a plan for a scenario, with its bound, as an overlay to run."""

import importlib
import time
from pathlib import Path

import click

from o2o.commands.shared import answer, json_option, out_option, set_option, study_of, table, workers_option

PLANNERS = {
    "budget": ("o2o.planning.budget", "initiatives to begin, by scope and month, for what simulation shows they bring"),
    "media": ("o2o.planning.media", "paid media by week, for what simulated bursts show that it brings"),
    "placement": ("o2o.planning.placement", "stock of every product and store, and the stores that ship"),
    "dispatch": ("o2o.planning.dispatch", "which riders bring which orders, on the busiest hours of every fleet"),
    "assignment": ("o2o.planning.assignment", "which node ships each parcel, at bid prices for its last units"),
    "shifts": ("o2o.planning.shifts", "how many people work which shifts in stores, warehouses and fleets"),
}
"""Model -> module with ``plan(study, out, workers)``, one line of help; modules load only when they are asked for."""
_LIST = "\n\n".join(f"{name}: {text}." for name, (_, text) in PLANNERS.items())


@click.command(
    name="optimize", help=f"Find the best plan of one kind for a scenario, and say how good it is.\n\n{_LIST}"
)
@click.argument("what", metavar="MODEL", type=click.Choice(list(PLANNERS)))
@click.argument("file", metavar="FILE[:VARIANT]")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan as a scenario to run.")
@workers_option
@set_option
@out_option
@json_option
def command(
    what: str,
    file: str,
    write: Path | None,
    workers: int | None,
    sets: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Plan, write the overlay when asked to, and answer with the figures."""
    study = study_of(file, sets)
    began = time.perf_counter()
    planned = importlib.import_module(PLANNERS[what][0]).plan(study, out, workers)
    seconds = time.perf_counter() - began
    if write is not None:
        from o2o.planning.overlay import write_overlay

        write_overlay(study, planned, write)
    parts = [table(planned.figures()), table([planned.head, *planned.rows]), *planned.notes]
    parts.append(f"wrote {write}; run it with: o2o run {write}" if write else "--write plan.yaml keeps the plan")
    answer(planned.to_json(seconds, write), "\n\n".join(parts), as_json)
