"""The page of a run: alone, repeatable, safe, readable, decision first."""

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from o2o.outcomes import figure
from o2o.report import page

MIB = 2**20


@pytest.fixture(scope="module")
def pilot_page(pilot):
    return page(pilot)


@pytest.fixture(scope="module")
def plain_page(plain):
    return page(plain)


def test_a_page_stands_alone_and_can_be_read_by_everybody(pilot_page, plain_page, faults):
    for text in (pilot_page, plain_page):
        assert {name: found for name, found in faults(text).items() if found} == {}


def test_planted_faults_of_a_page_are_seen(plain_page, faults):
    broken = plain_page.replace(
        "</main>", '<img src="x.png"><script>1</script><table><tr><th>a</th></tr></table></main>'
    )
    assert {"scripts", "from elsewhere", "tables without caption", "heads without scope"} <= {
        name for name, found in faults(broken.replace('<img src="x.png">', '<img src="x.png"/>')).items() if found
    }


def test_a_page_asks_no_other_machine(pilot_page):
    addresses = set(re.findall(r"\w+://[^\"' <>]+", pilot_page))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "default-src 'none'" in pilot_page


def test_the_same_run_gives_the_same_bytes(pilot, pilot_page):
    assert page(pilot) == pilot_page


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_bytes(pilot, pilot_page):
    code = "import sys, o2o, o2o.report as r; sys.stdout.buffer.write(r.page(o2o.open_run(sys.argv[1])).encode())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(pilot.folder)],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"PYTHONHASHSEED": "77"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == pilot_page


def test_a_page_is_small(pilot_page):
    assert len(pilot_page.encode()) < 2 * MIB


def test_no_folder_of_this_machine_is_shown(pilot, pilot_page, plain_page):
    # The scenario was loaded by an absolute path, so that its origins hold one.
    assert any(origin.startswith("/") for origin in pilot.origins.values())
    for text in (pilot_page, plain_page):
        assert str(Path(__file__).parents[3]) not in text
        assert str(pilot.folder.parent) not in text


def test_words_of_a_scenario_are_text_never_markup(plain_page):
    assert "<script" not in plain_page
    assert "<b>" not in plain_page
    assert escape("<script>alert(1)</script> & 上海") in plain_page


def test_chinese_names_stay_text_inside_pictures(plain_page):
    city = plain_page[plain_page.index('id="city-title"') :]
    assert "静安 &lt;b&gt;</text>" in city[: city.index("</svg>")]


def test_the_table_holds_mean_and_interval_of_every_core_figure(pilot, pilot_page):
    sales = pilot.kpis().query("kpi == 'E49n'")["value"]
    # Student's 95 % interval of two values: mean +/- 12.706 x half their distance.
    half = 12.7062047 * abs(sales.iloc[0] - sales.iloc[1]) / 2
    row = pilot_page[pilot_page.index('class="word">E49n</th>') :]
    row = row[: row.index("</tr>")]
    assert f">{figure(sales.mean())}<" in row
    assert f"[{figure(sales.mean() - half)}, {figure(sales.mean() + half)}]" in row


def test_the_decision_comes_before_the_evidence(pilot_page):
    places = [pilot_page.index(f'<section id="{name}"') for name in ("decision", "figures", "course", "assumptions")]
    assert places == sorted(places)


def test_rules_of_the_scenario_are_judged(pilot_page):
    judged = {kpi: word for word, kpi in re.findall(r'class="(pass|fail)">[^<]*</span>: [^(<]*\((K\d+)', pilot_page)}
    # The units are nearly always there, and no grocer keeps 99 % of its sales.
    assert (judged["K05"], judged["K15"]) == ("pass", "fail")
    assert "Rules on E48 need a run to compare with" in pilot_page


def test_readers_are_warned_of_few_replications_and_provisional_figures(pilot_page, plain_page):
    assert "Only 2 replications" in pilot_page
    assert "One replication shows one possible course" in plain_page
    # 14 measured days: nobody can have been followed for 30 + 90 days.
    assert re.search(r"Provisional[^<]*\(K02\)", pilot_page)
    assert "There is no warm-up" in plain_page
    assert "There is no warm-up" not in pilot_page


def test_a_part_without_data_is_left_out(pilot_page, plain_page):
    for part in ('<section id="plan"', 'id="riders-title"'):
        assert part in pilot_page
        assert part not in plain_page


def test_a_run_without_facts_still_has_a_page_that_says_what_is_missing(factless, faults):
    text = page(factless)
    assert "No facts were kept" in text
    assert '<section id="load"' not in text
    assert {name: found for name, found in faults(text).items() if found} == {}


def test_every_assumption_names_its_file_and_line(pilot, pilot_page):
    line = pilot.origins["plan.waves.pilot.opens"].split(":")[-2]
    row = '<th scope="row" class="word">plan.waves.pilot.opens</th><td class="word">collect, instant</td>'
    assert f'{row}<td class="word">pilot-2.yaml:{line}</td>' in pilot_page
    assert '>calendar.days</th><td class="word">19</td><td class="word">command line (--set)<' in pilot_page


def test_provenance_allows_to_repeat_the_run(pilot, pilot_page):
    assert pilot.content_hash in pilot_page
    assert f"--set experiment.seed={pilot.seed}" in pilot_page
