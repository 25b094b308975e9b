"""o2o show: a scenario as it resolves."""

import click

from o2o.commands.shared import answer, json_option, set_option, study_of


@click.command(name="show")
@click.argument("file", metavar="FILE[:VARIANT]")
@click.option("--origins", is_flag=True, help="Say of every value where it was written.")
@set_option
@json_option
def command(file: str, origins: bool, sets: tuple[str, ...], as_json: bool) -> None:
    """Print a scenario with its parents, variant and --set laid over one another (the last one wins)."""
    from scenarios.load import explain

    loaded = study_of(file, sets).loaded
    data = {"scenario": loaded.tree, "origins": dict(loaded.origins)} if origins else {"scenario": loaded.tree}
    lines = [f"{value.path}: {value.value}" + (f"    # {value.origin}" if origins else "") for value in explain(loaded)]
    answer(data, "\n".join(lines), as_json)
