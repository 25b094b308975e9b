"""Pairs are interleaved, sides live in processes of their own, and a broken gate ends with its exit code."""

import json
import sys
from functools import partial

import bench
import pytest
from pairs import Comparison, Gate, Measured, Side, compare, interleaved


def measured(value, gate):
    return Measured("speed", "one / other", gate, (value - 1, value, value + 1), {"ms": 3.0})


def test_sides_take_turns_and_change_who_goes_first():
    order = []
    taken = interleaved(lambda: order.append("over") or 2.0, lambda: order.append("under") or 1.0, 3)
    assert order == ["over", "under", "under", "over", "over", "under"]
    assert taken == [(2.0, 1.0)] * 3


def test_ratio_of_a_comparison_is_that_of_each_pair():
    assert Comparison((2.0, 9.0), (1.0, 3.0), 0, 0).ratios == (2.0, 3.0)


def test_sides_spend_their_own_cpu_time():
    much, little = Side(partial, sum, range(12_000_000)), Side(partial, sum, range(2_000_000))
    taken = compare(much, little, pairs=5)
    # Six times the additions; a busy machine may bend a pair by half, the median of five hardly by two.
    assert 3.0 < sorted(taken.ratios)[2] < 12.0
    # A bare Python with its libraries.
    assert min(taken.peak_over, taken.peak_under) > 5 * 2**20


def test_a_side_that_breaks_down_is_no_measurement():
    side = Side(sys.exit, 3)
    with pytest.raises(RuntimeError, match="broke down"):
        side.spend()


@pytest.mark.parametrize(
    ("gate", "kept", "broken", "words"),
    [(Gate(least=12), 12.0, 11.9, ">= 12"), (Gate(most=0.08), 0.08, 0.081, "<= 0.08")],
)
def test_a_gate_includes_its_bound(gate, kept, broken, words):
    assert (gate.keeps(kept), gate.keeps(broken), str(gate)) == (True, False, words)


def test_the_median_counts():
    one = Measured("speed", "one / other", Gate(least=2), (9.0, 1.0, 3.0), {})
    assert (one.median, one.kept, one.to_json()["min"], one.to_json()["max"]) == (3.0, True, 1.0, 9.0)


@pytest.fixture
def only_speed(monkeypatch):
    monkeypatch.setattr(bench, "MEASURES", {"speed": lambda pairs: measured(float(pairs), Gate(least=4))})


def test_json_is_one_document_with_all_ratios(only_speed, capsys):
    assert bench.main(["--json", "--pairs", "5"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["ratios"] == {"speed": 5.0}
    assert out["measures"]["speed"] == {
        "compared": "one / other",
        "gate": ">= 4",
        "kept": True,
        "pairs": 3,
        "min": 4.0,
        "median": 5.0,
        "max": 6.0,
        "figures": {"ms": 3.0},
    }


@pytest.mark.parametrize(("arguments", "code"), [(["--gate"], 10), ([], 0)])
def test_a_broken_gate_is_a_regression_when_asked(only_speed, capsys, arguments, code):
    assert bench.main([*arguments, "--pairs", "3"]) == code
    streams = capsys.readouterr()
    assert "speed breaks its gate" in streams.err
    assert "BROKEN" in streams.out


def test_every_ratio_of_the_design_is_measured():
    assert list(bench.MEASURES) == [
        "naive_twin",
        "naive_twin_operations",
        "events_vs_simpy",
        "population_vs_agentset",
        "bytes_per_customer",
        "memory_vs_facts_180_days",
        "scale_1m_100stores_vs_100k_20stores",
        "tick_hourly_vs_daily",
        "invariants_share",
        "randomness_share",
        "assign_10000_orders_5_sites_seconds",
        "place_200_skus_30_sites_10_scenarios_seconds",
        "pulp_build_vs_highs_build",
        "pulp_transfer_vs_ours",
        "replanning_share",
    ]
