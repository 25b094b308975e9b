"""Keys and texts: ids that are safe as file names on every system, texts without hidden characters, real dates."""

import re
import unicodedata
from collections.abc import Iterator

from scenarios.errors import Problem
from scenarios.hints import brief, near
from scenarios.shape import Block, Keyed, Leaf, Shape
from scenarios.tree import Node, Path

MOST_TEXT = 5_000
MOST_NAME = 200
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def key_problems(node: Node, shape: Shape, path: Path = ()) -> Iterator[Problem]:
    """Yield what is wrong with the keys, texts and dates of a tree."""
    if isinstance(shape, Leaf):
        yield from _leaf(node, shape, path)
        return
    entries = node.items()
    if isinstance(shape, Keyed) and shape.own_ids:
        yield from _ids(entries, path)
    for key, child in entries.items():
        below = shape.item if isinstance(shape, Keyed) else _field(shape, key)
        if below is not None:
            yield from key_problems(child, below, (*path, key))


def unknown_keys(node: Node, shape: Shape, path: Path = ()) -> Iterator[Problem]:
    """Yield keys that no block knows; for variants, which nobody validates until they are asked for."""
    for key, child in node.items().items():
        below = shape.item if isinstance(shape, Keyed) else _field(shape, key) if isinstance(shape, Block) else None
        if below is not None:
            yield from unknown_keys(child, below, (*path, key))
        elif isinstance(shape, Block):
            yield unknown_key(child, (*path, key), shape)


def unknown_key(node: Node, path: Path, block: Block) -> Problem:
    """Return the problem of a key that ``block`` does not know."""
    return node.key.problem(path, f"unknown key {brief(path[-1])}", near(path[-1], block.fields))


def why_no_id(key: str) -> tuple[str, str]:
    """Return what is wrong with an id and the way out; two empty texts when nothing is."""
    if not _ID.fullmatch(key):
        folded = re.sub(r"[\s_/]+", "-", unicodedata.normalize("NFKC", key).casefold().strip())
        better = f"write {folded!r}" if _ID.fullmatch(folded) else "write a short id"
        return (
            f"{brief(key)} cannot be an id",
            f"{better}: a-z, 0-9, '.', '_' and '-', at most 64; names in any script go into name:",
        )
    if _DEVICE.fullmatch(key):
        return f"{key!r} cannot be an id: it names a device of Windows", "choose another id"
    return "", ""


def _ids(entries: dict[str, Node], path: Path) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, child in entries.items():
        message, hint = why_no_id(key)
        if message:
            yield child.key.problem((*path, key), message, hint)
        alike = unicodedata.normalize("NFKC", key).casefold()
        if alike in seen:
            first = entries[seen[alike]].key
            message = f"{brief(key)} clashes with {brief(seen[alike])} of line {first.line}: they are the same id"
            yield child.key.problem((*path, key), message, "rename one of them")
        seen.setdefault(alike, key)


def _leaf(node: Node, leaf: Leaf, path: Path) -> Iterator[Problem]:
    value = node.value
    if not isinstance(value, str):
        return
    if leaf.kind == "date" and not _DATE.fullmatch(value):
        yield node.at.problem(path, f"{brief(value)} is not a date", f"write {leaf.expected}")
    if leaf.kind == "text":
        most = MOST_NAME if path[-1] == "name" else MOST_TEXT
        if len(value) > most:
            yield node.at.problem(path, f"a text of {len(value)} characters", f"at most {most} are shown")
        hidden = [
            char for char in value if char in _TURNS or (unicodedata.category(char) == "Cc" and char not in "\n\t")
        ]
        if hidden:
            message = f"the text holds a character that cannot be seen: U+{ord(hidden[0]):04X}"
            yield node.at.problem(path, message, "remove it")


def _field(block: Block, key: str) -> Shape | None:
    entry = block.fields.get(key)
    return entry.shape if entry else None
