"""What a run gives back: figures, facts with names for codes, missing values as missing."""

import subprocess
import sys
import time

import fake_engine
import numpy as np
import pandas as pd
import pytest

from o2o import content_hash, parquet
from o2o.content_hash import table_hash, tables_hash
from o2o.parquet import read_parquet, write_parquet
from o2o.run_plan import slug

TABLE = {"order": np.array([3, 1, 2]), "value": np.array([0.1, np.nan, -0.0]), "name": np.array(["a", "b", "店"])}


def test_the_hash_of_a_table_does_not_depend_on_column_order_width_or_last_digits():
    same = {
        "name": TABLE["name"].astype(object),
        "value": np.array([0.1 + 1e-15, np.nan, 0.0]),
        "order": TABLE["order"].astype("i2"),
    }
    assert table_hash(same) == table_hash(TABLE)


@pytest.mark.parametrize(
    "change",
    [
        {"order": np.array([3, 2, 1])},
        {"value": np.array([0.1 + 1e-11, np.nan, 0.0])},
        {"value": np.array([0.1, 0.0, 0.0])},
        {"name": np.array(["a", "b", "点"])},
        {"name": np.array(["ab", "", "店"])},
        {"more": np.array([1, 1, 1])},
    ],
)
def test_the_hash_of_a_table_sees_every_change(change):
    assert table_hash(TABLE | change) != table_hash(TABLE)


def test_the_hash_of_tables_sees_which_table_is_which():
    other = {"order": np.array([1])}
    assert tables_hash({"a": TABLE, "b": other}) != tables_hash({"b": TABLE, "a": other})


def test_the_content_hash_does_not_depend_on_the_hash_seed():
    code = "import fake_engine; from o2o.content_hash import *; print(tables_hash(fake_engine.result(1).facts))"
    folder = fake_engine.__file__.rpartition("/")[0]
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": folder},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {f"{tables_hash(fake_engine.result(1).facts)}\n".encode()}


def test_equal_tables_give_equal_bytes(tmp_path):
    rows = {"x": np.arange(300_000) % 1000, "y": np.sqrt(np.arange(300_000.0))}
    for name in ("a", "b"):
        assert write_parquet(tmp_path / name, rows) == 300_000
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_table_written_in_pieces_comes_back_as_one_written_at_once(tmp_path, monkeypatch):
    names = np.array([f"店 {row}" for row in range(1_000)], object)
    columns = {"gaps": np.arange(1_000, dtype="i2") % 7 - 1, "value": np.sqrt(np.arange(1_000.0)), "name": names}
    write_parquet(tmp_path / "whole", columns, optional=["gaps"])
    monkeypatch.setattr(parquet, "_LARGE", 0)
    monkeypatch.setattr(parquet, "_AT_ONCE", 300)
    assert write_parquet(tmp_path / "pieces", columns, optional=["gaps"]) == 1_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pieces", "whole"]
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "pieces"), read_parquet(tmp_path / "whole"))


def test_the_hash_of_a_table_does_not_depend_on_how_much_of_it_is_read_at_once(monkeypatch):
    rows = {"x": np.arange(1_000, dtype="i4"), "y": np.arange(1_000) > 500}
    at_once = table_hash(rows)
    monkeypatch.setattr(content_hash, "_AT_ONCE", 7)
    assert table_hash(rows) == at_once


def test_a_table_comes_back_as_it_was_written(tmp_path):
    path = tmp_path / "it's.parquet"
    columns = TABLE | {"gaps": np.array([-1, 5, -1], "i8"), "minus": np.array([-1, 5, -1], "i1")}
    write_parquet(path, columns, optional=["gaps"])
    frame = read_parquet(path)
    assert frame["order"].tolist() == [3, 1, 2]
    assert frame["name"].tolist() == ["a", "b", "店"]
    assert frame["gaps"].isna().tolist() == [True, False, True]
    assert frame["minus"].tolist() == [-1, 5, -1]
    assert frame["value"].isna().tolist() == [False, True, False]


def test_an_empty_table_keeps_its_columns(tmp_path):
    assert write_parquet(tmp_path / "none", {"x": np.zeros(0, "i4"), "t": np.zeros(0, object)}) == 0
    assert list(read_parquet(tmp_path / "none").columns) == ["x", "t"]


def test_columns_of_unequal_length_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"unequal length \[1, 2\]"):
        write_parquet(tmp_path / "none", {"x": np.zeros(1), "y": np.zeros(2)})


def test_three_million_lines_are_written_about_as_fast_as_they_are_hashed(tmp_path):
    rows = 3_000_000
    lines = {"order": np.arange(rows) // 3, "sku": (np.arange(rows) * 7919 % 500).astype("i4")}
    lines |= {name: (np.arange(rows) % 3).astype("i1") for name in ("asked", "got", "substituted", "returned")}
    began = time.process_time()
    write_parquet(tmp_path / "lines.parquet", lines)
    assert time.process_time() - began < 3.0


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Two Stores: rain!", "two-stores-rain"), ("上海", "scenario"), ("é" * 30, "e" * 24), ("..", "scenario")],
)
def test_a_folder_name_is_plain_whatever_the_scenario_is_called(name, plain):
    assert slug(name) == plain
