"""Parts of a report: sections, tables and exhibits as plain data that the templates lay out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from o2o.figures.picture import Caption, Draw, picture


@dataclass(frozen=True)
class Section:
    """One part of the page; a section without content is not made."""

    id: str
    title: str
    content: Mapping[str, object]
    """what the template ``<id>.html.j2`` shows"""


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row names the row."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[int] = field(default=frozenset({0}))
    """columns that hold words, written from the left; the others hold figures"""


@dataclass(frozen=True)
class Exhibit:
    """A picture with its title and what a reader must know to read it."""

    svg: Markup
    title: str
    note: str


def exhibit(caption: Caption, note: str, size: tuple[float, float], draw: Draw) -> Exhibit:
    """Return the exhibit that ``draw`` fills; ``size`` in inches."""
    return Exhibit(Markup(picture(caption, size, draw)), caption.title, note)
