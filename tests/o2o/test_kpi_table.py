"""The table of KPIs: every id documented, every period and scope in its place."""

import re
from pathlib import Path

import numpy as np
import pytest

from o2o.kpi.document import markdown
from o2o.kpi.quantiles import grouped_quantile
from o2o.kpis import CORE, REGISTRY, measure
from sim.units import DAY

ROOT = Path(__file__).resolve().parents[2]
ASKED = {
    "E01",
    "E04",
    "E19",
    "E29",
    "E29p90",
    "E31",
    "E34",
    "E37",
    "E38",
    "E38v",
    "E46",
    "E46c",
    "E47",
    "E48",
    "E49",
    "E49n",
}
COMPANIONS = {"K01o", "K02o", "K06o", "K07o", "K10o", "K15c"}


def test_register_holds_the_fifteen_core_kpis_first_and_the_extended_ones():
    assert tuple(f"K{k:02d}" for k in range(1, 16)) == CORE
    assert set(CORE) | ASKED | COMPANIONS <= REGISTRY.keys()
    kinds = [kpi.startswith("K") for kpi in REGISTRY]
    assert kinds == sorted(kinds, reverse=True)


def test_every_entry_is_complete_and_observed_ones_are_marked():
    for kpi in REGISTRY.values():
        assert re.fullmatch(r"[KE]\d\d[a-z0-9]*", kpi.id)
        assert kpi.id.startswith(kpi.source)
        assert all((kpi.name, kpi.unit, kpi.formula))
        assert re.search(r"[\u4e00-\u9fff]", kpi.chinese)
        assert (kpi.view == "observed") == kpi.id.endswith("o")


def test_documentation_is_what_the_register_says():
    assert (ROOT / "docs" / "kpis.md").read_text() == markdown(), "run: python -m o2o.kpi.document > docs/kpis.md"


@pytest.mark.requirement("F26")
def test_empty_world_gives_missing_values_without_warnings(small):
    table = measure(small.facts(people={}), small.dimensions())
    amounts = {"K15c", "K15p", "E49", "E49n", "E01", "E04", "E04f", "E04m", "K13", "K13i", "K13s"}
    for kpi in REGISTRY:
        value = table.get(kpi)
        assert value == 0.0 if kpi in amounts else np.isnan(value), kpi


def test_every_kpi_has_one_total_for_the_chain_and_no_row_twice(small):
    table = measure(small.facts(), small.dimensions())
    rows = list(zip(table.period, table.scope, table.kpi, strict=True))
    assert len(set(rows)) == len(rows) == len(table)
    assert {kpi for period, scope, kpi in rows if (period, scope) == ("total", "chain")} == set(REGISTRY)


def test_scopes_and_periods_are_named_as_readers_expect(small):
    table = measure(small.facts(), small.dimensions(days=16, warm_up=9))
    assert set(table.scope[table.kpi == "E49"]) == {
        "chain",
        *(f"site:{site}" for site in ("north", "south", "depot", "riders")),
        *(f"segment:{name}" for name in ("young", "old")),
        *(f"mode:{mode}" for mode in ("walk_in", "collect", "instant", "parcel")),
        *(f"channel:{channel}" for channel in ("store", "app")),
    }
    # the warm-up ends in week 1, which keeps days 9 to 13; week 2 has days 14 and 15
    assert set(table.period[table.kpi == "E49"]) == {"total", "week:1", "week:2", *(f"day:{d}" for d in range(16))}


def test_weeks_and_total_leave_the_warm_up_out(small):
    orders = {"placed": [d * DAY for d in range(16)], "goods": [100 * 2**d for d in range(16)]}
    table = measure(small.facts(orders=orders), small.dimensions(days=16, warm_up=9))
    assert table.get("E49", period="week:1") == sum(2**d for d in range(9, 14))
    assert table.get("E49", period="week:2") == 2**14 + 2**15
    assert table.get("E49") == sum(2**d for d in range(9, 16))
    assert table.get("E49", period="day:0") == 1.0


def test_what_happens_after_the_last_day_does_not_count(small):
    orders = {"placed": [2 * DAY, 3 * DAY], "goods": [100, 900]}
    assert measure(small.facts(orders=orders), small.dimensions(days=3, warm_up=0)).get("E49") == 1.0


def test_frame_is_the_long_table_of_a_run_folder(small):
    table = measure(small.facts(), small.dimensions())
    frame = table.frame(3)
    assert frame.columns.tolist() == ["replication", "period", "scope", "kpi", "value"]
    assert len(frame) == len(table)
    assert set(frame["replication"]) == {3}


def test_unknown_row_is_refused(small):
    with pytest.raises(KeyError, match="no value of K04 for site:nroth"):
        measure(small.facts(), small.dimensions()).get("K04", "site:nroth")


def test_grouped_quantile_agrees_with_numpy_on_every_group():
    values = np.random.Generator(np.random.PCG64(5)).integers(0, 1_000, 5_000)
    group = np.random.Generator(np.random.PCG64(6)).integers(0, 40, 5_000)
    found = grouped_quantile(np.sort((group << 40) + values), 41, 0.9)
    expected = [np.quantile(values[group == g], 0.9, method="inverted_cdf") for g in range(40)]
    np.testing.assert_array_equal(found, [*expected, np.nan])
    # ten values: the ninth, not the tenth
    assert grouped_quantile(np.arange(1, 11), 1, 0.9) == [9.0]
