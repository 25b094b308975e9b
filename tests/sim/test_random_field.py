"""The random field: keyed draws that nothing else can shift."""

import numpy as np
import pytest

from sim.random_field import RandomField

SEED = 20_250_301
PINNED_DENSE = [0.6563957537366035, 0.15202845530674758, 0.9079318868179583]
PINNED_MARKS = [[0.7387396256672218, 0.5638820015592501, 0.9537590102991089]]


def draws(name="needs", seed=SEED, replication=0, **options):
    return RandomField(seed, replication, **options).purpose(name)


def some(n, below, seed=1):
    return np.random.Generator(np.random.PCG64(seed)).choice(below, n, replace=False)


def test_a_draw_is_pinned_for_good():
    # Written down once: a change here changes every result ever published.
    assert draws("pinned", seed=42).dense(3, 7).tolist() == PINNED_DENSE
    assert draws("pinned", seed=42).marks([5], 7, 3).tolist() == PINNED_MARKS


@pytest.mark.parametrize(("n", "below"), [(1, 1), (3, 5), (20, 100_000), (3_000, 100_000), (9_000, 9_500)])
def test_few_entities_get_what_the_whole_population_gets(n, below):
    ids = some(n, below)
    assert np.array_equal(draws().sparse(ids, 3), draws().dense(below, 3)[ids])


def test_an_entity_beyond_any_population_draws_too():
    assert 0 < draws().sparse(2**61, 3) < 1


def test_sparse_keeps_the_shape_it_is_asked_in():
    assert np.array_equal(draws().sparse([[4, 7], [9, 2]], 1), draws().dense(10, 1)[[[4, 7], [9, 2]]])
    assert draws().sparse(np.empty((0, 3), np.int64), 1).shape == (0, 3)


def test_a_growing_population_keeps_the_earlier_entities_draws():
    assert np.array_equal(draws().dense(50_000, 3)[:777], draws().dense(777, 3))


@pytest.mark.parametrize("ids", [np.array([8, 3, 5]), np.array([8, 3, 99_000_000])])
def test_more_lanes_keep_the_first_ones(ids):
    wide = draws().marks(ids, 2, 20)
    assert wide.shape == (3, 20)
    for lanes in range(20):
        assert np.array_equal(draws().marks(ids, 2, lanes), wide[:, :lanes])


def test_marks_do_not_depend_on_who_is_asked_with_whom():
    together = draws().marks(np.arange(5_000), 2, 9)
    ids = some(30, 5_000)
    assert np.array_equal(draws().marks(ids, 2, 9), together[ids])
    assert np.array_equal(draws().marks([4_321, 10**9], 2, 9)[0], together[4_321])


def test_a_ragged_row_is_the_beginning_of_the_entitys_marks():
    ids, counts = np.array([7, 7_000_000, 3, 12]), np.array([11, 0, 8, 17])
    rows = np.split(draws().ragged(ids, 2, counts), np.cumsum(counts)[:-1])
    for row, whole, count in zip(rows, draws().marks(ids, 2, 24), counts, strict=True):
        assert np.array_equal(row, whole[:count])


def test_nobody_draws_nothing():
    assert draws().dense(0, 1).shape == (0,)
    assert draws().marks([], 1, 3).shape == (0, 3)
    assert draws().ragged([], 1, np.empty(0, np.int64)).shape == (0,)


@pytest.mark.parametrize(
    "other",
    [
        draws(name="other").dense(1_000, 1),
        draws(seed=SEED + 1).dense(1_000, 1),
        draws(replication=1).dense(1_000, 1),
        draws().dense(1_000, 2),
        draws().dense(1_001, 1)[1:],
        draws().marks(np.arange(1_000), 1, 1)[:, 0],
    ],
    ids=["purpose", "seed", "replication", "ordinal", "entity", "marks"],
)
def test_each_part_of_the_key_gives_other_draws(other):
    ours = draws().dense(1_000, 1)
    assert not (ours == other).any()
    # 1,000 pairs: a correlation's standard error is 0.032.
    assert abs(np.corrcoef(ours, other)[0, 1]) < 4 * 0.032


def test_registering_another_purpose_moves_nothing():
    alone = draws().dense(100, 1)
    field = RandomField(SEED)
    field.purpose("a.new.lever").dense(100, 1)
    assert np.array_equal(field.purpose("needs").dense(100, 1), alone)
    assert field.purposes() == ["a.new.lever", "needs"]


def test_a_purpose_is_registered_once():
    field = RandomField(SEED)
    field.purpose("needs")
    with pytest.raises(ValueError, match="'needs' is taken"):
        field.purpose("needs")


def test_antithetic_draws_mirror_exactly():
    plain, mirrored = draws(), draws(antithetic=True)
    assert np.array_equal(plain.dense(10_000, 1) + mirrored.dense(10_000, 1), np.ones(10_000))
    assert np.array_equal(plain.marks([1, 2], 1, 9) + mirrored.marks([1, 2], 1, 9), np.ones((2, 9)))


def test_uniforms_stay_off_both_ends():
    for u in (draws().dense(1_000_000, 1), draws().marks(np.arange(100_000), 1, 8)):
        assert u.min() > 0
        assert u.max() < 1


@pytest.mark.parametrize("entities", [[-1], np.array([3, -1]), [0.5], [True]])
def test_a_missing_slot_may_not_draw(entities):
    for draw in (lambda: draws().sparse(entities, 1), lambda: draws().marks(entities, 1, 2)):
        with pytest.raises(ValueError, match="whole numbers from 0"):
            draw()


def test_a_negative_ordinal_may_not_draw():
    with pytest.raises(OverflowError):
        draws().dense(3, -1)
    with pytest.raises(OverflowError):
        draws().sparse([3, 10**9], -1)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**64, 0), (0, -1), (0, 2**64)])
def test_seed_and_replication_have_64_bits(seed, replication):
    with pytest.raises(ValueError, match=r"between 0 and 2\*\*64 - 1"):
        RandomField(seed, replication)
