"""Every oracle holds in its quickest form, and finds the faults planted for it."""

import json
from dataclasses import asdict

import pytest

from o2o.validate.examination import examine
from o2o.validate.registry import oracles

QUICK = {
    *(
        "C01",
        "C02",
        "C04",
        "C14",
        "C15",
        "I17",
        "I18",
        "I20",
        "I21",
        "I22",
        "I24",
        "I25",
        "I26",
        "I27",
        "I28",
        "M34",
        "Q37",
    ),
    *("M01", "M03", "M04", "M06", "M07", "M08", "M10", "M11", "M12", "M13", "M14", "M16", "M18", "M19", "M24", "M25"),
    *("M15", "M17", "M22", "M23", "M26", "M29", "M30", "M31", "M32", "I14", "V6", "Q24"),
    *(f"O{k:02}" for k in range(1, 17) if k not in (13, 14)),
    *("Q02", "Q03", "Q04", "Q05", "Q13", "Q19", "Q30", "Q31", "Q32", "Q34", "Q35"),
    *("R02", "R03", "R04", "R06", "T01", "T03", "T15", "X01", "X02"),
}
"""A second or so each; the others take longer and run with the slow tests."""


def cases():
    fast = oracles("fast")
    ids = {oracle.id for oracle in fast}
    for oracle in (*fast, *(oracle for oracle in oracles("full") if oracle.id not in ids)):
        marks = [pytest.mark.requirement(oracle.id), *([pytest.mark.slow] if oracle.id not in QUICK else [])]
        yield pytest.param(oracle, id=oracle.id, marks=marks)


@pytest.mark.parametrize("oracle", list(cases()))
def test_the_oracle_holds_and_finds_its_planted_faults(oracle):
    result = examine(oracle)
    assert result.passed, f"expected {result.expected}, got {result.got}; {result.note}"
    assert result.planted_fault_caught is not False, result.note
    assert json.dumps(asdict(result)), "the report can be a document"
