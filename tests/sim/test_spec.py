"""Specs: frozen, by keyword, unknown keys refused."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest
from pydantic import TypeAdapter, ValidationError

from sim import catalog, places
from sim.spec import spec
from sim.units import MINUTE, Duration, Positive


@spec
class DeskSpec:
    """A pickup desk."""

    servers: Positive
    """people serving"""
    service: Duration = 2 * MINUTE
    """time per customer"""


def specs():
    found = [value for module in (catalog, places) for value in vars(module).values() if is_dataclass(value)]
    return [value for value in found if value.__name__.endswith("Spec")]


def test_a_spec_is_made_by_keyword_alone():
    assert DeskSpec(servers=2).service == 2 * MINUTE
    with pytest.raises(TypeError, match="positional"):
        DeskSpec(2)
    with pytest.raises(TypeError, match="servers"):
        DeskSpec()
    with pytest.raises(TypeError, match="sevrers"):
        DeskSpec(servers=2, sevrers=3)


def test_a_spec_cannot_be_changed():
    desk = DeskSpec(servers=2)
    with pytest.raises(FrozenInstanceError):
        desk.servers = 3
    assert desk == DeskSpec(servers=2)


def test_the_reader_builds_a_spec_in_the_files_units():
    assert TypeAdapter(DeskSpec).validate_python({"servers": 3, "service": "90 s"}) == DeskSpec(
        servers=3, service=90_000
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"servers": 3, "sevrice": "90 s"}, "sevrice"),
        ({"service": "90 s"}, "servers"),
        ({"servers": 3, "service": 90}, "write for example '30 min'"),
        ({"servers": True}, "not a whole number"),
        ({"servers": 0}, "out of range: count must lie between 1 and 100,000,000"),
    ],
)
def test_the_reader_refuses_what_the_spec_does_not_know(written, said):
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(DeskSpec).validate_python(written)
    assert said in str(refused.value)


def test_the_readers_schema_carries_docstrings_and_patterns():
    schema = TypeAdapter(DeskSpec).json_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["servers"]["description"] == "people serving"
    assert schema["properties"]["servers"]["minimum"] == 1
    number_or_text = schema["properties"]["service"]["anyOf"]
    assert number_or_text[0] == {"const": 0}
    assert "min" in number_or_text[1]["pattern"]


@pytest.mark.parametrize("cls", specs(), ids=lambda cls: cls.__name__)
def test_every_field_of_every_spec_says_what_it_is(cls):
    described = TypeAdapter(cls).json_schema()["properties"]
    assert {field.name for field in fields(cls)} == described.keys()
    assert [name for name, entry in described.items() if not entry.get("description")] == []
