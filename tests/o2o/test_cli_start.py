"""The command line starts fast, knows its commands, and answers wrong usage with the way out."""

import subprocess
import sys
import time

import pytest

from o2o.cli import COMMANDS

HEAVY = ("numpy", "pandas", "scipy", "duckdb", "matplotlib", "mesa", "simpy", "pulp", "pydantic", "ruamel")
HELP_SECONDS = 0.3


def o2o(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "o2o", *arguments], capture_output=True, text=True, **options)


def test_the_command_line_loads_nothing_heavy_before_it_knows_the_command():
    code = f"import sys, o2o.cli; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_help_is_there_at_once_and_names_every_command():
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        told = o2o("--help", check=True)
        seconds.append(time.perf_counter() - began)
    assert [name for name in COMMANDS if f"\n  {name} " not in told.stdout] == []
    bare = min(_bare() for _ in range(3))
    # On a busy machine the bare interpreter is slow too.
    assert min(seconds) < HELP_SECONDS + 5 * bare


def _bare():
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_answers_in_json(command):
    told = o2o(command, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert "--json" in told.stdout


def test_usage_errors_exit_with_2_and_say_what_is_wrong():
    for arguments, message in (
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run"], "Missing argument 'FILE[:VARIANT]'"),
        (["run", "x.yaml", "--workers", "0"], "'--workers'"),
        (["check", "x.yaml", "--update"], "say why with --reason"),
        (["report", "no-such-run"], "there is no run 'no-such-run'"),
    ):
        told = o2o(*arguments)
        assert (told.returncode, told.stdout) == (2, "")
        assert message in told.stderr


def test_whoever_stops_reading_the_output_causes_no_noise():
    process = subprocess.Popen(
        [sys.executable, "-m", "o2o", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 0
