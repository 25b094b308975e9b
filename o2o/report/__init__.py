"""The report: a run, or two runs compared, as one HTML page that works offline, decision first."""

from o2o.report.comparison import comparison_page
from o2o.report.page import page

__all__ = ["comparison_page", "page"]
