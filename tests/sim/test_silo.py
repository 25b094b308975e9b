"""The chain as it is before stock is shared: shelves run empty here while the same goods lie there."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import run


@pytest.mark.requirement("S133")
def test_in_separate_stocks_excess_and_stock_outs_stand_side_by_side():
    silo = tree()
    silo["calendar"]["days"] = 8
    silo["plan"]["waves"] = {}
    put(silo, ["policies", "replenishment"], {"cover": "0 h", "safety": 0.5, "facing": 1})
    put(silo, ["plan", "changes", "rush"], {"start": "2026-03-06", "lever": "demand.factor", "to": 1.5})
    for segment in silo["people"]["segments"].values():
        segment["tastes"]["parcel"] = 3.0
    lived = run(silo)
    orders, table = lived.facts["orders"], lived.facts["stock_days"]
    depot = len(lived.dimensions.sites) - 2
    shape = (8, depot + 1, len(lived.dimensions.skus))
    short, left = (table[name].astype(np.int64).reshape(shape)[2:] for name in ("short", "physical"))
    parcels = orders["mode"] == 3
    assert parcels.sum() > 100
    assert (orders["site"][parcels] == depot).all(), "the warehouse ships every parcel"
    missed = short[:, :depot]
    lay_elsewhere = np.minimum(missed, left.sum(axis=1, keepdims=True) - left[:, :depot])
    assert missed.sum() > 50
    assert lay_elsewhere.sum() > 0.8 * missed.sum(), "of what a store misses, the chain has most, at another node"
