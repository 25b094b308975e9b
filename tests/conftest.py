"""What every run of the tests shares: the requirement rows that passing tests show, and repeatable examples."""

import re
from collections import defaultdict

import pytest
from hypothesis import settings

ROW = re.compile(r"[A-Z]+\d+[a-z]?")

# The same examples every time and nothing kept between runs: a failure in CI is a failure at the desk.
settings.register_profile("workbench", derandomize=True, database=None, deadline=None)
settings.load_profile("workbench")


def pytest_addoption(parser):
    parser.addoption("--requirements", action="store_true", help="list the requirement rows that passing tests show")


def pytest_collection_modifyitems(items):
    for item in items:
        for row in rows(item):
            # Properties travel with the report, from a worker process too.
            item.user_properties.append(("requirement", row))


def rows(item):
    """Return the requirement rows that a test claims to show."""
    found = [row for marker in item.iter_markers("requirement") for row in marker.args]
    odd = [row for row in found if not (isinstance(row, str) and ROW.fullmatch(row))]
    if odd:
        raise pytest.UsageError(f"{item.nodeid}: {odd} are not requirement rows; write for example 'K01'")
    return found


def pytest_terminal_summary(terminalreporter, config):
    if not config.getoption("--requirements"):
        return
    shown = tests_by_row(terminalreporter.getreports("passed"))
    broken = tests_by_row(terminalreporter.getreports("failed") + terminalreporter.getreports("error"))
    terminalreporter.section("requirement rows")
    for row in sorted(shown.keys() | broken.keys(), key=lambda row: (row[0], len(row), row)):
        state = "FAILS" if broken[row] else "shown"
        terminalreporter.write_line(f"{row:5} {state} by {', '.join(broken[row] or shown[row])}")
    whole = sum(1 for row in shown if not broken[row])
    terminalreporter.write_line(
        f"{whole} rows shown by passing tests, {len(list(filter(None, broken.values())))} broken"
    )


def tests_by_row(reports):
    """Return the names of the tests behind ``reports`` for each requirement row."""
    found = defaultdict(list)
    for report in reports:
        for kind, row in getattr(report, "user_properties", ()):
            if kind == "requirement" and report.nodeid not in found[row]:
                found[row].append(report.nodeid)
    return found
