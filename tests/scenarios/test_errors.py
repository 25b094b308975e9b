"""Problems: frames that a terminal, an editor, a review and a program can all use."""

import json

import pytest

from scenarios.errors import Problem, ScenarioError, printable
from scenarios.hints import brief, near
from scenarios.load import load


def caret_column(text, column, width=1):
    """Return the terminal columns before and under the carets of a problem at ``column`` of ``text``."""
    frame = str(Problem("a.yaml", 7, column, "x", "wrong", text=text, width=width)).split("\n")
    carets = frame[3].split("| ")[1]
    return len(carets) - len(carets.lstrip()), carets.count("^")


def test_a_problem_reads_as_place_message_line_caret_and_help():
    problem = Problem(
        "city.yaml", 12, 5, "places.stores.a.tils", "unknown key", "did you mean 'tills'?", "    tils: 4", 4
    )
    assert str(problem).split("\n") == [
        "city.yaml:12:5: error: places.stores.a.tils: unknown key",
        "    |",
        " 12 |     tils: 4",
        "    |     ^^^^",
        "   = help: did you mean 'tills'?",
    ]


def test_carets_stand_under_the_value_behind_chinese_text():
    # Each of the two characters takes two columns: "店名: " is 4 + 2 columns, the value 4 columns.
    assert caret_column("店名: 徐汇", 5, 2) == (6, 4)


def test_a_long_line_is_cut_around_the_value():
    text = "a" * 5000 + "HERE" + "b" * 5000
    shown = str(Problem("a.yaml", 1, 5001, "", "wrong", text=text, width=4)).split("\n")
    assert len(shown[2]) < 140
    assert shown[2][shown[3].index("^") :].startswith("HERE")


def test_text_of_a_file_cannot_move_the_cursor_or_turn_the_line():
    assert printable("a\x1b[2Jb\u202ec") == "a?[2Jb?c"
    assert "\x1b" not in str(Problem("a.yaml", 1, 1, "", "wrong \x1b[31m", text="\x1b[2J"))


def test_the_annotation_of_a_review_escapes_what_would_end_it():
    problem = Problem("a,b:c.yaml", 3, 4, "x", "100 % wrong", "first\nsecond")
    assert problem.github() == "::error file=a%2Cb%3Ac.yaml,line=3,col=4::x: 100 %25 wrong%0Afirst%0Asecond"


def test_an_error_counts_its_problems_and_prints_the_first_fifty():
    problems = [Problem("a.yaml", line, 1, "", f"wrong {line}") for line in range(1, 61)]
    text = str(ScenarioError(problems))
    assert "wrong 50" in text
    assert "wrong 51" not in text
    assert text.endswith("60 problems found; the first 50 are shown.")
    assert str(ScenarioError(problems[:1])).endswith("1 problem found.")


def test_a_program_gets_the_problems_as_data():
    problem = Problem("a.yaml", 3, 4, "x", "wrong", "way out", "x: 1", 1)
    data = json.loads(json.dumps(ScenarioError([problem]).to_json()))
    assert [Problem(**entry) for entry in data] == [problem]


def test_one_file_tells_all_its_problems_in_the_order_of_the_lines(tmp_path):
    path = tmp_path / "city.yaml"
    path.write_text(
        "schema_version: 1\n"
        "nmae: City\n"
        "calendar: {start: 2026-02-30, days: 14, days: 15}\n"
        "people: {segments: {all: {customers: -1}}}\n"
        "goods: {products: {apple: {name: Apple, category: Fruit, price: 3 USD, cost: 2}}}\n"
        "places:\n"
        "  warehouses: {west: {lon: 121.3, lat: 31.2}}\n"
        "  stores:\n"
        "    north: {lon: 121.4, lat: 31.2, warehouse: east}\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [(problem.line, problem.path) for problem in caught.value.problems] == [
        (1, "name"),
        (2, "nmae"),
        (3, "calendar.start"),
        (3, "calendar.days"),
        (4, "people.segments.all.customers"),
        (5, "goods.products.apple.price"),
        (9, "places.stores.north.warehouse"),
    ]


def test_hints_name_the_nearest_words_and_list_the_others():
    assert near("tils", ["tills", "opens"]) == "did you mean 'tills'? known: tills, opens"
    assert near("zzz", ["tills"]) == "known: tills"
    assert near("x", []) == "none is known here"
    assert near("x", range(30)).endswith("and 6 more")


def test_long_values_are_cut_in_messages():
    assert brief("x" * 500) == "'" + "x" * 56 + "..."
    assert (brief(12), brief(True)) == ("12", "true")
