"""Layers: stacked from zero, named where they end."""

import pandas as pd
import pytest

from o2o.figures.layers import draw_layers
from o2o.figures.picture import sheet
from o2o.figures.style import house_style


def test_layers_stand_on_each_other_and_are_named_at_their_ends():
    parts = pd.DataFrame({"low": [10.0, 20.0], "high": [5.0, 40.0]}, index=pd.to_datetime(["2026-03-02", "2026-03-03"]))
    with house_style():
        ax = draw_layers(sheet(6, 4).add_subplot(), parts, {"low": "#0072B2", "high": "#D55E00"}, {})
    assert ax.get_ylim() == (0, pytest.approx(61.2))
    tops = [layer.get_paths()[0].vertices[:, 1].max() for layer in ax.collections]
    assert tops == [20.0, 60.0]
    assert [text.get_text() for text in ax.texts] == ["low", "high"]
