"""Assumptions: every value of the scenario with the file and line it came from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from o2o.report.words import file_text

LONG = 20
"""entries from which a list of like things is shown as one table"""


def assumptions(evidence: Evidence) -> Section:
    """Return the section; every scenario sets something."""
    tree, origins = evidence.tree, evidence.origins
    named = {key: value for key, value in tree.items() if isinstance(value, Mapping)}
    single = {key: value for key, value in tree.items() if key not in named}
    blocks = {"scenario": [_narrow("scenario", list(single.items()), origins)]}
    for block in sorted(named):
        wide = dict(_wide(block, tree[block]))
        rest = [
            (path, value)
            for path, value in leaves(block, tree[block])
            if not any(path.startswith(f"{table}.") for table in wide)
        ]
        tables = [_narrow(block, rest, origins)] if rest else []
        blocks[block] = [*tables, *(_table(path, items, origins) for path, items in wide.items())]
    return Section("assumptions", "Assumptions and where they come from", {"blocks": blocks})


def _narrow(block: str, values: Sequence[tuple[str, object]], origins: Mapping[str, str]) -> Table:
    rows = [[path, value_text(value), origin_text(origins.get(path, ""))] for path, value in values]
    return Table(f"Values under {block}", ["Setting", "Value", "Where it is set"], rows, frozenset({0, 1, 2}))


def leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield dotted path and value of everything that is not a mapping."""
    if not isinstance(value, Mapping):
        yield path, value
        return
    for key, inner in value.items():
        yield from leaves(f"{path}.{key}", inner)


def value_text(value: object) -> str:
    """Return a value as a scenario file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def origin_text(origin: str) -> str:
    """Return "file:line" of an origin "file:line:column"."""
    if not origin:
        return "–"
    if origin.startswith("--set"):
        return file_text(origin)
    file, line, _ = origin.rsplit(":", 2)
    return f"{file_text(file)}:{line}"


def _wide(path: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the long lists of flat, like things below ``path``."""
    if not isinstance(value, Mapping):
        return
    flat = all(
        isinstance(item, Mapping) and not any(isinstance(x, Mapping) for x in item.values()) for item in value.values()
    )
    if flat and len(value) >= LONG:
        yield path, value
        return
    for key, inner in value.items():
        yield from _wide(f"{path}.{key}", inner)


def _table(path: str, items: Mapping[str, Any], origins: Mapping[str, str]) -> Table:
    keys = list(dict.fromkeys(key for item in items.values() for key in item))
    files = {origin_text(origins.get(f"{path}.{name}.{key}", "")).rsplit(":", 1)[0] for name in items for key in keys}
    rows = [[name, *(value_text(item.get(key, "")) for key in keys)] for name, item in items.items()]
    source = ", ".join(sorted(files - {"–"}))
    words = frozenset(
        k for k, key in enumerate(keys, start=1) if any(isinstance(i.get(key), str) for i in items.values())
    )
    return Table(f"{path}: {len(items)} entries from {source}", ["Key", *keys], rows, words | {0})
