"""Glossary: what each KPI means and how it is counted."""

from o2o.kpis import REGISTRY
from o2o.report.parts import Section


def glossary() -> Section:
    """Return the section, the same for every run."""
    return Section("glossary", "What the figures mean", {"kpis": list(REGISTRY.values())})
