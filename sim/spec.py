"""Specs: what a planner says about a thing, frozen, by keyword, unknown keys refused."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def spec(cls: type[T]) -> type[T]:
    """Return ``cls`` as a frozen, keyword-only dataclass that the scenario reader may build from a file.

    The attribute ``__pydantic_config__`` makes the reader refuse unknown keys; a plain dataclass would drop
    them in silence. Nothing here imports the reader, so specs stay usable from Python alone.
    """
    made = dataclass(frozen=True, kw_only=True)(cls)
    # Only the reader knows the attribute, not the type.
    made.__pydantic_config__ = {"extra": "forbid", "use_attribute_docstrings": True}  # type: ignore[attr-defined]
    return made
