"""The battery of randomness: the field passes it, planted faults do not."""

import numpy as np
import pytest

from o2o.validate import randomness
from o2o.validate.randomness import P_LIMIT, battery, faults, streams
from sim.philox import MASK

N = 20_000
AXES = ("purposes", "days", "entities", "replications", "seeds", "marks")


@pytest.fixture(scope="module")
def field():
    return streams(seed=2)


@pytest.fixture(scope="module")
def sound():
    return np.random.Generator(np.random.PCG64(5)).random((8, N))


@pytest.mark.parametrize("axis", AXES)
def test_the_field_passes_along_each_axis_of_its_key(field, axis):
    findings = battery(field[axis])
    assert faults(findings) == [], findings


def test_an_independent_generator_passes(sound):
    assert faults(battery(sound)) == []


def test_p_values_of_sound_streams_are_even_themselves():
    generator = np.random.Generator(np.random.PCG64(6))
    for check in (randomness.kolmogorov_smirnov, randomness.even_cells, randomness.unrelated_neighbours):
        found = np.array([check(generator.random((1, 2_000))) for _ in range(400)])
        assert randomness.kolmogorov_smirnov(found) > P_LIMIT, check.__name__


def splitmix(states):
    """A 64-bit mixer (splitmix64) of ``states``: good words, if only no two streams share a state."""
    z = (states ^ (states >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(12)) * 2.0**-52


def test_streams_whose_keys_and_entities_merely_add_up_are_found():
    golden = 0x9E3779B97F4A7C15
    entities = np.arange(N, dtype=np.uint64)
    # Key k is golden * k away from the first, so entity e of stream k is entity e + k of stream 0.
    shifted = np.stack([splitmix((entities + np.uint64(k)) * np.uint64(golden)) for k in range(1, 9)])
    found = faults(battery(shifted[:2]))
    assert "collisions" in found
    assert "unrelated_streams" not in found, "a shift hides from correlation: that is what collisions are for"
    apart = np.stack([splitmix(entities * np.uint64(golden) + np.uint64(k**9 * 0x1234567 & MASK)) for k in range(1, 9)])
    assert faults(battery(apart)) == []


def test_a_stream_used_for_two_purposes_is_found(sound):
    reused = sound.copy()
    reused[5] = sound[2]
    assert {"unrelated_streams", "collisions"} <= set(faults(battery(reused)))


def test_a_stream_that_follows_another_faintly_is_found(sound):
    follower = sound.copy()
    follower[5] = np.where(sound[7] < 0.1, sound[2], sound[5])
    assert "unrelated_streams" in faults(battery(follower))


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (lambda u: u**1.02, "kolmogorov_smirnov"),
        (lambda u: np.where(np.floor(u * 1024) == 77, u / 2, u), "even_cells"),
        (lambda u: np.sort(u.reshape(8, -1, 4), axis=2).reshape(8, -1), "even_pairs"),
        (lambda u: np.where(np.roll(u, 7, axis=1) < 0.05, np.roll(u, 1, axis=1), u), "unrelated_neighbours"),
        (lambda u: np.floor(u * 2**24) / 2**24, "collisions"),
        (lambda u: (np.floor(u * 2**32).astype(np.uint64) | np.uint64(1 << 9)) * 2.0**-32, "worst_bit"),
        (lambda u: np.tile((np.arange(N) + 0.5) / N, (8, 1)), "kolmogorov_smirnov"),
    ],
    ids=["bent", "hole", "sorted in fours", "sticky", "24 bits", "stuck bit", "too even"],
)
def test_each_check_finds_its_fault(sound, damage, check):
    assert check in faults(battery(damage(sound)))
