"""Work times by hand: the standard time of the node, scattered by the order's luck around a mean of one."""

import numpy as np
import pytest

from sim.samplers import normal, scattered
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec
from sim.units import MINUTE
from sim.work_times import WorkTimes

STORE, DEPOT = 0, 1
SHOP = StoreWorkSpec(pick_base=2 * MINUTE, pick_line=MINUTE, pack=3 * MINUTE, cv=0.4)
HALL = WarehouseWorkSpec(pick_base=MINUTE, pick_line=MINUTE // 2, pack=2 * MINUTE, cv=0.8)


@pytest.fixture
def times():
    return WorkTimes(SHOP, HALL, 1, np.array([1.0, 2.0]))


def test_each_node_works_by_its_own_standard_and_spread(times):
    score = np.array([0.7, 0.7, -1.2])
    site, units = np.array([STORE, DEPOT, STORE]), np.array([4, 4, 10])
    shop, hall = scattered(score, SHOP.cv), scattered(score, HALL.cv)
    picked = [shop[0] * 6 * MINUTE, hall[1] * 3 * MINUTE / 2, shop[2] * 12 * MINUTE]
    assert times.pick(site, score, units).tolist() == pytest.approx(picked, abs=1)
    packed = [shop[0] * 3 * MINUTE, hall[1] * 2 * MINUTE, shop[2] * 3 * MINUTE]
    assert times.pack(site, score).tolist() == pytest.approx(packed, abs=1)


def test_over_all_luck_the_mean_is_the_standard_time(times):
    luck = normal((np.arange(20_000) + 0.5) / 20_000)
    for node, mean in ((STORE, 3 * MINUTE), (DEPOT, 2 * MINUTE)):
        assert times.pack(np.full(luck.size, node), luck).mean() == pytest.approx(mean, rel=0.002)
