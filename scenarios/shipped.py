"""Shipped files that are made from the code: the JSON Schema and three references. ``python -m scenarios.shipped``."""

import json
from collections.abc import Mapping
from pathlib import Path

from scenarios.json_schema import schema
from scenarios.reference import lever_reference, programme_reference, scenario_reference

CHECKOUT = Path(__file__).parents[1]


def made() -> Mapping[str, str]:
    """Return path in the checkout -> content."""
    return {
        "scenarios/schema.json": json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
        "docs/scenario-files.md": scenario_reference(),
        "docs/levers.md": lever_reference(),
        "docs/programmes.md": programme_reference(),
    }


def write(checkout: Path = CHECKOUT) -> None:
    """Write all of them anew."""
    for name, text in made().items():
        (checkout / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    write()
