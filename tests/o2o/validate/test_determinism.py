"""The same seed gives the same facts in any process, whatever the order of Python's hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from o2o.content_hash import tables_hash
from o2o.runner import simulate
from o2o.validate.small_city import scenario
print(tables_hash(simulate(scenario(experiment__seed={seed}), 1).facts))
"""


def fingerprint(hash_seed, seed=11):
    """Return the content hash that a process of its own gives."""
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(seed=seed)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


@pytest.mark.slow
def test_facts_do_not_depend_on_the_order_of_hashes():
    found = {fingerprint(hash_seed) for hash_seed in ("0", "1", "4242")}
    assert len(found) == 1
    assert fingerprint("0", seed=12) not in found, "the fingerprint does see a difference"
