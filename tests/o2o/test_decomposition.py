"""Decompositions: by hand from four runs, and from a scenario file to a page."""

import json

import pytest

import o2o
from o2o import choices
from o2o.cli import answer
from o2o.commands.decompose import as_text
from o2o.compare import CompareError
from o2o.decomposition import parts_of
from o2o.errors import UsageProblemError
from o2o.figures.style import GREEN, ORANGE
from o2o.report.sections.shares import shares
from o2o.study import load

NAN = float("nan")
SMALL = ["--set", "calendar.days=3", "--set", "people.segments.everyone.customers=150", "--workers", "1"]
CITY = """\
schema_version: 1
extends: two-stores.yaml
experiment: {replications: 2}
variants:
  cheap: {description: "Cheaper.", plan: {changes: {cut: {start: 2026-03-02, lever: price.factor, to: 0.8}}}}
  slow: {description: "Slow tills.", places: {stores: {north: {tills: 1}, south: {tills: 1}}}}
  slower: {places: {stores: {north: {tills: 2}}}}
  idle: {plan: {changes: {same: {start: 2026-03-02, lever: services, to: false}}}}
  later: {calendar: {start: 2026-03-03}}
  lucky: {experiment: {seed: 9}}
"""


@pytest.fixture
def four(small_run):
    """Runs without, with the first, with the second and with both of two changes."""

    def runs(**figures):
        return [small_run({kpi: values[place] for kpi, values in figures.items()}) for place in range(4)]

    return runs


def test_shares_and_intervals_by_hand(four):
    # First change: alone 2, 4, 3; on top of the second 4, 4, 4; shares 3, 4, 3.5.
    row = parts_of(four(K04=[[80, 81, 82], [82, 85, 85], [85, 85, 87], [89, 89, 91]]), ("riders", "promise")).row("K04")
    riders, promise = row.shares
    assert (row.before.mean, row.after.mean) == (81.0, pytest.approx(89 + 2 / 3))
    assert (riders.alone.mean, riders.last.mean, riders.share.mean) == (3.0, 4.0, 3.5)
    # sd 0.5, t(2, 0.975) = 4.302653, half-width 1.242069
    assert (riders.share.lo, riders.share.hi) == (pytest.approx(3.5 - 1.242069), pytest.approx(3.5 + 1.242069))
    assert promise.share.mean == pytest.approx(row.difference.mean - 3.5)
    assert (riders.share.shown, riders.last.lo) == (True, 4.0)


def test_a_figure_that_does_not_apply_somewhere_has_no_shares(four):
    found = parts_of(four(K04=[[1.0, 2.0]] * 4, K07=[[1.0, 2.0], [NAN, 1.0], [1.0, 2.0], [2.0, 3.0]]), ("a", "b"))
    assert [part.share.mean for part in found.row("K07").shares] == [None, None]
    json.dumps(found.to_json(), allow_nan=False)


def test_without_names_the_core_figures_that_move_are_shown(four):
    found = parts_of(
        four(
            K04=[[1.0, 2.0]] * 4,
            K05=[[1.0, 1.0], [2.0, 2.1], [1.0, 1.0], [2.0, 2.1]],
            K15c=[[0, 0], [1, 1], [0, 0], [1, 1]],
        ),
        ("a", "b"),
    )
    assert [row.kpi for row in found.only(()).rows] == ["K05"]
    assert [row.kpi for row in found.only(("K15c", "K04")).rows] == ["K04", "K15c"]
    with pytest.raises(UsageProblemError, match="no figure K99 was measured for scope 'chain'"):
        found.only(("K99",))


def test_changes_that_cancel_each_other_are_shown_to_move_the_figure(four):
    found = parts_of(four(K05=[[1.0, 1.1], [2.0, 2.1], [0.0, 0.1], [1.0, 1.1]]), ("a", "b")).only(())
    assert [part.share.mean for part in found.row("K05").shares] == [pytest.approx(1.0), pytest.approx(-1.0)]
    assert found.row("K05").difference.mean == 0.0


def test_a_figure_that_only_some_of_the_runs_have_is_left_out(four, small_run):
    others = four(K04=[[1.0, 2.0]] * 4)[1:]
    found = parts_of([small_run({"K04": [1.0, 2.0], "K05": [1.0, 2.0]}), *others], ("a", "b"))
    assert [row.kpi for row in found.rows] == ["K04"]


def test_one_replication_has_shares_and_no_intervals(four):
    part = parts_of(four(K04=[[1.0], [2.0], [1.0], [3.0]]), ("a", "b")).row("K04").shares[0]
    assert (part.share.mean, part.share.lo, part.share.shown) == (1.5, None, False)


def test_a_scope_that_was_not_measured_is_refused(four):
    with pytest.raises(CompareError, match="nothing was measured for scope 'site:nroth'"):
        parts_of(four(K04=[[1.0, 2.0]] * 4), ("a", "b"), scope="site:nroth")


