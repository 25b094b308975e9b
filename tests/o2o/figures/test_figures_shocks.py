"""The chart of a shock: shaded days, the usual band, the day on which all is well."""

from datetime import date

import numpy as np

from o2o.figures.picture import sheet
from o2o.figures.shocks import Panel, Span, draw_shocks
from o2o.figures.style import GREEN, GREY, house_style

DAYS = np.arange("2026-03-02", "2026-03-12", dtype="datetime64[D]")
SPAN = Span("strike", date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9))


def test_a_shock_is_shaded_named_and_its_end_is_marked():
    values = np.array([90.0, 92, 91, 90, 40, 50, 70, 91, 90, 92])
    band = (date(2026, 3, 2), date(2026, 3, 11), 88.0)
    panel = Panel("On time, %", DAYS, values, [band], [(date(2026, 3, 9), 3)])
    with house_style():
        (ax,) = draw_shocks(sheet(6, 3), [panel], [SPAN])
    shaded = sorted((round(patch.get_x()), round(patch.get_width())) for patch in ax.patches)
    first = (date(2026, 3, 6) - date(1970, 1, 1)).days
    assert shaded == [(first, 2), (first + 2, 1)]
    assert [text.get_text() for text in ax.texts] == ["back after 3 days", "strike"]
    lines = {line.get_color(): line for line in ax.lines}
    assert set(lines[GREY].get_ydata()) == {88.0}
    assert lines[GREEN].get_ydata().tolist() == [91.0]
    low, high = ax.get_ylim()
    assert 0 <= low < 40
    assert high > 92


def test_a_tremble_of_a_share_does_not_look_like_a_fall():
    values = np.array([99.9, 100, 99.9, 100, 99.8, 100, 100, 100, 100, 100])
    with house_style():
        (ax,) = draw_shocks(sheet(6, 3), [Panel("On time, %", DAYS, values, [], [], 5.0)], [SPAN])
    low, high = ax.get_ylim()
    assert high - low > 5
