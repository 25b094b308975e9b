"""Overlays: files, variants and --set laid over one another; last wins, null removes."""

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.load import load

BASE = Path(__file__).parent / "bad" / "common"


@pytest.fixture
def folder(tmp_path):
    for name in ("base.yaml", "goods.csv"):
        (tmp_path / name).write_bytes((BASE / name).read_bytes())
    return tmp_path


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_maps_merge_key_by_key_and_the_last_file_wins(folder):
    write(folder, "wide.yaml", "places: {stores: {north: {tills: 6, self_tills: 2}}}\n")
    write(folder, "narrow.yaml", "places: {stores: {north: {tills: 2}}}\n")
    path = write(folder, "city.yaml", "extends: [base.yaml, wide.yaml, narrow.yaml]\nname: City\n")
    loaded = load(path)
    north = loaded.scenario.places.stores["north"]
    assert (north.lon, north.tills, north.self_tills) == (121.44, 2, 2)
    assert loaded.scenario.name == "City"
    assert loaded.origins["places.stores.north.tills"] == f"{folder / 'narrow.yaml'}:1:34"
    assert loaded.origins["places.stores.north.self_tills"] == f"{folder / 'wide.yaml'}:1:49"


def test_lists_are_replaced_whole(folder):
    path = write(folder, "city.yaml", "extends: base.yaml\nplan: {waves: {first: {opens: [collect]}}}\n")
    assert load(path).scenario.plan.waves["first"].opens == ("collect",)


def test_null_removes_a_key(folder):
    path = write(folder, "city.yaml", "extends: base.yaml\nplan: {waves: null}\nplaces: {stores: {south: null}}\n")
    scenario = load(path).scenario
    assert not scenario.plan.waves
    assert sorted(scenario.places.stores) == ["north"]


def test_variants_compose_from_left_to_right(folder):
    text = (
        "extends: base.yaml\nvariants:\n  rain: {calendar: {season: 0.2}, experiment: {seed: 5}}\n"
        "  strike: {experiment: {seed: 6}, plan: {waves: {first: null}}}\n"
    )
    path = write(folder, "city.yaml", text)
    assert load(path).scenario.experiment.seed == 1
    both = load(path, variant="rain,strike").scenario
    assert (both.calendar.season, both.experiment.seed, dict(both.plan.waves)) == (0.2, 6, {})
    assert load(path, variant="strike,rain").scenario.experiment.seed == 5
    assert "variants" not in load(path, variant="rain").tree


def test_variants_of_an_extended_file_can_be_asked_for_and_replaced(folder):
    write(folder, "parent.yaml", "extends: base.yaml\nvariants: {a: {name: A}, b: {name: B}}\n")
    path = write(folder, "child.yaml", "extends: parent.yaml\nvariants: {b: {name: Bee}}\n")
    assert load(path, variant="a").scenario.name == "A"
    assert load(path, variant="b").scenario.name == "Bee"


def test_null_withdraws_a_variant_of_an_extended_file(folder):
    write(folder, "parent.yaml", "extends: base.yaml\nvariants: {a: {name: A}, b: {name: B}}\n")
    path = write(folder, "child.yaml", "extends: parent.yaml\nvariants: {b: null, c: {name: C}}\n")
    with pytest.raises(ScenarioError, match="there is no variant 'b'") as caught:
        load(path, variant="b")
    assert caught.value.problems[0].hint.endswith("known: a, c")
    assert load(path, variant="a").scenario.name == "A"
    grandchild = write(folder, "grandchild.yaml", "extends: child.yaml\nvariants: {b: {name: Again}}\n")
    assert load(grandchild, variant="b").scenario.name == "Again"


def test_set_comes_last_and_the_last_set_wins(folder):
    path = write(folder, "city.yaml", "extends: base.yaml\nvariants: {v: {name: V}}\n")
    assert load(path, variant="v", sets=["name=X", "name=Y"]).scenario.name == "Y"


def test_set_takes_blocks_text_with_equals_signs_and_null(folder):
    sets = [
        "people.segments.students={customers: 50, tastes: {instant: 2.5}}",
        "description=a=b",
        "plan.waves=null",
    ]
    scenario = load(folder / "base.yaml", sets=sets).scenario
    assert scenario.people.segments["students"].tastes.instant == 2.5
    assert scenario.description == "a=b"
    assert not scenario.plan.waves


