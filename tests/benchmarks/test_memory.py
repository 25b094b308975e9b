"""Memory: a long run needs little more than a short one, because large tables lie on the disk and are read in parts."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from operations import chain

from o2o.construction import build
from sim.facts import NEVER

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


def test_the_world_forgets_orders_that_are_over():
    population = build(chain(1_000, 2, days=3), replication=0)
    world = population.world
    population.live_day(0)
    population.live_day(1)
    delivered = np.flatnonzero(world.facts["orders"]["delivered"] != NEVER)[:5].tolist()
    assert len(delivered) == 5
    for order in delivered:
        world._centre._tried[order] = {0}
        world.shorts._paid_back[order] = 100
    population.live_day(2)
    assert not world._centre._tried.keys() & set(delivered)
    assert not world.shorts._paid_back.keys() & set(delivered)
