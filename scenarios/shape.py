"""The shape of scenario files: blocks, keyed maps and values, read from the specs' types.

Suggestions, the JSON Schema, tables and the reference are all made from it; the reader itself checks values
by the same types, so the two cannot disagree.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, TypeAlias, TypeGuard, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from scenarios.descriptions import describe
from scenarios.tree import Path
from sim.units import Quantity

Kind = Literal["quantity", "flag", "text", "date", "choice", "list", "lever value"]


@dataclass(frozen=True)
class Leaf:
    """A value."""

    kind: Kind
    quantity: Quantity | None = None
    options: tuple[str | int, ...] = ()
    """the allowed words of a choice; of a list, the word that may stand for it"""
    item: "Leaf | None" = None
    """what a list holds"""

    @property
    def expected(self) -> str:
        """Return what a planner should write, in words."""
        if self.quantity is not None:
            return f"{_NOUNS.get(self.quantity.name, 'a ' + self.quantity.name)} between {self.quantity.bounds()}"
        if self.item is not None and self.item.quantity is not None:
            return f"a list, each {self.item.expected}"
        if self.kind == "list" and self.options:
            return f"{_EXPECTED['list']}, or {_one_of(self.options)}"
        return _EXPECTED.get(self.kind, "") or _one_of(self.options)


@dataclass(frozen=True)
class Keyed:
    """A map from keys of the planner's choice to entries of one kind."""

    item: "Block"
    at_least_one: bool = False
    own_ids: bool = True
    """the planner makes the keys up; False where they name something of the workbench, as KPIs"""


@dataclass(frozen=True)
class Entry:
    """A field of a block."""

    shape: "Shape"
    description: str
    required: bool
    default: object = None
    """in engine units; None where there is no single value"""


@dataclass(frozen=True)
class Block:
    """A map with known keys."""

    name: str
    about: str
    fields: dict[str, Entry]


Shape: TypeAlias = Block | Keyed | Leaf

_EXPECTED = {
    "flag": "true or false",
    "text": "text",
    "date": "a date such as 2026-03-01",
    "list": "a list of keys such as [a, b]",
    "lever value": "true, false, a number or a quantity such as '45 min'",
}
_MISSING = (dataclasses.MISSING, PydanticUndefined)
_NOUNS = {
    "money": "an amount of money",
    "count": "a whole number",
    "seed": "a whole number",
    "replications": "a whole number",
}
_NEEDED = {"segments", "stores", "warehouses", "products", "effects"}
"""keyed maps that no scenario can do without"""


@cache
def shape_of(cls: type) -> Block:
    """Return the shape of a spec or of the scenario itself."""
    hints = get_type_hints(cls, include_extras=True)
    texts = describe(cls)
    defaults = _defaults(cls)
    fields = {
        name: Entry(
            shape=_shape(hints[name], name),
            description=texts.get(name, ""),
            required=default in _MISSING,
            default=None if default in _MISSING else default,
        )
        for name, default in defaults.items()
    }
    return Block(cls.__name__, (cls.__doc__ or "").split("\n")[0], fields)


def shape_at(root: Block, path: Path) -> Shape | None:
    """Return the shape at ``path``; None where the schema knows nothing."""
    shape: Shape | None = root
    for step in path:
        if isinstance(shape, Block):
            entry = shape.fields.get(str(step))
            shape = entry.shape if entry else None
        elif shape is not None:
            shape = shape.item
    return shape


def _shape(hint: object, name: str) -> Shape:
    quantity = _quantity(hint)
    if quantity is not None:
        return Leaf("quantity", quantity)
    parts = [part for part in get_args(hint) if part is not type(None)]
    if len(parts) == 1 and len(get_args(hint)) == 2:
        return _shape(parts[0], name)
    if get_origin(hint) is Mapping:
        item = get_args(hint)[1]
        return Keyed(shape_of(item), at_least_one=name in _NEEDED, own_ids=name != "expect")
    return shape_of(hint) if _is_block(hint) else _leaf(hint)


def _quantity(hint: object) -> Quantity | None:
    return next((mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Quantity)), None)


def _is_block(hint: object) -> TypeGuard[type]:
    return isinstance(hint, type) and (dataclasses.is_dataclass(hint) or issubclass(hint, BaseModel))


def _leaf(hint: object) -> Leaf:
    plain = {bool: Leaf("flag"), str: Leaf("text"), date: Leaf("date")}
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is Literal:
        return Leaf("choice", options=get_args(hint))
    parts = get_args(hint)
    words = [get_args(part)[0] for part in parts if get_origin(part) is Literal]
    if get_origin(hint) is tuple:
        quantity = _quantity(parts[0])
        return Leaf("list", item=Leaf("quantity", quantity) if quantity else _leaf(parts[0]))
    if get_origin(parts[0]) is tuple:
        return replace(_leaf(parts[0]), options=tuple(words))
    if bool in parts:
        return Leaf("lever value")
    raise TypeError(f"the reader has no words for a field of type {hint!r}")


def _defaults(cls: type) -> dict[str, object]:
    """Return field -> default; one of _MISSING where the file must say it, None where it is made anew each time."""
    if issubclass(cls, BaseModel):
        stated = [(name, info.default, info.default_factory is not None) for name, info in cls.model_fields.items()]
    else:
        missing = dataclasses.MISSING
        fields = dataclasses.fields(cls) if dataclasses.is_dataclass(cls) else ()
        stated = [(entry.name, entry.default, entry.default_factory is not missing) for entry in fields]
    return {name: None if made else default for name, default, made in stated}


def _one_of(options: tuple[str | int, ...]) -> str:
    return " or ".join(str(option) for option in options)
