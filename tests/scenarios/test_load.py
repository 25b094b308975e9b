"""Loading: the ten-line city, origins of values, manifests, and what a loaded scenario can do."""

import json
import pickle
import time
from datetime import date
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError, TooLargeError
from scenarios.load import explain, from_tree, load
from scenarios.schema import Scenario
from sim.units import HOUR, MINUTE

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
TWO_STORES = LIBRARY / "two-stores" / "two-stores.yaml"
BASE = Path(__file__).parent / "bad" / "common" / "base.yaml"


def test_ten_lines_are_a_whole_city():
    lines = [line for line in TWO_STORES.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    assert len(lines) <= 10
    scenario = load(TWO_STORES).scenario
    assert sorted(scenario.places.stores) == ["north", "south"]
    assert scenario.calendar.start == date(2026, 3, 2)
    assert scenario.people.segments["everyone"].customers == 2000


def test_what_a_file_leaves_out_has_the_documented_defaults():
    scenario = load(TWO_STORES).scenario
    assert scenario.offers.instant_promise == 30 * MINUTE  # S121: thirty minutes
    assert scenario.offers.collect_promise == 2 * HOUR  # S122: two hours
    assert scenario.information.match_rate == 0.61
    assert scenario.experiment.seed == 1
    assert scenario.experiment.twin
    assert len(scenario.goods.products) > 100


def test_a_scenario_can_be_sent_to_another_process():
    scenario = load(BASE).scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_scenario_cannot_be_changed():
    scenario = load(BASE).scenario
    with pytest.raises(ValueError, match="frozen"):
        scenario.name = "other"


def test_every_value_knows_where_it_was_written():
    loaded = load(BASE)
    origins = {line.path: (line.value, line.origin) for line in explain(loaded)}
    assert origins["calendar.days"] == (14, f"{BASE}:3:37")
    assert origins["places.stores.north.lon"] == (121.44, f"{BASE}:10:18")
    assert origins["goods.products.milk.price"] == ("8.80 CNY", f"{BASE.parent / 'goods.csv'}:3:15")
    assert set(loaded.origins) == set(origins)


def test_set_is_the_origin_of_the_values_it_gives():
    loaded = load(BASE, sets=["calendar.days=20", "places.stores.north.tills=7"])
    assert loaded.origins["calendar.days"] == "--set:1:15"
    assert loaded.origins["places.stores.north.tills"] == "--set:1:27"
    assert loaded.origins["calendar.start"] == f"{BASE}:3:19"


def test_the_tree_in_a_manifest_gives_the_same_scenario_without_any_other_file(tmp_path):
    loaded = load(BASE, sets=["name=牛奶"])
    tree = json.loads(json.dumps(loaded.tree))
    assert "from_csv" not in json.dumps(tree)
    assert "extends" not in tree
    again = from_tree(tree, tmp_path)
    assert again.scenario == loaded.scenario
    assert again.tree == loaded.tree


def test_the_bundled_catalogue_is_part_of_the_tree():
    loaded = load(TWO_STORES)
    assert len(loaded.tree["goods"]["products"]) == len(loaded.scenario.goods.products)
    assert from_tree(loaded.tree, "elsewhere").scenario == loaded.scenario


def test_a_damaged_manifest_is_refused_with_the_path_of_the_value():
    tree = load(BASE).tree
    tree["places"]["stores"]["north"]["tills"] = -4
    with pytest.raises(ScenarioError) as caught:
        from_tree(tree, "run-1/manifest.json")
    assert [problem.path for problem in caught.value.problems] == ["places.stores.north.tills"]
    assert caught.value.problems[0].file == "run-1/manifest.json"


def test_a_manifest_with_something_that_is_no_data_is_refused():
    with pytest.raises(ScenarioError, match="neither a map, a list"):
        from_tree({"name": object()}, "manifest.json")


def test_a_scenario_can_be_built_in_python_with_the_bundled_goods():
    tree = {key: value for key, value in load(TWO_STORES).tree.items() if key != "goods"}
    built = Scenario.model_validate_json(json.dumps(tree), strict=True)
    assert built == load(TWO_STORES).scenario


def test_a_step_after_the_end_is_a_warning_and_does_not_stop_the_run():
    loaded = load(BASE, sets=["calendar.days=3"])
    assert [warning.path for warning in loaded.warnings] == ["plan.waves.first.start"]
    assert "it never happens" in loaded.warnings[0].hint
    assert loaded.warnings[0].level == "warning"


def test_a_large_scenario_runs_when_the_planner_says_so():
    million = "people.segments.regulars.customers=5500000"
    with pytest.raises(TooLargeError) as caught:
        load(BASE, sets=[million])
    assert caught.value.exit_code == 8
    assert load(BASE, sets=[million, "experiment.large=true"]).scenario.experiment.large


@pytest.mark.parametrize("name", ["no.yaml", ".", "a\0b.yaml", "a" * 300 + ".yaml", "b" * 300 + "/c.yaml"])
def test_a_path_that_is_no_file_is_a_problem_not_a_traceback(tmp_path, name):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / name)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("value", [0, "0", "0 CNY"])
def test_zero_budgets_and_zero_riders_are_scenarios_too(value):
    sets = [
        f"offers.instant_fee={value}",
        "places.fleets.riders.shifts={day: {start: '08:00', end: '20:00', staff: 0}}",
    ]
    assert load(BASE, sets=sets).scenario.offers.instant_fee == 0


def test_five_hundred_stores_in_four_thousand_lines_load_within_a_second(tmp_path):
    path = tmp_path / "city.yaml"
    stores = "".join(
        f"    store-{number}:\n      lon: 121.{number:03}\n      lat: 31.2\n      name: 门店 {number}\n"
        f"      opens: '08:00'\n      closes: '21:30'\n      tills: 5\n      price_factor: 1.02\n"
        for number in range(500)
    )
    base = BASE.read_text("utf-8").replace("goods: {products: {from_csv: goods.csv}}\n", "")
    head, tail = base.split("    north:")
    path.write_text(f"{head}{stores}    north:{tail}", "utf-8")
    assert path.read_text("utf-8").count("\n") > 4000
    load(BASE)  # imports are not counted
    began = time.process_time()
    assert len(load(path).scenario.places.stores) == 502
    assert time.process_time() - began < 1.5
