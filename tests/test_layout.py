"""The house rules that a reader can count on: small files that say what they are, no hidden randomness, no machine."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("sim", "agents", "optimize", "scenarios", "o2o")
PRODUCT = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CODE = [*PRODUCT, *sorted((ROOT / "tests").rglob("*.py"))]
MOST_LINES = 300
HIDDEN_RANDOMNESS = {"random", "secrets", "uuid"}
"""Modules whose draws no seed of a scenario governs."""
NUMPY_RANDOM_ALLOWED = {"Philox"}
HOSTS = re.compile(r"https?://[^\s)\"'>]*(?:py[p]i|python[h]osted|artifactory|nexus|simple/)[^\s)\"'>]*", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp)/[\w.-]+")


def name(path):
    return str(path.relative_to(ROOT))


def tracked():
    if shutil.which("git") is None:
        pytest.skip("git is not there to say what is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: what is tracked is not known")
    return [ROOT / file for file in listed.stdout.split("\0") if file and (ROOT / file).is_file()]


def test_no_file_is_longer_than_a_reader_holds():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {file: lines for file, lines in lengths.items() if lines >= MOST_LINES} == {}


def test_every_file_begins_by_saying_what_lives_there():
    silent = [name(path) for path in CODE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_file_is_a_drawer_for_odds_and_ends():
    drawers = re.compile(r"(^|_)(utils?|helpers?|common|misc|tools)($|_)")
    parts = {(name(path), part) for path in CODE for part in path.relative_to(ROOT).with_suffix("").parts}
    assert [file for file, part in sorted(parts) if drawers.search(part)] == []


def test_tests_are_no_packages():
    # A package tests/sim would hide our sim.
    assert [name(path) for path in (ROOT / "tests").rglob("__init__.py")] == []


def hidden_draws(source):
    """Return the lines of ``source`` that reach for randomness outside the random field."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                reached = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names, level=0):
                reached = [f"{module}.{alias.name}" for alias in names]
            case ast.Attribute():
                reached = [ast.unparse(node)]
            case _:
                continue
        found += [f"{node.lineno}: {what}" for what in reached if is_hidden(what)]
    return found


def is_hidden(dotted):
    """Return whether ``dotted`` names draws that a scenario's seed does not govern."""
    first, _, rest = dotted.partition(".")
    if first in ("np", "numpy") and rest.startswith("random."):
        return rest.removeprefix("random.").partition(".")[0] not in NUMPY_RANDOM_ALLOWED
    return first in HIDDEN_RANDOMNESS


def test_product_code_draws_from_the_random_field_alone():
    found = {name(path): hidden_draws(path.read_text(encoding="utf-8")) for path in PRODUCT}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import shuffle",
        "np.random.seed(1)",
        "import numpy as np\nx = np.random.default_rng()",
        "from numpy.random import default_rng",
        "numpy.random.rand(3)",
        "import uuid",
        "from secrets import token_hex",
    ],
)
def test_hidden_randomness_would_be_seen(line):
    assert hidden_draws(line)


@pytest.mark.parametrize(
    "line", ["from numpy.random import Philox", "self.random.dense(3)", "from sim import random_field"]
)
def test_the_random_field_is_not_taken_for_hidden_randomness(line):
    assert hidden_draws(line) == []


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS], ids=["registry hosts", "paths of one machine"])
def test_no_tracked_file_names_a_machine(pattern):
    found = {}
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and (hits := pattern.findall(text)):
            found[name(path)] = hits
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(HOSTS, "index: https://example.org/simple/numpy"), (MACHINE_PATHS, "open('/home/ann/x.csv')")],
)
def test_a_named_machine_would_be_seen(pattern, text):
    assert pattern.search(text)
