"""The bundled case on days of stock: as in the industry without the changes, in the promised band with all of them."""

import csv
import re
from pathlib import Path

import pytest

from o2o.kpis import measure
from o2o.runner import simulate
from scenarios.catalogue import BUNDLED
from scenarios.load import load

CASE = Path(__file__).parents[2] / "scenarios" / "library" / "stock_days"
FILE = CASE / "stock_days.yaml"
CHANGES = ("selection", "pricing", "replenishment", "pooling")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_variant_is_told_in_the_readme_and_every_number_has_a_source():
    text = (CASE / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)
    assert set(told) == set(CHANGES)
    rows = re.findall(r"^\| [a-z_.]+\.[a-z_.]+ \|.*$", text, re.MULTILINE)
    assert len(rows) == 6
    assert all("planner's choice" in row or "002, section 1.3" in row for row in rows)


def test_the_range_is_what_sold_often_enough_with_nothing_else_changed():
    kept = [row for row in rows_of(BUNDLED) if int(row["popularity"]) >= 600]
    assert rows_of(CASE / "range.csv") == kept
    assert set(load(FILE, variant="selection").scenario.goods.products) == {row["id"] for row in kept}


@pytest.mark.slow
@pytest.mark.requirement("S137", "K12")
def test_forty_five_days_come_down_to_the_promised_band_without_loss_of_service():
    figures = []
    for variant in (None, ",".join(CHANGES)):
        lived = simulate(load(FILE, variant=variant).scenario, 0)
        table = measure(lived.facts, lived.dimensions)
        figures.append((table.get("K12"), table.get("K05")))
    (days, found), (fewer, found_then) = figures
    assert 43 < days < 47
    assert 28 < fewer < 37
    assert found_then >= found
