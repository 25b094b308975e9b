"""Pictures: figures as SVG text that stands inside a page, equal to the byte whenever the tables are equal."""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from o2o.figures.style import house_style

FONTS = (
    "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"
)
"""Fonts of the reader's machine that hold Latin and Chinese letters; text stays text."""

_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")
_PATH = re.compile(r' d="[^"]*"')
_REFERENCE = re.compile(r'\b(id="|xlink:href="#|href="#|url\(#)')

Draw = Callable[[Figure], object]
"""Fills an empty sheet."""


@dataclass(frozen=True)
class Caption:
    """What a picture is called and what it says to those who cannot see it."""

    name: str
    """plain word, different for every picture of a page"""
    title: str
    description: str


def picture(caption: Caption, size: tuple[float, float], draw: Draw) -> str:
    """Return the SVG of what ``draw`` puts on a sheet of ``size`` inches.

    It holds no date, no random identifier and no font; identifiers begin with the caption's name.
    """
    with house_style(), missing_letters_allowed():
        figure = sheet(*size)
        draw(figure)
    return svg_of(figure, caption)


def svg_of(figure: Figure, caption: Caption) -> str:
    """Return ``figure`` as SVG, as `picture` describes it."""
    buffer = StringIO()
    rules: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": caption.name}
    with house_style(), mpl.rc_context(rules), missing_letters_allowed():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), caption)


@contextmanager
def missing_letters_allowed() -> Iterator[None]:
    """Measure Chinese text although the measuring font lacks its letters: the reader's fonts have them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


class Sheet(Figure):
    """A figure that belongs to nobody but the caller and shows itself in a notebook."""

    def _repr_svg_(self) -> str:
        return svg_of(self, Caption("sheet", "Figure", "Drawn from the tables of a run."))


def sheet(width: float, height: float) -> Sheet:
    """Return an empty figure of that many inches."""
    return Sheet(figsize=(width, height), layout="constrained")


def _inline(svg: str, caption: Caption) -> str:
    """Return ``svg`` without its file header, fit to stand beside others in one page."""
    body = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|\s*<defs>\s*</defs>", "", svg, flags=re.DOTALL)
    body = body[body.index("<svg") :]
    width, height = (float(side) for side in re.findall(r'(?:width|height)="([\d.]+)pt"', body)[:2])
    inner = body[body.index(">") + 1 :]
    inner = _PATH.sub(lambda path: _LONG_NUMBER.sub(r"\1", path[0]).replace("\n", ""), inner)
    inner = _REFERENCE.sub(lambda found: f"{found[1]}{caption.name}-", inner)
    inner = re.sub(r'font-family: \'DejaVu Sans\'; ?| transform="rotate\(-0 [^"]*"', "", inner)
    inner = re.sub(r"\s*\n\s*", "\n", inner)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="picture" '
        f'role="img" viewBox="0 0 {width:g} {height:g}" width="{width * 4 / 3:.0f}" height="{height * 4 / 3:.0f}" '
        f'stroke-linejoin="round" font-family="{FONTS}" aria-labelledby="{caption.name}-title {caption.name}-text">'
        f'<title id="{caption.name}-title">{escape(caption.title)}</title>'
        f'<desc id="{caption.name}-text">{escape(caption.description)}</desc>'
    )
    return head + inner.strip()
