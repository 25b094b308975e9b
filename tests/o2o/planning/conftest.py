"""Fixtures of the planning commands: a toy city written down, and a command's answer as a document."""

import json

import pytest

from o2o.cli import answer

CONTRACT = {
    *("status", "objective", "bound", "gap", "solver", "seconds", "baseline", "clairvoyant"),
    *("gap_captured", "overlay"),
}


@pytest.fixture
def contract():
    """What every answer of o2o optimize holds."""
    return CONTRACT


@pytest.fixture
def toy(tmp_path, request, monkeypatch):
    """The city that the test's module calls TOY, as a file; a PROGRAMME stands beside it, results come there, too."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("toy", "TOY"), ("programme", "PROGRAMME")):
        if hasattr(request.module, text):
            (tmp_path / f"{name}.yaml").write_text(getattr(request.module, text), "utf-8")
    return tmp_path / "toy.yaml"


@pytest.fixture
def told(capsys):
    """Return a function: the arguments of a command -> its exit code, and what it printed with --json."""

    def run(*arguments):
        capsys.readouterr()
        code = answer([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
