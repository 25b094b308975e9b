"""The page of a run: its sections in the order in which a planner asks."""

from typing import TYPE_CHECKING

from o2o.report.evidence import Evidence
from o2o.report.render import render
from o2o.report.sections.after_sales import after_sales
from o2o.report.sections.assumptions import assumptions
from o2o.report.sections.cash import cash
from o2o.report.sections.city import city
from o2o.report.sections.corners import corners
from o2o.report.sections.course import course
from o2o.report.sections.credit import credit
from o2o.report.sections.decision import decision
from o2o.report.sections.figures import figures
from o2o.report.sections.glossary import glossary
from o2o.report.sections.load import load
from o2o.report.sections.outages import outages
from o2o.report.sections.plan import plan
from o2o.report.sections.provenance import provenance
from o2o.report.sections.reach import reach_section
from o2o.report.sections.shocks import shocks
from o2o.report.sections.shopping import shopping
from o2o.report.sections.stock_records import stock_records
from o2o.report.sections.worth import worth

if TYPE_CHECKING:
    from o2o.archive import Run


def page(run: "Run") -> str:
    """Return the report of ``run`` as one HTML document that needs nothing else, equal for equal runs.

    Raises:
        DamagedResultsError: a file of the run is missing or altered.
    """
    evidence = Evidence(run)
    # What a scenario is about comes before what every run has.
    answers = (shocks, outages, credit, corners, stock_records)
    parts = (city, plan, worth, cash, shopping, reach_section, after_sales, load)
    makers = (decision, *answers, figures, course, *parts, assumptions)
    sections = [section for make in makers if (section := make(evidence)) is not None]
    return render(run.name, [*sections, glossary(), provenance(evidence)])
