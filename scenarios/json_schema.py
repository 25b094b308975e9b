"""JSON Schema of scenario files, for completion and checks in editors; made from the shape.

A file with ``extends`` is an overlay: nothing is required in it, and null removes. Variants are overlays too.
"""

from typing import Any

from scenarios.human import in_words
from scenarios.schema import Scenario
from scenarios.shape import Block, Entry, Keyed, Leaf, Shape, shape_of
from sim.levers import CAPABILITIES, CATALOGUE
from sim.units import Quantity

Json = dict[str, Any]
_ID = "^[a-z0-9][a-z0-9._-]{0,63}$"
_OVERLAY = "Overlay"
_EXTENDS: Json = {
    "description": "file or files that this one is laid over, relative to it",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
_WORDS = {("ChangeSpec", "lever"): tuple(CATALOGUE), ("WaveSpec", "opens"): CAPABILITIES}
"""fields whose words are those of the lever catalogue"""


def schema() -> Json:
    """Return the JSON Schema (draft 7) of scenario files."""
    shape = shape_of(Scenario)
    definitions: Json = {}
    _define(shape, definitions)
    overlay = _reference(shape.name + _OVERLAY)
    for name, variant in ((shape.name, overlay), (shape.name + _OVERLAY, {"anyOf": [overlay, {"type": "null"}]})):
        definitions[name]["properties"] |= {
            "extends": _EXTENDS,
            "variants": {
                "type": "object",
                "description": "named changes, laid over this file by FILE:variant",
                "propertyNames": {"pattern": _ID},
                "additionalProperties": variant,
            },
        }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "O2O workbench scenario",
        "if": {"required": ["extends"]},
        "then": _reference(shape.name + _OVERLAY),
        "else": _reference(shape.name),
        "definitions": dict(sorted(definitions.items())),
    }


def _define(block: Block, definitions: Json) -> None:
    """Add a block and all below it, each as a whole and as an overlay."""
    if block.name in definitions:
        return
    for suffix in ("", _OVERLAY):
        definitions[block.name + suffix] = {
            "type": "object",
            "description": block.about,
            "additionalProperties": False,
            "properties": {name: _field(block, name, entry, suffix) for name, entry in block.fields.items()},
        }
    required = [name for name, entry in block.fields.items() if entry.required]
    if required:
        definitions[block.name]["required"] = required
    for entry in block.fields.values():
        below = entry.shape.item if isinstance(entry.shape, Keyed) else entry.shape
        if isinstance(below, Block):
            _define(below, definitions)


def _field(block: Block, name: str, entry: Entry, suffix: str) -> Json:
    shown: Json = {"description": entry.description} if entry.description else {}
    if isinstance(entry.shape, Leaf) and entry.default is not None:
        quantity = entry.shape.quantity
        default = entry.default
        shown["default"] = in_words(quantity, default) if quantity and isinstance(default, int | float) else default
    written = _written(entry.shape, suffix, _WORDS.get((block.name, name), ()))
    return shown | ({"anyOf": [written, {"type": "null"}]} if suffix else written)


def _written(shape: Shape, suffix: str, words: tuple[str, ...]) -> Json:
    if isinstance(shape, Block):
        return {"allOf": [_reference(shape.name + suffix)]}
    if isinstance(shape, Keyed):
        return _keyed(shape, suffix)
    if shape.quantity is not None:
        return _quantity(shape.quantity)
    word: Json = {"type": "string", "enum": list(words)} if words else {"type": "string"}
    match shape.kind:
        case "flag":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case "choice":
            return {"enum": list(shape.options)}
        case "list":
            quantity = shape.item.quantity if shape.item else None
            many: Json = {"type": "array", "items": _quantity(quantity) if quantity else word, "minItems": 1}
            return {"anyOf": [many, {"enum": list(shape.options)}]} if shape.options else many
        case "lever value":
            return {"type": ["boolean", "number", "string"]}
    return word


def _keyed(shape: Keyed, suffix: str) -> Json:
    table: Json = {"type": "string", "pattern": "\\.csv$", "description": "table that holds the entries, a row each"}
    entry = _reference(shape.item.name + suffix)
    overlay: Json = {"anyOf": [_reference(shape.item.name + _OVERLAY), {"type": "null"}]}
    tabled: Json = {"properties": {"from_csv": table}, "additionalProperties": overlay}
    keyed: Json = {"type": "object"}
    if shape.own_ids:
        keyed["propertyNames"] = {"pattern": _ID}
    if suffix:
        return keyed | tabled
    if shape.at_least_one:
        keyed["minProperties"] = 1
    return keyed | {
        "if": {"required": ["from_csv"]},
        "then": tabled,
        "else": {"additionalProperties": entry},
    }


def _quantity(quantity: Quantity) -> Json:
    if quantity.written in {"number", "integer"}:
        return {"type": quantity.written, "minimum": quantity.low, "maximum": quantity.high}
    text: Json = {"type": "string", "pattern": quantity.written}
    if quantity.name in {"money", "share"}:
        return {"anyOf": [{"type": "number", "minimum": 0}, text]}
    return text if quantity.low > 0 or quantity.name == "time of day" else {"anyOf": [{"const": 0}, text]}


def _reference(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}
