"""The bundled case on corners: a little floor sells more than none, much of it less; numbers have sources."""

import re
from pathlib import Path

import pytest

from o2o.kpis import measure
from o2o.runner import simulate
from scenarios.load import load

FOLDER = Path(__file__).parents[2] / "scenarios" / "library" / "store_corners"
VARIANTS = ("none", "little", "more", "most")


def readme():
    return (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_variant_is_told_and_every_number_has_a_source():
    assert set(re.findall(r"^\| `([a-z]+)` \|", readme(), re.MULTILINE)) == {*VARIANTS}
    rows = re.findall(r"^\| `(?:places|policies)\..*\|$", readme(), re.MULTILINE)
    assert len(rows) == 6
    assert all(re.search("planner's choice|seed document", row) for row in rows)


@pytest.mark.slow
@pytest.mark.requirement("S101", "S104", "S105")
def test_the_best_share_of_the_floor_lies_between_none_and_much():
    figures = {}
    for variant in (None, *VARIANTS):
        scenario = load(FOLDER / "store_corners.yaml", variant=variant).scenario
        run = simulate(scenario, 0)
        table = measure(run.facts, run.dimensions)
        figures[variant or "usual"] = [table.get(kpi) for kpi in ("K13", "K13s", "K05", "E04sf", "E04m")]
    sales, tills, available, full, inside = zip(
        *(figures[name] for name in ("none", "little", "usual", "more", "most")), strict=True
    )
    for each in (sales, tills):
        assert each[0] < each[1] < each[2] > each[3] > each[4] < each[0]
    assert available[0] > available[3] > available[4]
    assert full[1] > 30 > full[2] > full[3] == 0
    assert inside[0] < inside[1] < inside[2], "who rests is inside"
