"""Both courses: the weeks of two runs beside each other."""

from o2o.figures.course import Course, draw_course
from o2o.figures.picture import Caption
from o2o.figures.style import BLUE, GREY
from o2o.kpis import REGISTRY
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Exhibit, Section, exhibit
from o2o.report.sections.course import SIZE, plan_marks

SHOWN = ("E49n", "K15c", "E48", "K04")
SUMS = ("E49n", "K15c")
"""sums over the week, shown per day so that short weeks compare"""


def both_courses(a: Evidence, b: Evidence) -> Section | None:
    """Return the section; None when no day was measured."""
    exhibits = [found for kpi in SHOWN if (found := _exhibit(kpi, a, b)) is not None]
    return Section("both_courses", "Week by week", {"exhibits": exhibits}) if exhibits else None


def _exhibit(kpi: str, a: Evidence, b: Evidence) -> Exhibit | None:
    courses = [course for course in (_course("A", kpi, a, GREY), _course("B", kpi, b, BLUE)) if course is not None]
    if not courses:
        return None
    known = REGISTRY[kpi]
    unit = f"{known.unit} a day" if kpi in SUMS else known.unit
    last = ", ".join(f"{course.name} {figure(course.table['mean'].dropna().iloc[-1], unit)}" for course in courses)
    caption = Caption(f"both-{kpi}", f"{known.name}, {unit}", f"In the last week: {last}.")
    note = "Lines: means of the replications; bands: their 95 % intervals, each run for itself."
    marks = plan_marks(b)
    return exhibit(caption, note, SIZE, lambda sheet: draw_course(sheet.add_subplot(), courses, marks))


def _course(name: str, kpi: str, evidence: Evidence, colour: str) -> Course | None:
    table = evidence.weeks(kpi)
    if table.empty or not table["mean"].notna().any():
        return None
    if kpi in SUMS:
        for column in ("mean", "lo", "hi"):
            table[column] /= table["days"]
    return Course(name, table, colour)
