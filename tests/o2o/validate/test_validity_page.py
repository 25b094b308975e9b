"""The validity page says what the registry says."""

from pathlib import Path

from o2o.validate.document import markdown
from o2o.validate.registry import oracles

PAGE = Path(__file__).resolve().parents[3] / "docs" / "validity.md"


def test_the_page_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == markdown(), "python -m o2o.validate.document > docs/validity.md"


def test_every_oracle_has_a_fault_to_find():
    assert [oracle.id for oracle in oracles("full") if not oracle.planted] == []
