"""Drawings: axes that do not mislead, marks that mean what they show."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from o2o.figures.city_map import Circle, City, Node, city_size, colours, draw_city
from o2o.figures.course import Course, draw_course
from o2o.figures.endings import draw_endings
from o2o.figures.forest import Twig, draw_forest
from o2o.figures.gantt import Bar, draw_gantt
from o2o.figures.hours import draw_hours
from o2o.figures.ladders import LadderPanel, Step, draw_ladders
from o2o.figures.picture import sheet
from o2o.figures.reach import draw_reach
from o2o.figures.riders import draw_riders
from o2o.figures.style import house_style


@pytest.fixture
def ax():
    with house_style():
        yield sheet(6, 4).add_subplot()


def weekly(values, half=None):
    dates = pd.to_datetime(pd.Series(["2026-03-05", "2026-03-12", "2026-03-19"]))
    table = pd.DataFrame({"date": dates, "mean": values})
    return table if half is None else table.assign(lo=table["mean"] - half, hi=table["mean"] + half)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_a_course_starts_at_zero_and_shows_its_band(ax):
    draw_course(ax, [Course("", weekly([100.0, 110.0, 120.0], 10.0), "#0072B2")], {})
    low, high = ax.get_ylim()
    assert low == 0
    assert 130 < high < 150
    assert len(ax.collections) == 1


def test_a_wild_band_does_not_flatten_its_line(ax):
    draw_course(ax, [Course("", weekly([100.0, 110.0, 120.0], 5000.0), "#0072B2")], {})
    # One and a half times the highest mean, and a margin.
    assert ax.get_ylim()[1] == pytest.approx(1.08 * 1.5 * 120)


def test_courses_are_named_at_their_ends_and_the_plan_is_marked(ax):
    courses = [Course("Instant", weekly([1.0, 2.0, 3.0]), "red"), Course("Parcel", weekly([3.0, 3.0, 3.1]), "green")]
    draw_course(ax, courses, {date(2026, 3, 11): "plan begins"})
    assert texts(ax) == ["Instant", "Parcel", "plan begins"]
    assert ax.get_xticklabels()[0].get_text() == "5 Mar"


def test_names_of_lines_that_end_together_stand_apart(ax):
    draw_course(ax, [Course(name, weekly([3.0, 3.0, 3.0]), "red") for name in "ab"], {})
    heights = [text.xy[1] for text in ax.texts]
    assert abs(heights[0] - heights[1]) > 0.1


def node(key, lon, lat, sales, opened=None, kind="store"):
    return Node(key, key, kind, lon, lat, sales, opened)


CITY = City(
    [
        node("a", 121.4, 31.2, 100.0),
        node("b", 121.5, 31.3, 25.0, date(2026, 4, 13)),
        node("w", 121.3, 31.25, 0.0, kind="warehouse"),
    ],
    [Circle(121.55, 31.2, 2000.0)],
    [[(121.0, 31.0), (122.0, 31.0), (122.0, 32.0)], [(10.0, 10.0), (11.0, 10.0), (11.0, 11.0)]],
)


def test_the_area_of_a_mark_grows_with_its_sales(ax):
    draw_city(ax, CITY)
    areas = [float(marks.get_sizes()[0]) for marks in ax.collections]
    assert areas[0] == pytest.approx(4 * areas[1])


def test_every_site_is_on_the_map_and_foreign_land_is_not(ax):
    draw_city(ax, CITY)
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    assert all(west < one.lon < east and south < one.lat < north for one in CITY.nodes)
    # One district and one zone; the ring far away is left out.
    assert len(ax.patches) == 2


def test_a_degree_of_longitude_is_drawn_as_long_as_it_is(ax):
    draw_city(ax, CITY)
    assert ax.get_aspect() == pytest.approx(1 / np.cos(np.radians(31.25)), rel=1e-3)


def test_the_key_says_what_opens_when(ax):
    draw_city(ax, CITY)
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert shown == ["store, as before", "store, opens 13 Apr", "warehouse"]
    assert len(colours(CITY.nodes)) == 1


def test_the_sheet_fits_the_shape_of_the_city():
    flat = City([node("a", 121.0, 31.0, 1.0), node("b", 122.0, 31.05, 1.0)], [], [])
    tall = City([node("a", 121.0, 31.0, 1.0), node("b", 121.1, 31.3, 1.0)], [], [])
    assert city_size(flat, 8.0)[1] < city_size(tall, 8.0)[1]


def test_hours_write_a_figure_into_each_known_cell_only(ax):
    grid = pd.DataFrame([[np.nan, 40.0], [80.0, 0.0]], index=["north", "south"], columns=[8, 9])
    draw_hours(ax, grid, "{:.0f}", 100.0)
    assert sorted(texts(ax)) == ["0", "40", "80"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["09:00"]


def test_quiet_hours_stay_pale(ax):
    draw_hours(ax, pd.DataFrame([[4.0]], index=["north"], columns=[8]), "{:.0f}", 100.0)
    assert ax.collections[0].get_clim() == (0, 100)


def test_every_fleet_has_its_panel_and_no_bar_is_cut():
    rows = pd.DataFrame(
        {"site": [5, 6], "name": ["east", "west"], "clock": [12, 12], "paid": [2.0, 12.0], "busy": [1.0, 3.0]}
    )
    with house_style():
        panels = draw_riders(sheet(8, 3), rows)
    assert [panel.get_title(loc="left") for panel in panels] == ["east", "west"]
    assert panels[0].get_ylim()[1] > 12


def test_endings_are_shares_of_each_touchpoint(ax):
    counts = pd.DataFrame(
        [[75, 25], [5, 95]], index=["Store entries", "App sessions"], columns=["Bought", "Looked only"]
    )
    draw_endings(ax, counts)
    assert [bar.get_width() for bar in ax.patches] == [75, 25, 5, 95]
    # The share of 5 % is too narrow for words.
    assert [text for text in texts(ax) if "%" in text] == ["Bought: 75 %", "Looked only: 25 %", "Looked only: 95 %"]


def test_a_plan_is_drawn_within_the_run(ax):
    bars = [
        Bar("pilot", "opens collect", date(2026, 3, 12), None, wave=True),
        Bar("sale", "price.factor to 0.9", date(2026, 3, 1), date(2026, 3, 10), wave=False),
    ]
    draw_gantt(ax, bars, (date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 21)))
    widths = [patch.get_width() for patch in ax.patches if patch.get_height() == pytest.approx(0.34)]
    # From the 12th to the end of the 20th; from the run's first day to the end of the 9th.
    assert widths == [9, 8]
    assert "→" in texts(ax)


def test_a_wild_difference_ends_in_an_arrow(ax):
    twigs = [Twig(f"k{number}", 1.0, -1.0, 3.0, "no difference shown") for number in range(9)]
    draw_forest(ax, [*twigs, Twig("wild", 500.0, 100.0, 900.0, "better")])
    assert ax.get_xlim()[1] < 10
    assert ">" in [line.get_marker() for line in ax.lines]


def test_better_and_worse_differ_in_shape_and_not_only_in_colour(ax):
    draw_forest(ax, [Twig("a", 2.0, 1.0, 3.0, "better"), Twig("b", 2.0, 1.0, 3.0, "worse")])
    assert {"^", "v"} <= {line.get_marker() for line in ax.lines}


def test_the_reach_has_a_line_a_load_named_at_its_end_and_the_whole_scale(ax):
    cells = pd.DataFrame(
        {"distance": [0.5, 1.0, 0.5, 1.0], "tier": [1, 1, 3, 3], "kept": [95.0, 90.0, 70.0, 40.0], "orders": 50}
    )
    draw_reach(ax, cells, {1: "1 to 2", 3: "3 and more"})
    assert texts(ax) == ["1 to 2", "3 and more"]
    assert [line.get_ydata().tolist() for line in ax.lines] == [[95.0, 90.0], [70.0, 40.0]]
    low, high = ax.get_ylim()
    assert (low, high > 100) == (0, True)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0–0.5", "0.5–1"]


@pytest.mark.parametrize(("first", "added"), [(98.0, 0.7), (44.0, -13.0), (250_000.0, 31_000.0)])
def test_ticks_of_a_ladder_can_be_told_apart_and_its_steps_lead_to_its_end(first, added):
    steps = [Step("a", first, first, first), Step("b", added, added, added), Step("c", *[first + added] * 3)]
    with house_style():
        page = sheet(6, 3)
        ax = draw_ladders(page, [LadderPanel("days", steps, less_is_better=True)])[0]
        page.canvas.draw()
    ticks = [label.get_text() for label in ax.get_xticklabels()]
    assert len(set(ticks)) == len(ticks) > 2
    bar = ax.patches[0]
    assert bar.get_x() + bar.get_width() == pytest.approx(first + added)
