"""The report: a run, a comparison or a decomposition as one HTML page that works offline, decision first."""

from o2o.report.comparison import comparison_page
from o2o.report.decomposition import decomposition_page
from o2o.report.page import page

__all__ = ["comparison_page", "decomposition_page", "page"]
