"""Encodings: UTF-8 with or without its mark and with any line ends; everything else is named."""

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.load import load

COMMON = Path(__file__).parent / "bad" / "common"
TEXT = (COMMON / "base.yaml").read_text("utf-8").replace("name: Base", "name: 上海门店试点，新零售")


def load_bytes(tmp_path, raw):
    (tmp_path / "goods.csv").write_bytes((COMMON / "goods.csv").read_bytes())
    path = tmp_path / "city.yaml"
    path.write_bytes(raw)
    return load(path)


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["plain", "mark", "crlf", "cr"],
)
def test_utf8_is_read_with_or_without_mark_and_with_any_line_ends(tmp_path, raw):
    loaded = load_bytes(tmp_path, raw)
    assert loaded.scenario.name == "上海门店试点，新零售"
    assert loaded.origins["name"] == f"{tmp_path / 'city.yaml'}:2:7"


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (TEXT.encode("gbk"), "GBK", "iconv -f GBK"),
        (TEXT.encode("gb18030") + "𠮷".encode("gb18030"), "GB18030", "iconv -f GB18030"),
        (TEXT.encode("utf-16"), "UTF-16", "iconv -f UTF-16 "),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16", "iconv -f UTF-16 "),
        (TEXT.encode("utf-16-le"), "UTF-16LE", "iconv -f UTF-16LE"),
        (TEXT.encode("utf-16-be"), "UTF-16BE", "iconv -f UTF-16BE"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "UTF-32", "iconv -f UTF-32"),
        ("name: Café déjà vu\n".encode("latin-1"), "an unknown encoding", "right file"),
        (b"name: a\x00b\n", "binary data", "right file"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe", "a spreadsheet", "CSV UTF-8"),
    ],
)
def test_other_encodings_are_named_with_the_way_to_convert(tmp_path, raw, name, code):
    with pytest.raises(ScenarioError) as caught:
        load_bytes(tmp_path, raw)
    (problem,) = caught.value.problems
    assert name in problem.message
    assert code in problem.hint


def test_the_first_line_that_is_not_utf8_is_named(tmp_path):
    raw = b"schema_version: 1\nname: ok\n" + "description: 门店\n".encode("gbk")
    with pytest.raises(ScenarioError) as caught:
        load_bytes(tmp_path, raw)
    assert caught.value.problems[0].line == 3


def test_a_table_from_a_chinese_spreadsheet_is_named_too(tmp_path):
    (tmp_path / "base.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "goods.csv").write_bytes((COMMON / "goods.csv").read_text("utf-8").encode("gbk"))
    with pytest.raises(ScenarioError, match="it looks like GBK"):
        load(tmp_path / "base.yaml")


@pytest.mark.parametrize("name", ["城市.yaml", "city plan.yaml", "été.yaml"])
def test_files_may_have_any_name(tmp_path, name):
    (tmp_path / "goods.csv").write_bytes((COMMON / "goods.csv").read_bytes())
    (tmp_path / name).write_text(TEXT, "utf-8")
    assert load(tmp_path / name).origins["name"] == f"{tmp_path / name}:2:7"
