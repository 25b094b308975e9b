"""o2o validate: the engine against theory."""

from typing import Literal

import click

from o2o.commands.shared import answer, json_option, workers_option
from o2o.errors import UsageProblemError

DIFFERS = 10


@click.command(name="validate")
@click.option("--tier", type=click.Choice(["fast", "full"]), default="fast", show_default=True, help="How thorough.")
@click.option("--only", multiple=True, metavar="ID", help="Run this oracle only; repeatable.")
@workers_option
@json_option
def command(tier: Literal["fast", "full"], only: tuple[str, ...], workers: int | None, as_json: bool) -> int:
    """Compare the engine with theory, conservation laws and coverage; exit code 10 when one check fails."""
    from o2o.validate import report

    try:
        found = report(tier, only or None, workers)
    except ValueError as error:
        raise UsageProblemError(str(error)) from error
    answer(found.to_json(), found.text(), as_json)
    return DIFFERS if found.failed else 0
