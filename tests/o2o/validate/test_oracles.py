"""Every fast oracle holds, and finds the faults planted for it."""

import pytest

from o2o.validate.registry import oracles
from o2o.validate.report import examine

SLOW = {"Q01", "Q06", "Q07", "Q09", "Q10", "Q11", "Q14", "Q15", "Q16", "Q17"}
"""Seconds each; the gate of every change runs the others."""


def cases():
    for oracle in oracles("fast"):
        marks = [pytest.mark.requirement(oracle.id), *([pytest.mark.slow] if oracle.id in SLOW else [])]
        yield pytest.param(oracle, id=oracle.id, marks=marks)


@pytest.mark.parametrize("oracle", cases())
def test_the_oracle_holds_and_finds_its_planted_faults(oracle):
    result = examine(oracle)
    assert result.passed, f"expected {result.expected}, got {result.got}; {result.note}"
    assert result.planted_fault_caught is not False, result.note
