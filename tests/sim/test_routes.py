"""Routes by hand and against each other."""

import numpy as np

from sim import routes
from sim.random_field import RandomField
from sim.routes import latency, visiting_order


def test_near_doors_come_first_even_if_that_leads_to_and_fro():
    # On a street: 1 km east, 2 km west. East first: 1 + 4 = 5 km of waiting; west first: 2 + 5 = 7.
    assert visiting_order((0, 0), np.array([[-2_000, 0], [1_000, 0]])) == (1, 0)


def test_one_door_is_the_whole_route():
    assert visiting_order((5, 5), np.array([[9, 9]])) == (0,)


def test_insertion_is_never_better_than_trying_all_and_seldom_much_worse(monkeypatch):
    worse = []
    for row in RandomField(3).purpose("test.routes").marks(np.arange(200), 0, 8):
        doors = np.rint(row * 5_000).astype(np.int64).reshape(4, 2)
        monkeypatch.setattr(routes, "EXACT", 4)
        best = visiting_order((2_500, 2_500), doors)
        monkeypatch.setattr(routes, "EXACT", 1)
        inserted = visiting_order((2_500, 2_500), doors)
        points = np.vstack(([2_500, 2_500], doors))
        steps = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
        assert sorted(best) == sorted(inserted) == [0, 1, 2, 3]
        worse.append(latency(steps, inserted) / latency(steps, best))
    assert 1.0 == min(worse) < np.mean(worse) < 1.05


def test_seven_doors_on_a_street_are_visited_outward():
    doors = np.array([[7, 0], [3, 0], [5, 0], [1, 0], [6, 0], [2, 0], [4, 0]]) * 1_000
    assert visiting_order((0, 0), doors) == (3, 5, 1, 6, 2, 4, 0)
