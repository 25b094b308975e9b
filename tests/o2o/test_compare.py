"""Comparisons: paired by replication, honest about other seeds, with a verdict in words."""

import json

import numpy as np
import pytest

from o2o.compare import CompareError, compare

NAN = float("nan")


def test_paired_difference_and_interval_by_hand(small_run):
    a = small_run({"K04": [90.0, 92.0, 88.0]})
    b = small_run({"K04": [93.0, 94.0, 92.0]}, name="more riders")
    row = compare(a, b).row("K04")
    # differences 3, 2, 4: mean 3, sd 1, t(2, 0.975) = 4.302653, half-width 2.484138
    assert (row.a, row.b, row.difference) == (pytest.approx(90.0), pytest.approx(93.0), pytest.approx(3.0))
    assert (row.lo, row.hi) == (pytest.approx(3 - 2.484138, abs=1e-5), pytest.approx(3 + 2.484138, abs=1e-5))
    assert row.verdict == "better"
    assert compare(b, a).row("K04").verdict == "worse"


@pytest.mark.parametrize(("kpi", "expected"), [("K04", "better"), ("K06", "worse"), ("E48", "changed")])
def test_a_rise_is_judged_by_the_direction_of_the_kpi(small_run, kpi, expected):
    a, b = small_run({kpi: [10.0, 20.0, 30.0]}), small_run({kpi: [15.0, 25.5, 35.2]})
    assert compare(a, b).row(kpi).verdict == expected


def test_undecided_difference_names_the_replications_that_would_decide(small_run):
    # differences 2, 0, 1, -1: mean 0.5, sd 1.290994; t(n-1) x 1.290994 / sqrt(n) <= 0.5 first at n = 29
    a, b = small_run({"K04": [90.0] * 4}), small_run({"K04": [92.0, 90.0, 91.0, 89.0]})
    assert compare(a, b).row("K04").verdict == "no difference shown; 25 more replications would show 0.5 %"


def test_equal_runs_show_no_difference(small_run):
    row = compare(small_run({"K04": [90.0, 92.5]}), small_run({"K04": [90.0, 92.5]})).row("K04")
    assert (row.difference, row.lo, row.hi) == (0.0, 0.0, 0.0)
    assert row.verdict == "no difference shown; equal in every replication"


def test_single_replication_decides_nothing(small_run):
    row = compare(small_run({"K04": [90.0]}), small_run({"K04": [95.0]})).row("K04")
    assert (row.difference, row.lo, row.hi) == (5.0, None, None)
    assert row.verdict == "no difference shown; an interval needs at least 2 replications"


def test_figure_missing_in_one_replication_is_not_applicable_and_null_in_json(small_run):
    found = compare(small_run({"K07": [NAN, 1.0]}), small_run({"K07": [1.5, 1.0]}))
    assert found.row("K07").verdict == "not applicable in some or all replications"
    text = json.dumps(found.to_json(), allow_nan=False)
    pair = json.loads(text)["pairs"][0]
    assert {"kpi", "a", "b", "difference", "lo", "hi", "verdict"} <= pair.keys()
    assert pair["a"] is None
    assert pair["difference"] is None


@pytest.mark.requirement("F52")
def test_runs_over_other_days_are_refused_with_the_reason(small_run):
    with pytest.raises(CompareError, match=r"calendar\.days: 28 and 56") as caught:
        compare(small_run({"K04": [1.0]}), small_run({"K04": [1.0]}, days=56))
    assert caught.value.exit_code == 3


def test_few_replications_come_with_a_caution(small_run):
    few, enough = small_run({"K04": [1.0, 2.0] * 4}), small_run({"K04": [1.0, 2.0] * 5})
    assert "8 replications: for skewed figures" in compare(few, few).notes[-1]
    assert compare(enough, enough).notes == ()


@pytest.mark.requirement("F52")
def test_other_seed_is_flagged_and_compared_as_independent(small_run):
    a = small_run({"K04": [1.0, 2.0, 3.0]})
    b = small_run({"K04": [2.0, 3.0, 4.0]}, seed=2)
    found = compare(a, b)
    assert not found.common_luck
    assert found.notes[0].startswith("not common random numbers: seeds 1 and 2")
    row = found.row("K04")
    # error sqrt(1/3 + 1/3), degrees 4, t = 2.776445: the pairing that happens to fit must not be used
    assert row.hi - row.difference == pytest.approx(2.776445 * np.sqrt(2 / 3), rel=1e-6)
    assert "not common random numbers" in found.to_text()


def test_only_shared_replications_are_paired(small_run):
    a = small_run({"K04": [1.0, 2.0, 3.0]})
    b = small_run({"K04": [2.5, 3.5]}, first=1)
    found = compare(a, b)
    # replications 1 and 2: 2.0 -> 2.5, 3.0 -> 3.5
    assert (found.replications, found.row("K04").difference) == (2, 0.5)
    assert found.notes[0] == "3 and 2 replications; the 2 both have are paired"
    with pytest.raises(CompareError, match="no replication in common"):
        compare(a, small_run({"K04": [2.5]}, first=9))


def test_other_version_and_lonely_kpis_are_noted(small_run):
    found = compare(small_run({"K04": [1.0], "K05": [1.0]}), small_run({"K04": [1.0]}, version="0.2.0"))
    assert [row.kpi for row in found] == ["K04"]
    assert "versions of the program, 0.1.0 and 0.2.0" in found.notes[0]
    assert found.notes[1] == "measured in only one of the runs: K05"


def test_scope_can_be_one_site_and_unknown_ones_are_refused(small_run):
    run = small_run({"K04": [1.0, 2.0], ("K04", "site:north"): [3.0, 4.0]})
    assert compare(run, run, scope="site:north").row("K04").a == 3.5
    with pytest.raises(CompareError, match="no KPI for scope 'site:nroth'"):
        compare(run, run, scope="site:nroth")


def test_star_marks_what_survives_the_correction_for_many_kpis(small_run):
    # K04: differences around 10, p far below 0.05 / 3; K05 and K08: 2, 4, 6, 8, p = 0.030466, corrected twice that
    a = small_run({"K04": [0.0] * 4, "K05": [0.0] * 4, "K08": [0.0] * 4})
    found = compare(
        a, small_run({"K04": [10.0, 10.1, 9.9, 10.0], "K05": [2.0, 4.0, 6.0, 8.0], "K08": [8.0, 6.0, 4.0, 2.0]})
    )
    assert found.row("K05").verdict == "better"
    assert found.row("K05").p == pytest.approx(0.060933, abs=1e-5)
    starred = [line[:3] for line in found.to_text().splitlines() if line.startswith("K0") and "  *  " in line]
    assert starred == ["K04"]
