"""The catalogue: products as columns in the order of their keys."""

import numpy as np
import pytest

from sim.catalog import SkuSpec, catalog
from sim.samplers import pick


def sku(popularity, price=1_000):
    return SkuSpec(name="milk", category="dairy", price=price, cost=600, popularity=popularity)


def test_slots_follow_the_sorted_keys_whatever_the_file_order():
    forwards = catalog({"a": sku(1, 100), "b": sku(3, 200)})
    backwards = catalog({"b": sku(3, 200), "a": sku(1, 100)})
    assert forwards.ids == backwards.ids == ("a", "b")
    assert forwards.price.tolist() == backwards.price.tolist() == [100, 200]
    assert forwards.cumulative.tolist() == backwards.cumulative.tolist() == [0.25, 1.0]


def test_shares_are_popularities_over_their_sum():
    assert catalog({"a": sku(1), "b": sku(0), "c": sku(3)}).share.tolist() == [0.25, 0.0, 0.75]


@pytest.mark.parametrize("products", [{}, {"a": sku(0)}, {"a": sku(0), "b": sku(0)}])
def test_goods_that_nobody_buys_are_refused(products):
    with pytest.raises(ValueError, match="popularity above 0"):
        catalog(products)


def test_a_product_without_popularity_is_never_picked():
    # Sums of tenths are not exact in binary: the last share must still end at 1.
    goods = catalog({f"{k:04d}": sku(0.1) for k in range(997)} | {"9999": sku(0)})
    edge = np.nextafter(1.0, 0.0)
    assert pick(np.array([0.0, 0.5, edge]), goods.cumulative).max() < 997
