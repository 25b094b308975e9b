"""Fuzz: good files changed at random, by structure and by byte, are read or refused, never a traceback."""

import json
import time
from pathlib import Path

import jsonschema
import pytest
from numpy.random import PCG64, Generator

from scenarios.errors import ScenarioError
from scenarios.json_schema import schema
from scenarios.load import from_tree, load

COMMON = Path(__file__).parent / "bad" / "common"
BASE = (COMMON / "base.yaml").read_text("utf-8")
ODD_VALUES = (
    None, True, False, 0, -1, 1, 10**18, 10**200, 0.5, -0.0, 1e308, float("inf"), float("nan"), "", " ", "x", "all",
    "30 min", "09:00", "24:00", "3 km", "5 CNY", "61 %", "2026-03-05", "2026-02-30", "0001-01-01", "9999-12-31", "徐汇",
    "\u202e", "\ufeff", "９", "a" * 10_000, "north", "instant", "-", "<<", "from_csv", [], [[]], [None], ["north"], {},
    {"from_csv": "goods.csv"}, {"x": {}}, {"": 1}, {"north": None}, [{"a": 1}],
)  # fmt: skip
ODD_BYTES = (
    b"\t",
    b"\x00",
    b"\xff",
    b"&a ",
    b"*a",
    b"!!x ",
    b"? ",
    b": ",
    b"- ",
    b"[",
    b"}",
    b"'",
    b'"',
    b"\n",
    b"#",
    b"\xe5",
)


def outcome(read):
    """Return what a reading ends in; any other exception fails the test."""
    began = time.perf_counter()
    refused = None
    try:
        read()
    except ScenarioError as error:
        refused = error
    assert time.perf_counter() - began < 2
    if refused is None:
        return "read"
    assert refused.problems
    assert str(refused)
    json.dumps(refused.to_json())
    return "refused"


def places(node, path=()):
    """Return all paths of a tree."""
    found = [path] if path else []
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in steps:
        found += places(child, (*path, key))
    return found


def mutated(tree, random):
    """Return the tree with one to three entries replaced, removed, renamed or copied elsewhere."""
    tree = json.loads(json.dumps(tree))
    for _ in range(int(random.integers(1, 4))):
        paths = places(tree)
        path = paths[int(random.integers(len(paths)))]
        owner = tree
        for step in path[:-1]:
            owner = owner[step]
        odd = ODD_VALUES[int(random.integers(len(ODD_VALUES)))]
        action = int(random.integers(4))
        if action == 0:
            del owner[path[-1]]
        elif action == 1 and isinstance(owner, dict):
            owner[str(odd)] = owner.pop(path[-1])
        elif action == 2 and isinstance(owner, dict):
            owner[path[-1] + "x"] = json.loads(json.dumps(owner[path[-1]]))
        else:
            owner[path[-1]] = odd
        if not tree:
            return {"name": "x"}
    return tree


@pytest.mark.parametrize("seed", range(4))
def test_changed_structure_is_read_or_refused(seed):
    random = Generator(PCG64(seed))
    tree = load(COMMON / "base.yaml").tree
    ends = [outcome(lambda: from_tree(mutated(tree, random), COMMON / "manifest.json")) for _ in range(100)]
    assert {"read", "refused"} == set(ends)  # neither everything nor nothing passes


def test_what_the_reader_takes_pleases_the_editor_too():
    random = Generator(PCG64(50))
    tree = load(COMMON / "base.yaml").tree
    editor = jsonschema.Draft7Validator(schema())
    taken = 0
    for _ in range(200):
        changed = mutated(tree, random)
        if outcome(lambda changed=changed: from_tree(changed, COMMON / "manifest.json")) == "read":
            taken += 1
            assert [error.message for error in editor.iter_errors(changed)] == []
    assert taken >= 10


@pytest.mark.parametrize("seed", range(2))
def test_changed_bytes_are_read_or_refused(seed, tmp_path):
    random = Generator(PCG64(100 + seed))
    (tmp_path / "goods.csv").write_bytes((COMMON / "goods.csv").read_bytes())
    path = tmp_path / "city.yaml"
    ends = set()
    for _ in range(75):
        raw = BASE.encode()
        for _ in range(int(random.integers(1, 4))):
            at, width = int(random.integers(len(raw))), int(random.integers(3))
            raw = raw[:at] + ODD_BYTES[int(random.integers(len(ODD_BYTES)))] + raw[at + width :]
        path.write_bytes(raw)
        ends.add(outcome(lambda: load(path)))
    assert ends == {"read", "refused"}


def test_the_fuzzer_notices_a_reader_that_breaks():
    def broken():
        raise KeyError("a traceback")

    with pytest.raises(KeyError):
        outcome(broken)
