"""The bundled catalogue: the products that a scenario sells when it names none."""

import json
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from scenarios.encodings import read_text
from scenarios.shape import shape_of
from scenarios.tables import read_table
from scenarios.tree import Node, Origin, Source, plain
from sim.catalog import SkuSpec

BUNDLED = Path(__file__).parent / "library" / "shanghai-grocery" / "catalogue.csv"
_SHOWN = "scenarios/library/shanghai-grocery/catalogue.csv"


@cache
def bundled_table() -> Node:
    """Return the bundled products as a tree whose origins are rows of the table.

    Raises:
        ValueError: the installed table is damaged.
    """
    text = read_text(BUNDLED)
    source = Source(_SHOWN, tuple(text.split("\n")))
    entries, problems = read_table(text, source, ("goods", "products"), shape_of(SkuSpec))
    if problems:
        raise ValueError(f"the bundled catalogue is damaged: {problems[0]}")
    origin = Origin(source, 1, 1)
    return Node(entries, origin, origin)


def bundled_products() -> dict[str, SkuSpec]:
    """Return the bundled products."""
    return TypeAdapter(dict[str, SkuSpec]).validate_json(json.dumps(plain(bundled_table())), strict=True)
