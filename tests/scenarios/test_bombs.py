"""Bombs: files made to exhaust time or memory are refused before anything is built."""

import time

import pytest

from scenarios.tree import Source
from scenarios.yaml_reader import RefusedError, read_yaml

NINES = "9" * 5000


def refused(text):
    """Return the message that ends the reading of ``text`` and the processor seconds it took."""
    began = time.process_time()
    with pytest.raises(RefusedError) as caught:
        read_yaml(text, Source("bomb.yaml", tuple(text.split("\n"))))
    return caught.value.problem.message, time.process_time() - began


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: " * 1 + "[" * 5000, "nested more than 32 deep"),
        ("{a: " * 5000, "nested more than 32 deep"),
        ("\n".join("  " * depth + f"a{depth}:" for depth in range(600)), "nested more than 32 deep"),
        ("- " * 5000, "nested more than 32 deep"),
        ("- 1\n" * 100_000, "more than 25,000 values"),
        ("{" + "a: 1, " * 90_000 + "}", "more than 25,000 values"),
        ("x" * 10_000_000, "more than 600,000 characters"),
        ("a: '" + "x" * 700_000 + "'", "more than 600,000 characters"),
        ("a: &a [1]\n" + "b: [" + "*a, " * 9 + "]", "aliases"),
        ("<<: {a: 1}", "merge keys"),
        ("? " * 5000, "a key must be a word"),
    ],
    ids=["flow", "maps", "blocks", "dashes", "list", "keys", "text", "quote", "aliases", "merge", "questions"],
)
def test_a_bomb_is_refused_at_once(text, words):
    message, seconds = refused(text)
    assert words in message
    assert seconds < 2


def test_a_file_over_ten_megabytes_is_not_read(tmp_path):
    from scenarios.errors import ScenarioError
    from scenarios.load import load

    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)  # sparse: a gigabyte of zeros without its disk space
    began = time.process_time()
    with pytest.raises(ScenarioError, match="larger than 10 MB"):
        load(path)
    assert time.process_time() - began < 1


def test_a_number_of_five_thousand_digits_is_told_and_not_computed():
    node, problems = read_yaml(f"days: {NINES}", Source("long.yaml"))
    assert node.items()["days"].value == 0
    assert [problem.message for problem in problems] == ["a number of 5000 digits is no quantity of this world"]


def test_the_largest_text_that_is_allowed_is_read_in_seconds():
    text = "a: " + "x " * 299_000
    began = time.process_time()
    read_yaml(text, Source("long.yaml"))
    assert time.process_time() - began < 4
