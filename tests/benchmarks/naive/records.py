"""Records: every night counts set some of them right, and losses and wrong scans put others wrong."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from naive.shelf import Shelf
from naive.store import COUNTING, Store
from simpy import Event

from sim.facts import Task

if TYPE_CHECKING:
    from naive.town import Town


def count_shelves(town: "Town", store: Store) -> Generator[Event, None, None]:
    """Count the products whose turn it is today, when nobody is needed elsewhere."""
    skus = len(town.skus)
    first = round(store.rounds * skus)
    store.rounds += town.information.record_counts
    turn = range(first, round(store.rounds * skus))
    asked = town.env.now
    with store.counts.request() as place:
        yield place
        with store.crew.request(priority=COUNTING) as clerk:
            yield clerk
            began = town.env.now
            yield town.env.timeout(town.store_work.count * len(turn))
    store.worked(Task.COUNT, began - asked, town.env.now - began)
    store.counted += [sku % skus for sku in turn]


def close_records(town: "Town", store: Store) -> None:
    """Enter the day's counts, then lose and misread units."""
    shelf, information = town.shelves[store.slot], town.information
    for sku in store.counted:
        correct(shelf, sku)
    store.counted.clear()
    if not information.record_shrink and not information.record_misscan:
        return
    for sku, loose in enumerate(shelf.loose):
        lost = some_of(town, loose, information.record_shrink)
        if lost:
            shelf.physical[sku] -= lost
            shelf.loose[sku] -= lost
            shelf.error[sku] += lost
            shelf.day["shrunk"][sku] += lost
    for flow, sign in (("sold", 1), ("received", -1)):
        for sku, units in enumerate(shelf.day[flow]):
            wrong = sign * some_of(town, units, information.record_misscan)
            if wrong:
                misread(shelf, sku, wrong)
                misread(shelf, town.taken_for[sku], -wrong)


def close_shorts(shelf: Shelf) -> None:
    """Give up the promises that pickers found empty, and set those records right."""
    for sku in shelf.not_found:
        shelf.day["oversold"][sku] += 1
        shelf.change(sku, 1)
    for sku in set(shelf.not_found):
        correct(shelf, sku)
    shelf.not_found.clear()


def correct(shelf: Shelf, sku: int) -> None:
    """Set a record right."""
    error = shelf.error[sku]
    shelf.error[sku] = 0
    shelf.day["corrected"][sku] -= error
    shelf.day["counted"][sku] = 1
    if error:
        shelf.change(sku, -error)


def misread(shelf: Shelf, sku: int, units: int) -> None:
    """Move a record without the goods."""
    shelf.error[sku] += units
    shelf.day["misread"][sku] += units
    shelf.change(sku, units)


def some_of(town: "Town", units: int, share: float) -> int:
    """Return how many of ``units`` meet a fate of chance ``share``."""
    return sum(town.rng.random() < share for _ in range(units))