@pytest.mark.parametrize(("kpi", "colour", "other"), [("K12", GREEN, ORANGE), ("K05", ORANGE, GREEN)])
def test_a_fall_helps_days_of_stock_and_hurts_availability(four, kpi, colour, other):
    fall = [[10.0, 10.5], [8.0, 8.5], [10.0, 10.5], [7.0, 7.5]]
    svg = shares(parts_of(four(**{kpi: fall}), ("a", "b"))).content["exhibits"][0].svg.lower()
    assert colour.lower() in svg
    assert other.lower() not in svg


def test_a_star_marks_what_excludes_zero(four):
    # The first takes 1 off in both replications; the second adds 0.5 in one and takes 0.2 off in the other.
    text = as_text(parts_of(four(K12=[[9.0, 9.1], [8.0, 8.1], [9.5, 8.9], [8.5, 7.9]]), ("sure", "unsure")))
    stars = {line.split()[0]: line.count("*") for line in text.splitlines() if line.startswith("  ")}
    assert stars == {"change": 0, "sure": 3, "unsure": 0, "all": 0}


def test_the_largest_share_is_named_where_one_is_shown(four):
    shown = parts_of(four(K12=[[9.0, 9.1], [8.0, 8.1], [9.0, 9.1], [6.0, 6.1]]), ("a", "b"))
    noise = parts_of(four(K12=[[9.0, 9.1], [8.0, 9.9], [9.0, 9.3], [9.5, 8.1]]), ("a", "b"))
    assert shares(shown).content["says"][0].endswith("The largest share is that of a: -2 [-2, -2].")
    assert shares(noise).content["says"][0].endswith("No change's share is shown.")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planner")
    assert answer(["init", str(folder)]) == 0
    (folder / "city.yaml").write_text(CITY, encoding="utf-8")
    return folder


def words(city, *changes):
    return ["decompose", str(city / "city.yaml"), *changes, *SMALL, "--out", str(city / "results")]


@pytest.mark.requirement("S149")
def test_a_difference_is_taken_apart_and_a_change_without_effect_has_no_part_in_it(city, capsys):
    assert answer([*words(city, "cheap", "idle"), "--kpi", "K15c", "--kpi", "K05", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["changes"], told["replications"]) == (["cheap", "idle"], 2)
    for row in told["kpis"]:
        shares = {part["change"]: part["share"]["mean"] for part in row["shares"]}
        assert sum(shares.values()) == pytest.approx(row["difference"]["mean"], abs=1e-9)
        assert shares["idle"] == 0.0
    # A fifth off every price is more than the margin of these goods.
    contribution = told["kpis"][1]
    assert (contribution["kpi"], contribution["shares"][0]["change"]) == ("K15c", "cheap")
    assert contribution["shares"][0]["share"]["mean"] < 0


def test_text_and_page_say_the_same(city, capsys):
    page = city / "apart.html"
    assert answer([*words(city, "cheap", "idle"), "--kpi", "K15c", "--to", str(page)]) == 0
    shown = capsys.readouterr().out
    assert "K15c Contribution (CNY): " in shown
    assert shown.splitlines()[-1] == f"see {page}"
    share = next(line.split("  ")[1].strip() for line in shown.splitlines() if line.startswith("  cheap"))
    assert f">{share}</td>" in page.read_text(encoding="utf-8")
    assert "<svg" in page.read_text(encoding="utf-8")
    assert ">plan.changes.cut.to</th>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        (["cheap"], 2, "1 changes were named; from 2 to 6 can be told apart"),
        (list("abcdefg"), 2, "7 changes were named"),
        (["cheap", "cheap,slow"], 2, "named more than once: cheap"),
        (["slow", "slower"], 2, "the last one wins: places.stores.north.tills."),
        (["cheap", "slwo"], 3, "there is no variant 'slwo'"),
        (["slow", "later"], 2, "the change later alters calendar.start"),
        (["slow", "lucky"], 2, "the change lucky alters experiment.seed: without common days and luck"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_with_the_reason(city, capsys, changes, code, said):
    assert answer(words(city, *changes)) == code
    assert said in capsys.readouterr().err


def test_every_choice_is_run_once_and_variants_named_together_come_together(city, monkeypatch):
    monkeypatch.setattr(choices, "run_all", lambda studies, *_: [study.variant for study in studies])
    study = load(city / "city.yaml", variant="idle")
    found = choices.runs_with(study, ["slow,slower", "cheap"])
    assert found == ["idle", "idle,slow,slower", "idle,cheap", "idle,slow,slower,cheap"]


def test_python_takes_apart_the_scope_that_it_is_asked_for(small_run, monkeypatch):
    runs = [small_run({("K04", "site:north"): [value, value + 0.5]}) for value in (1.0, 2.0, 1.0, 3.0)]
    monkeypatch.setattr(choices, "runs_with", lambda _study, _changes: runs)
    assert o2o.decompose(None, ["a", "b"], scope="site:north").row("K04").difference.mean == 2.0
