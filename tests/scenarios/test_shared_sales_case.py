"""The bundled case on suppliers that see sales: it can be read, its numbers have sources, and the sign holds."""

import re
from pathlib import Path

import pytest

from o2o.kpis import measure
from o2o.runner import simulate
from scenarios.load import load

CASE = Path(__file__).parents[2] / "scenarios" / "library" / "shared_sales"
FILE = CASE / "shared_sales.yaml"


def test_every_variant_can_be_read_and_is_told_in_the_readme_and_every_number_has_a_source():
    text = (CASE / "README.md").read_text(encoding="utf-8")
    for variant in ("shared", "often", "ample"):
        assert load(FILE, variant=variant).scenario != load(FILE).scenario
        assert f"| `{variant}` |" in text
    rows = re.findall(r"^\| [a-z_.]+\.[a-z_.]+ \|.*$", text, re.MULTILINE)
    assert len(rows) == 5
    assert all("planner's choice" in row for row in rows)


@pytest.mark.slow
@pytest.mark.requirement("S140")
def test_a_supplier_that_sees_sales_takes_a_tenth_to_two_fifths_less_time():
    cycles = []
    for variant in (None, "shared"):
        lived = simulate(load(FILE, variant=variant).scenario, 0)
        cycles.append(measure(lived.facts, lived.dimensions).get("E43c"))
    # The claim is 25 %; what comes out hangs on the planner's lead times.
    assert 0.6 < cycles[1] / cycles[0] < 0.9
