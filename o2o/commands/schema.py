"""o2o schema: the JSON Schema of scenario files."""

import click

from o2o.commands.shared import answer, json_option


@click.command(name="schema")
@json_option
def command(as_json: bool) -> None:
    """Print the JSON Schema of scenario files; editors complete and check with it."""
    from o2o.durable import canonical_json
    from scenarios.json_schema import schema

    data = schema()
    answer(data, canonical_json(data).decode().rstrip(), as_json)
