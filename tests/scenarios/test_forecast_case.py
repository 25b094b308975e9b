"""The bundled case on forecasts: every variant can be read, changes something, and every number has a source."""

import re
from pathlib import Path

import pytest

from o2o.kpis import measure
from o2o.runner import simulate
from scenarios.load import load

CASE = Path(__file__).parents[2] / "scenarios" / "library" / "better_forecasts"
FILE = CASE / "better_forecasts.yaml"
VARIANTS = ("weekday", "told", "spoilt", "shared")


def test_every_variant_can_be_read_and_is_told_in_the_readme():
    told = re.findall(r"^\| `([a-z-]+)` \|", (CASE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == set(VARIANTS)
    usual = load(FILE).scenario
    for variant in VARIANTS:
        changed = load(FILE, variant=variant).scenario
        assert (changed.information, changed.policies, changed.plan) != (
            usual.information,
            usual.policies,
            usual.plan,
        )


def test_every_number_of_the_readme_has_a_source():
    text = (CASE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z_.]+\.[a-z_.]+ \|.*$", text, re.MULTILINE)
    assert len(rows) == 5
    assert all("planner's choice" in row for row in rows)


@pytest.mark.slow
@pytest.mark.requirement("E41", "S139", "S140")
def test_forecasts_that_know_more_find_more_on_shelves_and_shared_sales_calm_orders():
    figures = {}
    for variant in (None, "told", "spoilt", "shared"):
        lived = simulate(load(FILE, variant=variant).scenario, 0)
        table = measure(lived.facts, lived.dimensions)
        figures[variant] = {kpi: table.get(kpi) for kpi in ("E41", "E43b", "K05")}
    plain, told, spoilt, shared = figures.values()
    assert spoilt["E41"] + 5 < plain["E41"] < told["E41"]
    assert spoilt["K05"] + 3 < plain["K05"] < told["K05"]
    assert shared["E43b"] < plain["E43b"]
