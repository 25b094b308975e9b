"""Trees: values set and taken away in a scenario as its file would hold it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.tree import Plain


def planted(tree: "Mapping[str, Plain]", steps: Sequence[str], value: "Plain") -> "dict[str, Plain]":
    """Return ``tree`` with ``value`` at the key that ``steps`` lead to; ``tree`` itself stays as it is."""
    first, rest = steps[0], steps[1:]
    below = tree.get(first)
    inner = planted(below if isinstance(below, dict) else {}, rest, value) if rest else value
    return {**tree, first: inner}


def uprooted(tree: "Mapping[str, Plain]", steps: Sequence[str]) -> "dict[str, Plain]":
    """Return ``tree`` without the key that ``steps`` lead to; ``tree`` itself stays as it is."""
    first, rest = steps[0], steps[1:]
    below = tree.get(first)
    if not rest or not isinstance(below, dict):
        return {key: value for key, value in tree.items() if key != first or rest}
    return {**tree, first: uprooted(below, rest)}
