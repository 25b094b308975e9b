"""The bundled cases on stock records: every variant can be read, and every number has a source."""

import re
from pathlib import Path

import pytest

from scenarios.load import load

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
VARIANTS = {
    "record_accuracy": ("accurate", "never-counted", "weekly", "careless"),
    "peak_618": ("live", "minutes", "overnight", "protected"),
}


@pytest.mark.parametrize("case", VARIANTS)
def test_every_variant_can_be_read_and_is_told_in_the_readme(case):
    told = re.findall(r"^\| `([a-z-]+)` \|", (LIBRARY / case / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == set(VARIANTS[case])
    usual = load(LIBRARY / case / f"{case}.yaml").scenario
    for variant in VARIANTS[case]:
        changed = load(LIBRARY / case / f"{case}.yaml", variant=variant).scenario
        assert (changed.information, changed.policies) != (usual.information, usual.policies)


@pytest.mark.parametrize("case", VARIANTS)
def test_every_number_of_the_readme_has_a_source(case):
    text = (LIBRARY / case / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z_.]+\.[a-z_.]+ \|.*$", text, re.MULTILINE)
    assert len(rows) >= 3
    assert all(re.search("planner's choice|Federation|the Shanghai case", row) for row in rows)
