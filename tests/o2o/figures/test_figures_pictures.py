"""Pictures: equal bytes, text that stays text, no global state."""

import re
import subprocess
import sys

import matplotlib as mpl
import pytest

from o2o.figures.picture import Caption, picture
from o2o.figures.style import MODES, house_style

CAPTION = Caption("sales", "Sales & more", "Rises from 1 to 3.")


def line(sheet):
    ax = sheet.add_subplot()
    ax.plot([1.123456789, 2, 3], [1, 2, 3], label="静安 <store>")
    ax.legend()


def test_the_same_drawing_gives_the_same_bytes():
    assert picture(CAPTION, (4, 2), line) == picture(CAPTION, (4, 2), line)


def test_a_picture_holds_no_date_and_no_font():
    svg = picture(CAPTION, (4, 2), line)
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b|<metadata|DejaVu|@font-face", svg)


def test_text_stays_text_in_every_language():
    # The measuring font has no Chinese letters; this must neither warn nor draw boxes.
    assert "静安 &lt;store&gt;</text>" in picture(CAPTION, (4, 2), line)


def test_a_picture_is_named_and_described_for_those_who_cannot_see_it():
    svg = picture(CAPTION, (4, 2), line)
    assert 'role="img"' in svg
    assert 'aria-labelledby="sales-title sales-text"' in svg
    assert '<title id="sales-title">Sales &amp; more</title>' in svg


def test_identifiers_of_two_pictures_never_meet():
    names = [re.findall(r'\bid="([^"]+)"', picture(Caption(name, "t", "d"), (4, 2), line)) for name in ("a", "b")]
    assert len(names[0]) > 10
    assert not set(names[0]) & set(names[1])


def test_every_reference_inside_a_picture_is_met():
    svg = picture(CAPTION, (4, 2), line)
    wanted = re.findall(r'(?:href="#|url\(#)([^")]+)', svg)
    assert wanted
    assert set(wanted) <= set(re.findall(r'\bid="([^"]+)"', svg))


def test_settings_of_the_reader_neither_change_a_picture_nor_are_changed():
    plain = picture(CAPTION, (4, 2), line)
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.grid": False}):
        assert picture(CAPTION, (4, 2), line) == plain
        assert mpl.rcParams["font.size"] == 30


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_lines_stand_out_from_the_paper(mode):
    # WCAG 2.2, 1.4.11: graphics need a contrast of 3 to their ground.
    assert 1.05 / (luminance(MODES[mode]) + 0.05) >= 3


def test_the_style_ends_with_its_block():
    before = mpl.rcParams["axes.spines.top"]
    with house_style():
        assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["axes.spines.top"] == before


def test_naming_the_figures_does_not_load_matplotlib():
    code = "import sys, o2o.figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
