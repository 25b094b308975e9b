"""The stopwatch finds the time of what it watches, counts nested calls once and leaves the product as it was."""

import time

import pytest
from measures import bytes_per_customer, events, shares
from stopwatch import share, watching

from sim.audit import Audit
from sim.random_field import Purpose, RandomField


class Work:
    """A job of which a known part is watched."""

    def outer(self):
        self.burn(0.05)
        self.inner()

    def inner(self):
        self.burn(0.05)

    def burn(self, seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass


def test_share_is_the_watched_part():
    def stretch():
        Work().outer()
        Work().burn(0.1)

    assert share(stretch, {Work: ("outer", "inner")}) == pytest.approx(0.5, abs=0.05)
    assert share(stretch, {Work: ("inner",)}) == pytest.approx(0.25, abs=0.05)


def test_watching_ends_with_the_block():
    before = Audit.check
    with watching({Audit: ("check",)}):
        assert Audit.check is not before
    assert Audit.check is before


def test_every_way_to_draw_is_watched():
    assert set(shares.DRAWS[Purpose]) == {"dense", "sparse", "marks", "ragged"}
    with watching(shares.DRAWS) as stopwatch:
        RandomField(1).purpose("test").dense(400_000, 0)
    assert stopwatch.seconds > 0.0


def test_measures_in_one_process_give_a_ratio_a_pair(monkeypatch):
    monkeypatch.setattr(events, "SHOPPERS", 50)
    assert len(events.measure(2).values) == 2 * events.TIMES
    monkeypatch.setattr(shares, "CUSTOMERS", 2_000)
    monkeypatch.setattr(shares, "STORES", 3)
    found = shares.invariants(2)
    assert all(0.0 < value < 1.0 for value in found.values)
    assert len(found.values) == 2


def test_a_customer_takes_at_most_128_bytes():
    assert bytes_per_customer.measure(1).kept
