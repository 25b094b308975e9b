"""Figures: every KPI with its interval, by dimension."""

from o2o.report.evidence import Evidence
from o2o.report.figure_lines import figure_lines, grouped
from o2o.report.parts import Section


def figures(evidence: Evidence) -> Section:
    """Return the section; every run has one."""
    lines = figure_lines(evidence)
    shown = [line for line in lines if line.line.mean is not None]
    absent = [line.kpi for line in lines if line.line.mean is None]
    content = {"groups": grouped(shown), "absent": absent, "replications": evidence.run.replications}
    return Section("figures", "Figures", content)
