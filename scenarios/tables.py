"""Tables: a keyed block may stand in a CSV file, a row an entry; errors name row and column."""

import re
import unicodedata
from difflib import get_close_matches

from scenarios.errors import Problem
from scenarios.scalars import resolve
from scenarios.shape import Block, Leaf
from scenarios.tree import Node, Origin, Path, Source

MOST_ROWS = 200_000
_CELL = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*|([^,"]*)')
Cell = tuple[str, Origin]


def read_table(text: str, source: Source, at: Path, item: Block) -> tuple[dict[str, Node], list[Problem]]:
    """Return id -> entry for the rows of a table, and what is wrong with it.

    The column ``id`` holds the keys, the others are fields of ``item``; an empty cell leaves its field out.
    """
    lines = text.split("\n")
    problems: list[Problem] = []
    header = _cells(lines[0], source, 1, problems, at)
    columns = _columns(header, item, at, problems)
    entries: dict[str, Node] = {}
    if problems:
        return entries, problems
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            _row(_cells(line, source, number, problems, at), columns, at, entries, problems)
        if len(entries) > MOST_ROWS:
            return entries, [*problems, Origin(source, number, 1).problem(at, f"more than {MOST_ROWS:,} rows")]
    if not entries and not problems:
        problems.append(Origin(source, 1, 1).problem(at, "the table has no rows"))
    return entries, problems


def _columns(header: list[Cell], item: Block, at: Path, problems: list[Problem]) -> list[tuple[str, bool]]:
    """Return each column's field and whether its cells are text."""
    kinds = {name: entry.shape.kind for name, entry in item.fields.items() if isinstance(entry.shape, Leaf)}
    known = ["id", *(name for name, kind in kinds.items() if kind != "list")]
    columns: list[tuple[str, bool]] = []
    for name, origin in header:
        name = name.strip()
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            hint += f"columns are: {', '.join(known)}"
            if len(header) == 1 and (";" in name or "\t" in name):
                hint = "separate the columns by commas"
            problems.append(origin.problem(at, f"unknown column {name!r}", hint))
        elif name in (column for column, _ in columns):
            problems.append(origin.problem(at, f"the column {name!r} is given twice"))
        columns.append((name, kinds.get(name, "text") in {"text", "date", "choice"}))
    if not problems and "id" not in (column for column, _ in columns):
        problems.append(header[0][1].problem(at, "the column 'id' is missing", "the first line names the columns"))
    return columns


def _row(
    cells: list[Cell],
    columns: list[tuple[str, bool]],
    at: Path,
    entries: dict[str, Node],
    problems: list[Problem],
) -> None:
    start = cells[0][1]
    if len(cells) != len(columns):
        hint = "a value that holds a comma stands in double quotes"
        message = f"row {start.line} has {len(cells)} cells, the header {len(columns)}"
        problems.append(start.problem(at, message, hint))
        return
    fields: dict[str, Node] = {}
    key, origin = "", start
    for (name, text), (cell, place) in zip(columns, cells, strict=True):
        if name == "id":
            key, origin = cell.strip(), place
        elif cell.strip():
            fields[name] = Node(_value(cell, text), place, place)
    if not key:
        problems.append(origin.problem(at, f"row {start.line} has no id"))
    elif key in entries:
        first = entries[key].key.line
        message = f"the id {key!r} is given twice; it stands in row {first} as well"
        problems.append(origin.problem((*at, key), message, f"keep one of the rows {first} and {start.line}"))
    else:
        entries[key] = Node(fields, origin, origin)


def _value(cell: str, text: bool) -> bool | int | float | str | None:
    if text:
        return cell.strip()
    try:
        return resolve(cell.strip())
    except ValueError:
        return float("inf")


def _cells(line: str, source: Source, number: int, problems: list[Problem], at: Path) -> list[Cell]:
    """Return the cells of a line; a quoted cell may hold commas and doubled quotes, but no line end."""
    cells: list[Cell] = []
    position = 0
    while True:
        match = _CELL.match(line, position)
        end = match.end() if match else position
        if match is None or (end < len(line) and line[end] != ","):
            hint = 'a cell in double quotes ends in the same line; quotes within it are doubled: "12"" bowl"'
            problems.append(Origin(source, number, position + 1).problem(at, "a quote is misplaced", hint))
            return cells or [("", Origin(source, number, 1))]
        quoted, bare = match.groups()
        value = bare if quoted is None else quoted.replace('""', '"')
        origin = Origin(source, number, position + 1, max(1, end - position))
        cells.append((unicodedata.normalize("NFC", value), origin))
        if end == len(line):
            return cells
        position = end + 1
