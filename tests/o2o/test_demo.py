"""The demo: a command that a planner could type, which ends in a page."""

from itertools import pairwise

import click

from o2o import demo
from o2o.cli import root


def test_the_command_is_one_that_the_command_line_understands():
    words = demo.command(["--set", "experiment.seed=3"])
    command = root.get_command(click.Context(root), words[0])
    # Making the context parses every argument and runs nothing; what it does not understand ends it.
    context = command.make_context(words[0], words[1:])
    assert context.params["sets"] == tuple(value for word, value in pairwise(words) if word == "--set")
    assert context.params["sets"][0] == "experiment.replications=5"
    assert context.params["sets"][-1] == "experiment.seed=3"
    assert str(context.params["to"]) == "demo.html"


def test_the_demo_ends_with_the_code_of_its_command(monkeypatch):
    ran = []
    monkeypatch.setattr(demo, "answer", lambda words: ran.append(words) or 6)
    assert demo.main([]) == 6
    assert ran == [demo.command([])]
