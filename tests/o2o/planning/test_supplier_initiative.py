"""Supplier collaboration: the levers of suppliers move where there are suppliers; the overlay can be read anywhere."""

from datetime import date

import pytest

from o2o.planning.arms import menu
from o2o.validate.small_city import put, read, tree
from scenarios.load_programme import load_programme

OF_SUPPLIERS = {"supplier.share_pos", "supplier.flexible", "supplier.contract"}


def moved(city):
    """Return the levers that the initiative moves, and the city with its changes as the overlay would write them."""
    offered = menu(load_programme(), read(city))
    changes = dict(offered.changes(offered.keys.index("i29"), 0, date(2026, 3, 3)))
    city["plan"]["changes"] = {
        key: {"start": change.start.isoformat(), "lever": change.lever, "to": change.to, "where": change.where}
        for key, change in changes.items()
    }
    return {change.lever for change in changes.values()}, read(city)


@pytest.mark.requirement("S140", "S141", "S143")
def test_collaboration_moves_the_levers_of_suppliers_where_there_are_any():
    city = tree()
    levers, _ = moved(city)
    assert levers == {"supply.share_pos"}
    city = tree()
    put(city, ["places", "suppliers", "farm"], {"lead": "2 d", "making": {"lead": "3 d"}})
    city["goods"]["products"]["p00"]["supplier"] = "farm"
    levers, _ = moved(city)
    assert levers == {"supply.share_pos", *OF_SUPPLIERS}
