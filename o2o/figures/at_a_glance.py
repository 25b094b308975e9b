"""A run at a glance: four panels for a notebook or a title page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from o2o.figures.city_map import draw_city
from o2o.figures.course import Course, draw_course
from o2o.figures.picture import missing_letters_allowed, sheet
from o2o.figures.style import BLUE, MODES, house_style
from o2o.report.evidence import Evidence
from o2o.report.tables.city import city, openings
from o2o.report.tables.course import MODE_NAMES, daily_orders, daily_sales, on_time

if TYPE_CHECKING:
    from o2o.archive import Run


def at_a_glance(run: "Run") -> Figure:
    """Return sales, online orders, punctuality and the city of ``run``; panels without data are left out."""
    evidence = Evidence(run)
    with house_style(), missing_letters_allowed():
        figure = sheet(11.0, 8.0)
        panels = _panels(evidence)
        axes = figure.subplots((len(panels) + 1) // 2, 2, squeeze=False).ravel()
        for ax in axes[len(panels) :]:
            ax.remove()
        # The map comes last: names are placed once the sheet is laid out.
        for ax, (title, draw) in zip(axes, panels.items(), strict=False):
            ax.set_title(title, pad=16)
            draw(ax)
    return figure


def _panels(evidence: Evidence) -> Mapping[str, Callable[[Axes], object]]:
    marks: dict[date, str] = {day: "plan begins" for _, day, _ in openings(evidence)[:1]}
    online = {mode: table for mode, table in daily_orders(evidence).items() if mode != "walk_in"}
    kept = on_time(evidence)
    panels: dict[str, Callable[[Axes], object]] = {
        "Net sales, CNY a day": lambda ax: draw_course(ax, [Course("", daily_sales(evidence), BLUE)], marks)
    }
    for title, tables in (("Online orders a day", online), ("Orders on time, %", kept)):
        courses = [Course(MODE_NAMES[mode], table, MODES[mode]) for mode, table in tables.items()]
        if courses:
            # mypy cannot tell the type of a default argument.
            panels[title] = lambda ax, courses=courses: draw_course(ax, courses, marks)  # type: ignore[misc]
    panels["City"] = lambda ax: draw_city(ax, city(evidence))
    return panels


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from o2o.archive import open_run
    from o2o.figures.picture import Caption, svg_of

    # python -m o2o.figures.at_a_glance results/runs/<id> docs/images/at-a-glance.svg
    source, target = sys.argv[1:]
    run = open_run(source)
    words = Caption(
        "at-a-glance", run.name, "Net sales, online orders and punctuality by week, and the map of the city."
    )
    Path(target).write_text(svg_of(at_a_glance(run), words) + "\n", encoding="utf-8", newline="\n")
