"""Writing: what an overlay must say to turn one scenario into another, as text that the reader reads back alike."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from scenarios.files import Files
from scenarios.load import with_goods
from scenarios.overlays import Overlays
from scenarios.tree import Plain, plain
from scenarios.validate import ROOT

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_FLAGS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""words that some readers of YAML take for something else"""
Tree = Mapping[str, Plain]


def written_tree(path: Path) -> dict[str, Plain]:
    """Return what ``path`` says, with all that it extends; nothing is checked.

    Raises:
        RefusedError: one of the files cannot be read.
    """
    tree = plain(with_goods(Overlays(Files(path), ROOT).file(path).tree))
    return tree if isinstance(tree, dict) else {}


def difference(below: Tree, above: Tree) -> dict[str, Plain]:
    """Return the overlay that turns ``below`` into ``above``: changed values, and null for what goes.

    A table (``from_csv``) is taken as it is.
    """
    found: dict[str, Plain] = {key: None for key in below if key not in above}
    for key, value in above.items():
        old = below.get(key)
        if isinstance(value, dict) and isinstance(old, dict) and "from_csv" not in value:
            part = difference(old, value)
            if part:
                found[key] = part
        elif key not in below or old != value:
            found[key] = value
    return found


def file_text(comments: str, tree: Tree) -> str:
    """Return the scenario file that says ``tree``; ``comments`` stand above, line by line."""
    head = "".join(f"# {line}\n" for line in comments.splitlines())
    first: dict[str, Plain] = {"schema_version": 1}
    return head + "\n".join(_lines(first | dict(tree), "")) + "\n"


def _lines(tree: Tree, indent: str) -> list[str]:
    lines = []
    for key, value in tree.items():
        name = key if _WORD.fullmatch(key) and key.lower() not in _FLAGS else json.dumps(key, ensure_ascii=False)
        if isinstance(value, dict) and value:
            lines += [f"{indent}{name}:", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}")
    return lines
