"""The page of a decomposition: how much of each difference is owed to each change, as a picture and as a table."""

from typing import TYPE_CHECKING

from o2o.decomposition import Decomposition
from o2o.report.evidence import Evidence
from o2o.report.render import render
from o2o.report.sections.changes import changes
from o2o.report.sections.glossary import glossary
from o2o.report.sections.provenance import provenance
from o2o.report.sections.shares import shares

if TYPE_CHECKING:
    from o2o.archive import Run


def decomposition_page(found: Decomposition, without: "Run", with_all: "Run") -> str:
    """Return ``found`` as one HTML document that needs nothing else; the two runs are those at its ends.

    Raises:
        DamagedResultsError: a file of a run is missing or altered.
    """
    ends = Evidence(without), Evidence(with_all)
    sections = [shares(found), changes(*ends), glossary(), provenance(*ends)]
    return render(f"{found.name}: what is owed to {', '.join(found.changes)}", sections)
