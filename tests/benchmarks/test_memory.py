"""Memory: a long run needs little more than a short one, because large tables lie on the disk and are read in parts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CITY = 20_000, 5
SHORT, LONG = 10, 120
CODE = """
import json, sys
sys.path.insert(0, {here!r})
import memory
from sim import backing
backing.IN_MEMORY = {in_memory}
print(json.dumps(memory.steps({customers}, {stores}, {days})))
"""


def steps(days, in_memory):
    code = CODE.format(
        here=str(Path(__file__).parent), in_memory=in_memory, customers=CITY[0], stores=CITY[1], days=days
    )
    return json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.parametrize(("in_memory", "least", "most"), [(1 << 20, 0.0, 0.5), (1 << 40, 1.0, 3.0)])
def test_memory_grows_with_the_days_only_where_tables_stay_in_it(in_memory, least, most):
    short, long = (steps(days, in_memory) for days in (SHORT, LONG))
    facts = long["facts"] - short["facts"]
    assert facts > 100
    assert least <= (long["peak, measured"] - short["peak, measured"]) / facts <= most