def test_set_reaches_keys_that_hold_a_dot(folder):
    path = write(folder, "city.yaml", "extends: base.yaml\nplaces: {stores: {s.1: {lon: 121.4, lat: 31.2}}}\n")
    loaded = load(path, sets=['places.stores."s.1".tills=9'])
    assert loaded.scenario.places.stores["s.1"].tills == 9
    assert loaded.origins['places.stores."s.1".tills'] == "--set:1:27"


def test_all_wrong_sets_are_told_at_once_with_a_caret_under_the_argument(folder):
    sets = ["places.stores.north.tils=6", "calendar.days=soon", "nonsense"]
    with pytest.raises(ScenarioError) as caught:
        load(folder / "base.yaml", sets=sets)
    told = {problem.text: str(problem).split("\n")[3].index("^") for problem in caught.value.problems}
    assert set(told) == set(sets)
    assert told["calendar.days=soon"] - told["nonsense"] == len("calendar.days=")


def test_a_table_can_be_overlaid_row_by_row_and_replaced_whole(folder):
    write(folder, "fruit.csv", "id,name,category,price,cost\npear,Pear,Fruit,4,3\n")
    rows = write(folder, "rows.yaml", "extends: base.yaml\ngoods: {products: {apple: {price: 9 CNY}, milk: null}}\n")
    assert {key: product.price for key, product in load(rows).scenario.goods.products.items()} == {"apple": 900}
    whole = write(folder, "whole.yaml", "extends: base.yaml\ngoods: {products: {from_csv: fruit.csv}}\n")
    assert list(load(whole).scenario.goods.products) == ["pear"]
    set_whole = load(folder / "base.yaml", sets=["goods.products.from_csv=fruit.csv"])
    assert list(set_whole.scenario.goods.products) == ["pear"]


def test_stores_may_stand_in_a_table_too(folder):
    write(folder, "stores.csv", "id,lon,lat,name,opens\nnorth,121.44,31.25,北店,07:30\nsouth,121.45,31.19,,\n")
    path = write(folder, "city.yaml", "extends: base.yaml\nplaces: {stores: {from_csv: stores.csv}}\n")
    stores = load(path).scenario.places.stores
    assert (stores["north"].name, stores["north"].opens) == ("北店", 27_000_000)  # 7.5 h in ms
    assert stores["south"].name == ""


def test_files_may_lie_beside_above_and_below_but_not_elsewhere(folder):
    inner = write(folder, "city/city.yaml", "extends: ../base.yaml\nname: Inner\n")
    assert load(inner).scenario.name == "Inner"
    deeper = folder / "city" / "wave"
    deeper.mkdir()
    path = write(deeper, "city.yaml", "extends: ../../base.yaml\n")
    with pytest.raises(ScenarioError, match="outside the scenario's folders"):
        load(path)


def test_a_link_that_leads_outside_is_outside(folder):
    inside = folder / "a" / "b"
    inside.mkdir(parents=True)
    (inside / "base.yaml").symlink_to(folder / "base.yaml")
    path = write(inside, "city.yaml", "extends: base.yaml\n")
    with pytest.raises(ScenarioError, match="outside the scenario's folders"):
        load(path)


def test_links_in_a_circle_and_names_too_long_are_told(folder):
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    for name, words in (("loop.yaml", "loop.yaml"), ("a" * 300 + ".yaml", "cannot be opened")):
        with pytest.raises(ScenarioError, match=words):
            load(write(folder, "city.yaml", f"extends: {name}\n"))


def test_a_variant_may_bring_a_table_that_replaces_the_whole_block(folder):
    write(folder, "fruit.csv", "id,name,category,price,cost\npear,Pear,Fruit,3,2\n")
    text = "extends: base.yaml\nvariants: {fruit: {goods: {products: {from_csv: fruit.csv}}}}\n"
    path = write(folder, "city.yaml", text)
    assert len(load(path).scenario.goods.products) > 1
    fruit = load(path, variant="fruit")
    assert list(fruit.scenario.goods.products) == ["pear"]
    assert fruit.origins["goods.products.pear.price"].startswith(f"{folder / 'fruit.csv'}:2:")
