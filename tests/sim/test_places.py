"""Places: metres on the ground from degrees, and distances between points."""

import numpy as np
import pytest

from sim.places import EARTH_RADIUS, metres, project

PEOPLES_SQUARE = (121.4737, 31.2304)


def haversine(lon0, lat0, lon1, lat1):
    """Great-circle distance in metres (Sinnott 1984), the exact answer on a sphere."""
    lon0, lat0, lon1, lat1 = map(np.radians, (lon0, lat0, lon1, lat1))
    half = np.sin((lat1 - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat1) * np.sin((lon1 - lon0) / 2) ** 2
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))


def test_a_degree_of_latitude_is_111_195_metres():
    # 2 pi 6,371 km / 360
    assert project(121.0, 32.0, 121.0, 31.0) == (0, 111_195)


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_latitude():
    # 111,195 m x cos 60 degrees = 1/2; and none of it north.
    assert project(11.0, 60.0, 10.0, 60.0) == (55_597, 0)
    assert project(1.0, 0.0, 0.0, 0.0) == (111_195, 0)


def test_the_reference_point_is_the_origin_and_west_and_south_are_negative():
    assert project(*PEOPLES_SQUARE, *PEOPLES_SQUARE) == (0, 0)
    x, y = project([121.0, 122.0], [31.0, 32.0], *PEOPLES_SQUARE)
    assert (np.sign(x).tolist(), np.sign(y).tolist()) == ([-1, 1], [-1, 1])
    assert x.dtype == y.dtype == np.int64


def test_within_a_city_the_flat_map_is_right_to_a_thousandth():
    generator = np.random.Generator(np.random.PCG64(3))
    offsets = generator.uniform(-0.25, 0.25, (2, 500))
    lon, lat = PEOPLES_SQUARE[0] + offsets[0], PEOPLES_SQUARE[1] + offsets[1]
    flat = metres(0, 0, *project(lon, lat, *PEOPLES_SQUARE))
    exact = haversine(*PEOPLES_SQUARE, lon, lat)
    far = exact > 1_000
    assert np.max(np.abs(flat[far] / exact[far] - 1)) < 0.001
    assert far.sum() > 490


@pytest.mark.parametrize(("dx", "dy", "way"), [(3, 4, 5), (-300, 400, 500), (0, 0, 0), (1, 1, 1), (2, 2, 3)])
def test_distances_are_straight_and_rounded(dx, dy, way):
    # 1.414 m is 1 m, 2.828 m is 3 m.
    assert metres(100, 200, 100 + dx, 200 + dy) == way


def test_distances_broadcast_from_homes_to_stores_and_are_symmetric():
    homes, stores = np.array([[0, 0], [30, 40]]), np.array([[0, 0], [60, 80], [3, 4]])
    ways = metres(homes[:, :1], homes[:, 1:], stores[:, 0], stores[:, 1])
    assert ways.tolist() == [[0, 100, 5], [50, 50, 45]]
    assert metres(stores[:, :1], stores[:, 1:], homes[:, 0], homes[:, 1]).tolist() == ways.T.tolist()
    assert ways.dtype == np.int64


def test_distances_across_the_country_do_not_overflow():
    assert metres(0, 0, np.int32(2_000_000_000), np.int32(0)) == 2_000_000_000
