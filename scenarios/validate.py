"""Validation: a tree as a model of its types, each error told in a planner's words where it was written."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.errors import Problem
from scenarios.hints import brief, near
from scenarios.keys import unknown_key
from scenarios.placeholders import placeholder
from scenarios.schema import Scenario
from scenarios.shape import Block, Keyed, Leaf, Shape, shape_at, shape_of
from scenarios.tree import Node, Path, Plain, follow, plain

_UNKNOWN = {"unexpected_keyword_argument", "extra_forbidden"}


ROOT = shape_of(Scenario)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Validated(Generic[M]):
    """What the types make of a tree."""

    model: M | None
    """None when even the repaired tree is none"""
    problems: tuple[Problem, ...]
    doubtful: frozenset[Path]
    """paths whose values were replaced so that the rest could be looked at"""


def validate(tree: Node, kind: type[M]) -> Validated[M]:
    """Return the model of ``kind`` that ``tree`` describes, or its problems with a repaired one for further checks."""
    data, root = plain(tree), shape_of(kind)
    try:
        return Validated(_model(kind, data), (), frozenset())
    except ValidationError as error:
        found = _by_path(error, data)
    problems = tuple(_problem(root, tree, path, details) for path, details in found.items())
    for path, details in found.items():
        _repair(root, data, path, details["type"])
    model: M | None = None
    with suppress(ValidationError):
        model = _model(kind, data)
    return Validated(model, problems, frozenset(found))


def _model(kind: type[M], data: Plain) -> M:
    # JSON in strict mode is the one mode in which "yes" is no flag, 0 no date, and a list still a tuple.
    return kind.model_validate_json(json.dumps(data), strict=True)


def _by_path(error: ValidationError, data: Plain) -> dict[Path, ErrorDetails]:
    """Return one error a path; a union reports each of its members, of which the first is kept."""
    found: dict[Path, ErrorDetails] = {}
    for details in error.errors(include_url=False, include_context=True):
        found.setdefault(_written_path(details["loc"], data), details)
    return {path: details for path, details in found.items() if not _told_deeper(path, details["type"], found)}


def _told_deeper(path: Path, kind: str, found: Iterable[Path]) -> bool:
    """Return whether another member of a union says more exactly what is wrong with the value at ``path``."""
    return kind == "literal_error" and any(len(other) > len(path) and other[: len(path)] == path for other in found)


def _written_path(loc: tuple[str | int, ...], data: Plain) -> Path:
    """Return the path in the file for a location of the types, which also names members of unions."""
    path: list[str | int] = []
    here = data
    for depth, step in enumerate(loc):
        if isinstance(here, dict) and str(step) in here:
            path.append(str(step))
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            path.append(step)
            here = here[step]
        elif isinstance(here, dict) and depth == len(loc) - 1:
            path.append(step)
    return tuple(path)


def _problem(root: Block, tree: Node, path: Path, details: ErrorDetails) -> Problem:
    node, _ = follow(tree, path)
    owner = shape_at(root, path[:-1])
    kind = details["type"]
    if kind in _UNKNOWN and isinstance(owner, Block):
        return unknown_key(node, path, owner)
    if kind == "missing" and isinstance(owner, Block):
        description = owner.fields[str(path[-1])].description
        return node.key.problem(path, f"the required key {path[-1]!r} is missing", f"{path[-1]}: {description}")
    message, hint = _why(shape_at(root, path), node, details)
    return node.at.problem(path, message, hint)


def _why(shape: Shape | None, node: Node, details: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong with a value, and the way out."""
    shown = _shown(node)
    if details["type"] == "value_error":
        return _why_not_this_value(node, shape, details)
    if isinstance(shape, Block):
        return f"{shown} stands where a block of keys is needed", f"keys: {', '.join(shape.fields)}"
    if isinstance(shape, Keyed):
        hint = f"write one entry a line, each with a key of your choice; an entry holds {', '.join(shape.item.fields)}"
        return f"{shown} stands where a map is needed", hint
    if not isinstance(shape, Leaf):
        return str(details["msg"]), ""
    if shape.kind == "choice":
        return f"{shown} is not allowed here", near(node.value, shape.options)
    if shape.kind == "text" and isinstance(node.value, bool | int | float):
        return f"{shown} is not text", f"put it in quotes: '{shown}'"
    reason = f": {details['ctx']['error']}" if shape.kind == "date" and "ctx" in details else ""
    return f"{shown} is not {shape.expected}{reason}", ""


def _why_not_this_value(node: Node, shape: Shape | None, details: ErrorDetails) -> tuple[str, str]:
    """Return the words of a unit or a spec that refused a value."""
    reason = str(details["ctx"]["error"])
    if not isinstance(shape, Leaf) or "must lie between" in reason:
        return _cut(reason), ""
    return _cut(reason), _full_width(node.value) or f"write {shape.expected}"


def _shown(node: Node) -> str:
    if node.value is None:
        return "nothing (an empty value)"
    if isinstance(node.value, dict):
        return "a block of keys"
    if isinstance(node.value, list):
        return "a list"
    return brief(node.value)


def _cut(reason: str) -> str:
    return reason if len(reason) <= 300 else f"{reason[:60]}...{reason[-120:]}"


def _full_width(value: object) -> str:
    if isinstance(value, str) and any("\uff01" <= char <= "\uff5e" for char in value):
        return "these are full-width characters; write them half-width"
    return ""


def _repair(root: Block, data: Plain, path: Path, kind: str) -> None:
    """Put a harmless value where a wrong one stands, so that the rest of the tree can be checked as well."""
    if not path:
        return
    here = data
    for step in path[:-1]:
        here = here[step] if isinstance(here, list) and isinstance(step, int) else _entry(here, str(step))
    last = path[-1]
    if isinstance(here, list) and isinstance(last, int):
        here[last] = placeholder(root, path)
    elif isinstance(here, dict) and (kind in _UNKNOWN or _refused_whole(root, path, kind)):
        here.pop(str(last), None)
    elif isinstance(here, dict):
        here[str(last)] = placeholder(root, path)


def _refused_whole(root: Block, path: Path, kind: str) -> bool:
    """Return whether a spec refused the whole entry at ``path``, so that no single value can mend it."""
    return kind == "value_error" and not isinstance(shape_at(root, path), Leaf)


def _entry(data: Plain, key: str) -> Plain:
    return data.get(key) if isinstance(data, dict) else None
