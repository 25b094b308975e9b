"""The demo: commands a planner could type, in an order that ends in a report."""

from itertools import pairwise

import click
import pytest

from o2o import demo
from o2o.cli import root


@pytest.mark.parametrize("words", demo.commands([]), ids=lambda words: words[0])
def test_each_command_is_one_the_command_line_understands(words):
    command = root.get_command(click.Context(root), words[0])
    # Making the context parses every argument and runs nothing; what it does not understand ends it.
    context = command.make_context(words[0], words[1:])
    assert context.params["sets"] == tuple(value for word, value in pairwise(words) if word == "--set")


def test_the_runs_that_are_compared_are_the_ones_made_first():
    (_, base, *same), (_, pilot, *also), compare = demo.commands(["--set", "experiment.seed=3"])
    assert same == also
    assert same[:2] == ["--set", "experiment.replications=5"]
    assert same[-2:] == ["--set", "experiment.seed=3"]
    assert compare == ["compare", base, pilot, *same, "--to", "demo.html"]


def test_a_command_that_fails_ends_the_demo_with_its_code(monkeypatch):
    ran = []
    monkeypatch.setattr(demo, "answer", lambda words: ran.append(words[0]) or (6 if words[0] == "compare" else 0))
    assert demo.main([]) == 6
    assert ran == ["run", "run", "compare"]
