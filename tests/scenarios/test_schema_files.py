"""Files made from the schema are fresh, and the JSON Schema agrees with the reader on good and bad files."""

import json
from pathlib import Path

import jsonschema
import pytest

from scenarios.descriptions import describe
from scenarios.json_schema import schema
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.shape import Block, Keyed, shape_of
from scenarios.shipped import CHECKOUT, made
from scenarios.tree import Source, plain
from scenarios.yaml_reader import read_yaml
from sim.levers import CATALOGUE

LIBRARY = CHECKOUT / "scenarios" / "library"
EXAMPLES = sorted(LIBRARY.glob("*/*.yaml"))
BAD = Path(__file__).parent / "bad"
VALIDATOR = jsonschema.Draft7Validator(schema())


def data(path):
    return plain(read_yaml(path.read_text("utf-8"), Source(path.name))[0])


@pytest.mark.parametrize("name", list(made()))
def test_shipped_file_is_what_the_code_makes(name):
    assert (CHECKOUT / name).read_text("utf-8") == made()[name], "run: python -m scenarios.shipped"


def test_the_json_schema_is_one():
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_pleases_the_editor(path):
    assert [error.message for error in VALIDATOR.iter_errors(data(path))] == []


def test_the_smallest_city_names_the_schema_for_editors():
    path = LIBRARY / "two-stores" / "two-stores.yaml"
    first = path.read_text("utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=../../schema.json"
    assert (path.parent / first.split("=")[1]).resolve() == CHECKOUT / "scenarios" / "schema.json"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_can_be_run(path):
    assert load(path).warnings == ()


@pytest.mark.parametrize(
    "name",
    [
        "types-count-as-text",
        "types-choice",
        "types-flag-yes",
        "types-duration-bare",
        "types-map-as-list",
        "ranges-tills-zero",
        "refs-unknown-key-store",
        "refs-lever",
        "refs-wave-capability",
        "names-upper-case",
        "calendar-short",
        "structure-variant-typo",
        "structure-variant-value",
    ],
)
def test_an_editor_flags_what_the_reader_refuses(name):
    assert not VALIDATOR.is_valid(data(BAD / f"{name}.yaml"))


def test_an_editor_asks_for_the_required_keys_of_a_whole_file_but_not_of_an_overlay():
    whole = {error.message for error in VALIDATOR.iter_errors({"name": "x"})}
    assert any("'places' is a required property" in message for message in whole)
    overlay = {"extends": "base.yaml", "places": {"stores": {"north": {"tills": 3}, "south": None}}}
    assert VALIDATOR.is_valid(overlay)


def blocks(shape, seen):
    if isinstance(shape, Keyed):
        shape = shape.item
    if isinstance(shape, Block) and shape.name not in seen:
        seen[shape.name] = shape
        for entry in shape.fields.values():
            blocks(entry.shape, seen)
    return seen


def test_every_field_of_every_block_is_described():
    undescribed = [
        f"{name}.{field}"
        for name, block in blocks(shape_of(Scenario), {}).items()
        for field, entry in block.fields.items()
        if not entry.description
    ]
    assert undescribed == []


def test_descriptions_come_from_the_text_under_a_field():
    from sim.plan import WaveSpec

    assert describe(WaveSpec)["cost"] == "paid once a store on the first day"


def test_defaults_are_shown_as_a_planner_writes_them():
    offers = schema()["definitions"]["Offers"]["properties"]
    assert offers["instant_promise"]["default"] == "30 min"
    assert offers["instant_radius"]["default"] == "3 km"
    assert offers["instant_fee"]["default"] == "5 CNY"


def test_every_lever_is_in_the_reference():
    text = made()["docs/levers.md"]
    assert all(f"| `{path}` |" in text for path in CATALOGUE)
    assert json.loads(made()["scenarios/schema.json"])["definitions"]["ChangeSpec"]["properties"]["lever"]["enum"]
