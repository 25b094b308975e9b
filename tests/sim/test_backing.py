"""Backing: large tables continue on the disk, hold the same numbers, leave no file behind and need little memory."""

import gc
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from sim import backing
from sim.errors import NoRoomError
from sim.tables import Column, Table

ROWS = 300_000
"""more than a new table has room for"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Let all tables that grow continue in ``tmp_path``."""
    monkeypatch.setattr(backing, "IN_MEMORY", 1 << 20)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def stops():
    columns = {
        "site": Column("i2", "slot", "node"),
        "metres": Column("i8", "m", "way"),
        "left": Column("i8", "ms", "gone", blank=-1),
    }
    return Table("stops", columns)


def grown(rows=ROWS):
    table = stops()
    for first in range(0, rows, 1_000):
        table.append(1_000, site=first // 1_000, metres=np.arange(first, first + 1_000))
    return table


def test_a_table_on_the_disk_holds_what_one_in_memory_holds(folder, monkeypatch):
    on_disk = grown().columns()
    monkeypatch.setattr(backing, "IN_MEMORY", 1 << 40)
    in_memory = grown().columns()
    for name, column in in_memory.items():
        assert column.dtype == on_disk[name].dtype
        assert np.array_equal(column, on_disk[name])


def test_rows_stay_writable_and_views_live_while_the_table_grows_and_is_put_away(folder):
    table = grown()
    view = table["left"]
    table.append(ROWS, site=1, metres=5)
    table["left"][10] = 77
    table.put_away()
    view[11] = 78
    table.put_away()
    assert (view[10], table["left"][10], table["left"][11]) == (77, 77, 78)
    assert (table["left"][12:] == -1).all()


def test_a_table_that_outgrows_its_layout_moves_whole(folder, monkeypatch):
    monkeypatch.setattr(backing, "_AHEAD", 1)
    table = grown(2_000_000)
    assert np.array_equal(table["metres"], np.arange(2_000_000))


def test_rows_taken_out_of_many_parts_leave_the_rest_in_order(folder):
    table = grown(1_000_000)
    kept = np.arange(1_000_000) % 3 > 0
    kept[:400_000] = True
    table.keep(kept)
    assert np.array_equal(table["metres"], np.flatnonzero(kept))


def test_parts_are_put_away_one_after_another(folder, monkeypatch):
    table, away = grown(600_000), []
    monkeypatch.setattr(Table, "put_away", lambda self: away.append(len(self)))
    seen = [(part.start, part.stop, len(away)) for part in table.parts(1_000)]
    step = seen[0][1] - 1_000
    assert [start for start, _, _ in seen] == list(range(1_000, 600_000, step))
    assert [before for _, _, before in seen] == list(range(len(seen))), "each before the next is looked at"
    assert len(away) == len(seen) > 1


def test_no_file_is_seen_and_no_descriptor_stays(folder):
    before = len(os.listdir("/proc/self/fd"))
    table = grown()
    assert os.listdir(folder) == []
    assert len(os.listdir("/proc/self/fd")) > before
    del table
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_view_outlives_its_table(folder):
    view = grown()["metres"]
    gc.collect()
    assert view[-1] == ROWS - 1


def test_memory_is_given_back(folder):
    before = resident()
    table = stops()
    for _ in range(20):
        table.append(ROWS, site=1, metres=2)
        table.put_away()
    assert sum(column.nbytes for column in table.columns().values()) > 100e6
    assert resident() - before < 20e6


def test_space_that_is_not_used_is_not_taken(folder):
    table = grown(2_000_000)
    taken = os.fstat(table._backing._file).st_blocks * 512
    assert taken < 1.25 * sum(column.nbytes for column in table.columns().values())


def test_a_full_disk_is_told_before_a_row_is_written(folder, monkeypatch):
    table = grown(200_000)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(NoRoomError, match=rf"{folder}: No space left on device; free some space .* TMPDIR"):
        table.append(2_000_000, site=1, metres=2)
    assert np.array_equal(table["metres"], np.arange(200_000))


def test_a_folder_that_cannot_be_written_is_named(folder, monkeypatch):
    monkeypatch.setattr(backing, "_folder", lambda: str(folder / "gone"))
    with pytest.raises(NoRoomError, match="gone: No such file"):
        grown()


def test_without_a_way_to_set_space_aside_tables_stay_in_memory(folder, monkeypatch):
    monkeypatch.setattr(backing, "_ON_DISK", False)
    monkeypatch.setattr(backing, "_File", None)
    assert grown()["metres"][-1] == ROWS - 1


def test_a_killed_process_leaves_no_file(folder):
    code = (
        "import sys; from sim import backing; from sim.tables import *; backing.IN_MEMORY = 1 << 20;"
        "t = Table('t', {'a': Column('i8', 'm', 'way')}); t.append(900_000, a=1);"
        "print('full', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout.readline() == b"full\n"
        assert f"{folder}/" in Path(f"/proc/{process.pid}/maps").read_text()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert os.listdir(folder) == []


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
