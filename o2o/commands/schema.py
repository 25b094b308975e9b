"""o2o schema: the JSON Schema of scenario files."""

import json

import click

from o2o.commands.shared import answer, json_option


@click.command(name="schema")
@json_option
def command(as_json: bool) -> None:
    """Print the JSON Schema of scenario files; editors complete and check with it."""
    from scenarios.json_schema import schema

    data = schema()
    answer(data, json.dumps(data, indent=1, ensure_ascii=False), as_json)
