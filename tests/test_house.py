"""The house: a fresh checkout needs Python alone, and its libraries are pinned, hashed and up to date."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def pins():
    """Return every version the lock pins, by name; a library may have several, for several Pythons."""
    found = {}
    for library, version in PIN.findall(LOCK):
        found.setdefault(canonicalize_name(library), []).append(version)
    return found


def wanted():
    """Return what pyproject.toml asks for, extras and the build's own needs included."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    return [Requirement(line) for line in [*lines, *PROJECT["build-system"]["requires"]]]


def named_in_lock_for_us():
    """Return the libraries that the lock says this project asks for by itself."""
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    ours = [entry for entry in entries if "o2o-workbench (pyproject.toml)" in entry]
    return {canonicalize_name(PIN.match(entry)[1]) for entry in ours}


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_pins_what_the_project_asks_for(requirement):
    versions = pins().get(canonicalize_name(requirement.name), [])
    assert versions, "make the lock anew: CONTRIBUTING.md says how"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_holds_nothing_the_project_no_longer_asks_for():
    assert named_in_lock_for_us() == {canonicalize_name(requirement.name) for requirement in wanted()}


def test_every_pin_has_its_hashes():
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_an_environment_can_be_built_without_asking_for_more():
    # --no-build-isolation takes the build's own tools from the lock.
    assert {"hatchling", "editables"} <= pins().keys()


def test_the_lock_names_no_host():
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", LOCK) == []


@pytest.fixture
def dev():
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    module = module_from_spec(spec_from_loader("dev", loader))
    # Its bytecode would land in the root of the checkout.
    was, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = was
    return module


@pytest.fixture
def checkout(dev, tmp_path, monkeypatch):
    """Return the launcher at work in another folder, its commands noted instead of run."""
    for file in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "STAMP", tmp_path / "made-from.txt")
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    monkeypatch.setattr(dev, "BIN", tmp_path)
    (tmp_path / "pip").touch()
    monkeypatch.setattr(dev, "UV", None)
    dev.steps = []
    monkeypatch.setattr(dev, "step", dev.steps.append)
    return dev


def test_the_launcher_needs_the_standard_library_alone():
    tree = ast.parse((ROOT / "dev").read_text(encoding="utf-8"))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {module.partition(".")[0] for module in imported} <= sys.stdlib_module_names
    assert os.access(ROOT / "dev", os.X_OK)


def test_an_older_python_reads_the_launcher_far_enough_to_be_refused(dev, monkeypatch, capsys):
    ast.parse((ROOT / "dev").read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert dev.main(["test"]) == 1
    assert "Python 3.11 or later is needed" in capsys.readouterr().err


def test_the_environment_is_made_once_and_brought_up_to_date_when_its_lock_changes(checkout):
    assert not checkout.current()
    checkout.make_environment()
    assert checkout.current()
    made, libraries, ourselves = checkout.steps
    assert made[1:4] == ["-m", "venv", "--clear"]
    assert "--require-hashes" in libraries
    assert {"--no-deps", "--no-build-isolation", "-e"} <= set(ourselves)
    with (checkout.ROOT / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert not checkout.current()
    checkout.steps.clear()
    checkout.make_environment()
    assert checkout.current()
    assert [step[2] for step in checkout.steps] == ["pip", "pip"], "an environment in use is not cleared"


def test_an_environment_that_uv_made_gets_pip_when_uv_is_gone(checkout):
    checkout.make_environment()
    (checkout.BIN / "pip").unlink()
    checkout.steps.clear()
    checkout.make_environment()
    assert checkout.steps[0][1:] == ["-m", "ensurepip"]


def test_an_environment_half_made_is_made_again(checkout, monkeypatch):
    monkeypatch.setattr(checkout, "step", lambda command: sys.exit(1))
    with pytest.raises(SystemExit):
        checkout.make_environment()
    assert not checkout.current()


def test_a_python_without_its_venv_module_is_told_what_to_install(checkout, monkeypatch, capsys):
    monkeypatch.setattr(checkout.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        checkout.make_environment()
    assert "sudo apt-get install python3-venv" in capsys.readouterr().err
    assert checkout.steps == []


@pytest.mark.parametrize(
    ("arguments", "run"),
    [
        ([], ["ruff", "ruff", "mypy", "lint-imports", "pytest -n auto -m not slow"]),
        (["--all"], ["ruff", "ruff", "mypy", "lint-imports", "pytest -n auto"]),
        (["--requirements"], ["ruff", "ruff", "mypy", "lint-imports", "pytest -n auto -m not slow --requirements"]),
        (["tests/sim", "-x"], ["pytest -m not slow tests/sim -x"]),
    ],
)
def test_what_the_test_command_runs(dev, monkeypatch, arguments, run):
    ran = []
    monkeypatch.setattr(dev, "passes", lambda name, command: not ran.append(command))
    assert dev.test(arguments) == 0
    assert [" ".join(command) if command[0] == "pytest" else command[0] for command in ran] == run


def test_one_check_that_fails_fails_the_test_command_after_all_have_run(dev, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(dev, "passes", lambda name, command: ran.append(name) or name != "mypy")
    assert dev.test([]) == 1
    assert ran[-1] == "pytest"
    assert "failed: mypy" in capsys.readouterr().err


def test_help_answers_without_an_environment(tmp_path):
    shutil.copy(ROOT / "dev", tmp_path)
    answer = subprocess.run([sys.executable, tmp_path / "dev", "--help"], capture_output=True, text=True, check=True)
    assert "./dev demo" in answer.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dev"]


def test_the_script_of_ci_is_sound_bash():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", script], check=True)


def test_the_change_log_speaks_of_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in text or f"## {PROJECT['project']['version']}" in text
