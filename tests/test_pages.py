"""Pages: files, links, names to import and fields that they mention exist."""

import importlib
import re
from dataclasses import fields
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
FILES = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
FILED = re.compile(r"`([\w./-]+\.py)`")
LINKED = re.compile(r"\]\(([^)\s]+)\)")
IMPORTED = re.compile(r"^ {4}from ([\w.]+) import ([\w, ]+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@PAGE
def test_code_that_a_page_names_is_there(page):
    named = set(FILED.findall(page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not any(f"/{file}".endswith(f"/{name}") for file in FILES)] == []


@PAGE
def test_what_a_page_imports_is_there(page):
    for module, names in IMPORTED.findall(page.read_text(encoding="utf-8")):
        there = importlib.import_module(module)
        assert [name for name in names.split(", ") if not hasattr(there, name)] == [], module


@PAGE
def test_links_of_a_page_lead_somewhere(page):
    for link in LINKED.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(page):
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


SYMBOLS = re.compile(
    r"^\|[^|\n]*\| Field[^|\n]*?`(optimize\.\w+)\.(\w+)`(?:, `(\w+)`)?[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", re.MULTILINE
)


def test_fields_beside_the_symbols_of_the_models_are_there():
    tables = [(page.name, *found) for page in PAGES for found in SYMBOLS.findall(page.read_text(encoding="utf-8"))]
    assert len(tables) >= 5
    for page, module, first, second, rows in tables:
        there = importlib.import_module(module)
        known = {field.name for kind in (first, second) if kind for field in fields(getattr(there, kind))}
        for row in rows.splitlines():
            named = re.findall(r"`(\w+)[`.]", row.split("|")[2])
            assert named, row
            assert {*named} - known - {"stock", "value", "cost"} == set(), (page, row)
