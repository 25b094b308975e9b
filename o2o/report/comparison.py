"""The page of a comparison: run B against run A, the verdict first."""

from typing import TYPE_CHECKING

from o2o.compare import compare
from o2o.report.evidence import Evidence
from o2o.report.render import render
from o2o.report.sections.both_courses import both_courses
from o2o.report.sections.changes import changes
from o2o.report.sections.differences import differences
from o2o.report.sections.glossary import glossary
from o2o.report.sections.provenance import provenance
from o2o.report.sections.verdict import verdict

if TYPE_CHECKING:
    from o2o.archive import Run


def comparison_page(a: "Run", b: "Run") -> str:
    """Return what changes from run ``a`` to run ``b`` as one HTML document that needs nothing else.

    Raises:
        CompareError: the runs simulate other days.
        DamagedResultsError: a file of a run is missing or altered.
    """
    pair = compare(a, b)
    of_a, of_b = Evidence(a), Evidence(b)
    courses = both_courses(of_a, of_b)
    sections = [
        verdict(pair, of_a, of_b),
        differences(pair),
        *([courses] if courses else []),
        changes(of_a, of_b),
        glossary(),
        provenance(of_a, of_b),
    ]
    return render(f"{b.name} against {a.name}", sections)
