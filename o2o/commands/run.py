"""o2o run: simulate a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from o2o.commands.shared import answer, json_option, out_option, set_option, study_of, table, workers_option

if TYPE_CHECKING:
    from o2o.archive import Run
    from o2o.study import Study


@click.command(name="run")
@click.argument("file", metavar="FILE[:VARIANT]")
@click.option("--replications", type=click.IntRange(min=1), help="Replications, instead of the file's number.")
@workers_option
@set_option
@out_option
@click.option("--resume", "way", flag_value="resume", help="Finish an interrupted run.")
@click.option("--force", "way", flag_value="beside", help="Make a new run even when this very run exists.")
@click.option("--yes-large", is_flag=True, help="Run a scenario that needs hours and much memory.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@json_option
def command(
    file: str,
    replications: int | None,
    workers: int | None,
    sets: tuple[str, ...],
    out: Path,
    way: str | None,
    yes_large: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Simulate a scenario and show its figures; the very same run is not simulated twice."""
    study = study_of(file, (*sets, *_more_sets(replications, yes_large)))
    if dry_run:
        intention = _intention(study, out)
        answer(intention, table([(key, str(value)) for key, value in intention.items()]), as_json)
        return
    run = _run(study, out, workers, way or "start")
    answer(_figures(run), _text(run), as_json)


def _more_sets(replications: int | None, yes_large: bool) -> tuple[str, ...]:
    number = (f"experiment.replications={replications}",) if replications else ()
    return (*number, "experiment.large=true") if yes_large else number


def _run(study: "Study", out: Path, workers: int | None, way: str) -> "Run":
    from o2o.progress import on_stderr

    found = None if way == "beside" else study.experiment.existing(out / "runs")
    if found is None:
        return study.simulate(way, out / "runs", workers, on_stderr())
    click.echo(f"nothing to simulate: run {found.id} is there already; --force makes a new one", err=True)
    return found


def _intention(study: "Study", out: Path) -> dict[str, Any]:
    from o2o.run_folder import RunFolder

    plan = study.plan
    folder = RunFolder(out / "runs", plan.id)
    return {
        "run": plan.id,
        "scenario": plan.name,
        "replications": plan.replications,
        "on_disk": plan.replications if folder.state == "complete" else folder.finished_replications(),
        "seed": plan.seed,
        "state": folder.state,
        "folder": str(folder.target),
    }


def _figures(run: "Run") -> dict[str, Any]:
    from o2o.summary import summary

    return {
        "run": run.id,
        "content_hash": run.content_hash,
        "seconds": run.about["seconds"],
        "kpis": {line.kpi: line.to_json() for line in summary(run)},
    }


def _text(run: "Run") -> str:
    from o2o.summary import summary

    interval = "mean [95 % interval]" if run.replications > 1 else "value"
    rows = [("KPI", "", interval), *((line.kpi, line.name, line.shown()) for line in summary(run))]
    calendar = run.about["calendar"]
    measured = calendar["days"] - calendar["warm_up"]
    head = f"{run.name}: {run.replications} replications, {measured} measured days, seed {run.seed}"
    return f"{head}\n\n{table(rows)}\n\n{run.folder}"
