"""The compiled engine: the same sources in C, the same bytes out."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import scenarios

ROOT = Path(__file__).parents[2]
LIBRARY = Path(scenarios.__file__).parent / "library"
RUN = """
import sys
import sim.station
from o2o.content_hash import tables_hash
from o2o.runner import simulate
from scenarios.load import load

print(sim.station.__file__)
loaded = load(sys.argv[1], variant=sys.argv[2] or None, sets=sys.argv[3:])
facts = simulate(loaded.scenario, 0).facts
print(len(facts["orders"]["person"]), tables_hash(facts))
"""
"""prints where the engine comes from, then what one replication leaves behind"""

COMPILER = shutil.which((sysconfig.get_config_var("CC") or "none").split()[0])
HEADERS = Path(sysconfig.get_path("include"), "Python.h")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not COMPILER or not HEADERS.exists(), reason="nothing here compiles modules for Python"),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The package ``sim`` as it lies in a wheel made with the hook, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    hook = {**os.environ, "HATCH_BUILD_HOOK_ENABLE_CUSTOM": "true"}
    done = subprocess.run(command, env=hook, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder, [name for name in wheel.namelist() if name.startswith("sim/") or "__mypyc" in name])
    return folder


def outcome(scenario, variant, sets, engine):
    """Return the file that the engine runs from and its facts, as text, from a process of its own."""
    command = [sys.executable, "-P", "-c", RUN, str(LIBRARY / scenario), variant, *sets]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(engine)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("scenario", "variant", "sets"),
    [
        ("shanghai-grocery/seed-rules.yaml", "small", ["calendar.days=21"]),
        ("incentive_conflict/incentive_conflict.yaml", "", []),
        ("instant_30_3/instant_30_3.yaml", "", []),
    ],
)
def test_the_compiled_engine_changes_no_byte(compiled, scenario, variant, sets):
    there, facts = outcome(scenario, variant, sets, compiled)
    here, same = outcome(scenario, variant, sets, ROOT)
    assert there.startswith(str(compiled / "sim" / "station."))
    assert not there.endswith(".py")
    assert here == str(ROOT / "sim" / "station.py")
    assert facts == same
