"""Rendering: sections to HTML; whatever a scenario says is text, never markup."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from o2o.report.parts import Section


def render(title: str, sections: Sequence[Section]) -> str:
    """Return the document with ``sections`` in their order."""
    return _environment().get_template("page.html.j2").render(title=title, sections=sections)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("o2o.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
