"""The shipped scenarios: every file loads, and so does every variant that it offers."""

from pathlib import Path

import pytest

from scenarios.files import Files
from scenarios.load import load
from scenarios.overlays import Overlays
from scenarios.validate import ROOT

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
FILES = sorted(LIBRARY.glob("*/*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_variant_on_offer_can_be_loaded(path):
    variants = Overlays(Files(path), ROOT).file(path).variants
    for variant in (None, *variants):
        assert load(path, variant=variant).scenario.name


def test_there_are_cases_to_load():
    assert len(FILES) >= 14
