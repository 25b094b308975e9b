"""Trees with origins: plain values that remember the file, line and column they were written at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from scenarios.errors import Problem

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""What JSON can say."""
Path = tuple[str | int, ...]
"""Keys and list positions from the root."""


@dataclass(frozen=True, eq=False)
class Source:
    """A text that values come from: a file, a table or a command line argument."""

    name: str
    """as the user named it, to be shown"""
    lines: tuple[str, ...] = ()


class Origin(NamedTuple):
    """A place in a source."""

    source: Source
    line: int
    """1 is the first"""
    column: int
    """1 is the first character"""
    width: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def problem(self, path: Path, message: str, hint: str = "") -> Problem:
        """Return a problem of the value at ``path``, written here."""
        lines = self.source.lines
        text = lines[self.line - 1] if 0 < self.line <= len(lines) else ""
        return Problem(self.source.name, self.line, self.column, dotted(path), message, hint, text, max(1, self.width))


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A value, where it was written, and where its key was."""

    value: "bool | int | float | str | list[Node] | dict[str, Node] | None"
    at: Origin
    key: Origin
    whole: bool = False
    """an overlay with this value replaces the map below it instead of merging into it"""

    def items(self) -> dict[str, "Node"]:
        """Return the entries of a map; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def with_value(self, value: "list[Node] | dict[str, Node]") -> "Node":
        """Return the node with another content at the same place."""
        return replace(self, value=value)


def plain(node: Node) -> Plain:
    """Return the values without their origins."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return value


def from_plain(value: object, origin: Origin) -> Node:
    """Return plain data as a tree that was all written at ``origin``.

    Raises:
        ValueError: something that JSON cannot say.
    """
    if isinstance(value, dict):
        return Node({str(key): from_plain(child, origin) for key, child in value.items()}, origin, origin)
    if isinstance(value, list | tuple):
        return Node([from_plain(child, origin) for child in value], origin, origin)
    if value is None or isinstance(value, bool | int | float | str):
        return Node(value, origin, origin)
    raise ValueError(f"{value!r} is neither a map, a list, text, a number, true, false nor null")


def follow(root: Node, path: Path) -> tuple[Node, int]:
    """Return the last node that a file wrote on the way along ``path``, and how many steps it lies in."""
    node = root
    for depth, step in enumerate(path):
        value = node.value
        if isinstance(value, dict) and str(step) in value:
            node = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            node = value[step]
        else:
            return node, depth
    return node, len(path)


def written(root: Node, path: Path) -> bool:
    """Return whether a file says anything at ``path``."""
    return follow(root, path)[1] == len(path)


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every value that is no map, with its path; empty maps count as values."""
    entries = node.items()
    if not entries:
        yield path, node
    for key, child in entries.items():
        yield from leaves(child, (*path, key))


def dotted(path: Path) -> str:
    """Return "places.stores.xuhui"; keys that hold a dot stand in double quotes."""
    return ".".join(f'"{step}"' if "." in str(step) else str(step) for step in path)
