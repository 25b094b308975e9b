"""o2o validate: the engine against theory."""

from typing import Literal

import click

from o2o.commands.shared import answer, json_option, workers_option
from o2o.errors import UsageProblemError

DIFFERS = 10


@click.command(name="validate")
@click.option("--tier", type=click.Choice(["fast", "full"]), default="fast", show_default=True, help="How thorough.")
@click.option("--only", multiple=True, metavar="ID", help="Run this oracle only; repeatable.")
@click.option("--list", "listed", is_flag=True, help="Say what would be compared and run nothing.")
@workers_option
@json_option
def command(
    tier: Literal["fast", "full"], only: tuple[str, ...], listed: bool, workers: int | None, as_json: bool
) -> int:
    """Compare the engine with theory, conservation laws and coverage; exit code 10 when one check fails."""
    from o2o.validate import report

    try:
        if listed:
            return _list(tier, only, as_json)
        found = report(tier, only or None, workers)
    except ValueError as error:
        raise UsageProblemError(str(error)) from error
    answer(found.to_json(), found.text(), as_json)
    return DIFFERS if found.failed else 0


def _list(tier: Literal["fast", "full"], only: tuple[str, ...], as_json: bool) -> int:
    from o2o.validate.contents import contents, text

    rows = contents(tier, only or None)
    answer({"oracles": rows}, text(rows), as_json)
    return 0
