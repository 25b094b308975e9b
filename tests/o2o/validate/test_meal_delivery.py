"""Published meal-delivery days through our fleets; skipped where nobody has put the instances beside the project.

The reference of the plain policy is an independent loop over the same orders; that of the batch column a linear
assignment every five minutes without bundles; both were measured beside the project, as the published tables of Reyes
et al. 2018 could not be had.
"""

from pathlib import Path

import numpy as np
import pytest

from o2o.validate.meal_delivery import first_come, main, read_day, rolling_batch

_BESIDE = [up / "shared" / "data" / "mdrplib" for up in Path(__file__).parents[4:6]]
FOLDER = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])
"""beside the project, or beside the folder of its worktrees"""
PRESENT = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="grubhub/mdrplib's public instances are not in ../shared/data/mdrplib"
)
PLAIN = {0: (505, 30.97), 1: (507, 38.72), 2: (708, 30.79), 3: (965, 31.24), 4: (1142, 42.77), 5: (2724, 53.39)}
"""day -> delivered, mean minutes from order to door"""
BATCH = {1: (519, 35.18), 4: (1159, 38.36), 5: (2724, 43.90)}
FIRST_COME = {0: (505, 30.29), 2: (708, 30.21), 3: (965, 30.58)}
"""the stricter of two measurements of the plain policy"""
FAST = [1, 3]
DAYS = [pytest.param(seed, marks=[] if seed in FAST else pytest.mark.slow) for seed in range(6)]


@PRESENT
@pytest.mark.requirement("S121")
@pytest.mark.parametrize("seed", DAYS)
def test_first_come_reproduces_the_reference_within_three_percent(seed):
    found, (delivered, mean) = first_come(read_day(FOLDER, seed)), PLAIN[seed]
    assert found.delivered == pytest.approx(delivered, rel=0.03)
    assert found.mean == pytest.approx(mean, rel=0.03)


@PRESENT
@pytest.mark.requirement("S129")
@pytest.mark.parametrize("seed", DAYS)
def test_the_rolling_batch_beats_the_batch_column_where_riders_are_short_and_first_come_elsewhere(seed):
    found, (delivered, mean) = rolling_batch(read_day(FOLDER, seed)), (BATCH | FIRST_COME)[seed]
    assert found.delivered >= delivered
    assert found.mean < mean


def write_day(folder):
    """Two orders and a courier, in the instances' form: 100 m a minute, 4 minutes at either end."""
    tables = {
        "orders": "order\tx\ty\tplacement_time\trestaurant\tready_time\no1\t0\t450\t10\tr1\t20\no2\t0\t0\t0\tr1\t5\n",
        "restaurants": "restaurant\tx\ty\nr1\t0\t150\n",
        "couriers": "courier\tx\ty\ton_time\toff_time\nc1\t0\t0\t2\t60\n",
        "instance_parameters": "meters_per_minute\tpickup service minutes\tdropoff service minutes\n100\t4\t4\n",
    }
    (folder / "0x").mkdir()
    for name, text in tables.items():
        (folder / "0x" / f"{name}.txt").write_text(text)
    return read_day(folder, 0, "x")


def test_a_day_is_replayed_by_the_instances_rules(tmp_path):
    day = write_day(tmp_path)
    assert day.orders[:, 2].tolist() == [0, 10]
    # The courier begins at 2, is there at 4 (150 m are two minutes), has the goods at 6, leaves at 8, is at the first
    # door at 10, hands over at 12, is free at 14; back at 16, ready at 20, leaves at 22, at the door at 25, over at 27.
    found = first_come(day)
    assert (found.orders, found.delivered, found.mean) == (2, 2, (12 + 17) / 2)
    assert found.late == 0.0


def test_an_order_that_no_shift_covers_is_not_delivered(tmp_path):
    day = write_day(tmp_path)
    short = np.array([[0, 0, 2, 7]])
    found = first_come(type(day)(**{**vars(day), "couriers": short}))
    assert found.delivered == 1


def test_the_command_says_what_is_missing(tmp_path, capsys):
    assert main([]) == 2
    assert main([str(tmp_path)]) == 2
    assert "usage" in (said := capsys.readouterr().err)
    assert "seed0.zip" in said
