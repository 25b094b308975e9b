"""Annotations: check results for CI as JUnit XML, as GitHub workflow commands and as a Markdown summary."""

import unicodedata
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from o2o.finding import Check, Finding
from o2o.kpis import REGISTRY
from o2o.outcomes import figure


def junit(checks: Sequence[Check]) -> str:
    """Return one JUnit test suite per scenario, one case per finding."""
    root = ET.Element("testsuites", name="o2o check")
    for done in checks:
        suite = ET.SubElement(root, "testsuite", name=_clean(done.scenario), file=_clean(done.file))
        suite.set("tests", str(len(done.findings)))
        suite.set("failures", str(len(done.failures)))
        for finding in done.findings:
            name = f"{finding.kpi} {finding.rule}"
            case = ET.SubElement(suite, "testcase", classname=_clean(done.scenario), name=_clean(name))
            if not finding.passed:
                failure = ET.SubElement(case, "failure", message=_clean(finding.message), type=finding.rule)
                failure.text = _clean(f"{_title(finding)}: {finding.message}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def github(checks: Sequence[Check]) -> list[str]:
    """Return a workflow command for every failure, shown beside the scenario's file."""
    return [
        f"::error file={_property(done.file)},title={_property(_title(finding))}::{_data(finding.message)}"
        for done in checks
        for finding in done.failures
    ]


def markdown(checks: Sequence[Check]) -> str:
    """Return a summary: one line per scenario, a table of what failed."""
    failed = sum(bool(done.failures) for done in checks)
    lines = [f"## Outcomes: {len(checks) - failed} of {len(checks)} scenarios as agreed", ""]
    for done in checks:
        mark = "differs" if done.failures else "ok"
        lines.append(f"- **{_cell(done.scenario)}**: {mark}, {len(done.findings)} checked, {len(done.failures)} failed")
        lines += [f"  - note: {_cell(note)}" for note in done.notes]
    if failed:
        lines += ["", "| Scenario | KPI | Rule | Old | New | z | |", "|---|---|---|---|---|---|---|"]
        lines += [_row(done, finding) for done in checks for finding in done.failures]
    return "\n".join(lines) + "\n"


def _row(done: Check, finding: Finding) -> str:
    z = "" if finding.z is None else f"{finding.z:.2f}"
    cells = [done.scenario, _title(finding), finding.rule, figure(finding.old), figure(finding.new), z, finding.message]
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _title(finding: Finding) -> str:
    known = REGISTRY.get(finding.kpi)
    return f"{finding.kpi} {known.name}" if known else finding.kpi


def _clean(text: str) -> str:
    """Return ``text`` without the control characters that XML forbids."""
    return "".join(char for char in text if char in "\t\n\r" or unicodedata.category(char) not in {"Cc", "Cs"})


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\r", " ").replace("\n", " ")
