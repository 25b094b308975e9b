"""Placeholders: a valid value for any place of a scenario, to look past a wrong one."""

from scenarios.human import in_words
from scenarios.shape import Block, Entry, Keyed, Leaf, Shape, shape_at
from scenarios.tree import Path, Plain

_BY_KIND: dict[str, Plain] = {
    "flag": False,
    "text": "x",
    "date": "2026-01-01",
    "list": [],
    "lever value": True,
}


def placeholder(root: Block, path: Path) -> Plain:
    """Return a value that the schema accepts at ``path``: the default where there is one."""
    owner = shape_at(root, path[:-1])
    if isinstance(owner, Block) and path[-1] in owner.fields:
        return _entry(owner.fields[str(path[-1])])
    shape = shape_at(root, path)
    return _value(shape) if shape is not None else None


def _entry(entry: Entry) -> Plain:
    shape = entry.shape
    if isinstance(shape, Leaf) and shape.quantity is not None and isinstance(entry.default, int | float):
        return in_words(shape.quantity, entry.default)
    return _value(shape)


def _value(shape: Shape) -> Plain:
    if isinstance(shape, Block):
        return {name: _entry(entry) for name, entry in shape.fields.items() if entry.required}
    if isinstance(shape, Keyed):
        return {}
    if shape.quantity is not None:
        return in_words(shape.quantity, shape.quantity.low)
    if shape.kind == "choice":
        return shape.options[0]
    return _BY_KIND[shape.kind]
