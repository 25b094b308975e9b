"""Checks of stock records: errors stay within what a store survives, and the crew has the time to count."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE
from sim.places import StoreSpec
from sim.units import show_duration

_LEVERS = {"record_shrink": "record.shrink", "record_misscan": "record.misscan", "record_counts": "record.counts"}
_INFORMATION = ("information",)


def check_record_ranges(scenario: Scenario) -> Iterator[Finding]:
    """Yield shares that start outside the range of their lever."""
    for field, path in _LEVERS.items():
        lever, value = CATALOGUE[path], getattr(scenario.information, field)
        if not lever.low <= value <= lever.high:
            message = f"is out of range for the lever {path}"
            yield Finding((*_INFORMATION, field), message, f"{lever.low:g} to {lever.high:g} of all units")


def check_counting(scenario: Scenario) -> Iterator[Finding]:
    """Yield shares to count that take a store's crew longer than it is there on some day."""
    each, products = scenario.places.store_work.count, len(scenario.goods.products)
    everywhere = tuple(scenario.places.stores)
    asked: dict[Path, tuple[float, tuple[str, ...]]] = {
        (*_INFORMATION, "record_counts"): (scenario.information.record_counts, everywhere)
    }
    for key, change in scenario.plan.changes.items():
        if change.lever == "record.counts" and isinstance(change.to, int | float):
            where = everywhere if change.where == "all" else change.where
            asked["plan", "changes", key, "to"] = (float(change.to), where)
    for path, (share, where) in asked.items():
        needed = round(share * products) * each
        for store in where:
            spec = scenario.places.stores.get(store)
            if spec is not None and needed > (there := _shortest_day(spec)):
                message = (
                    f"counting takes {show_duration(needed)} a day, the crew of {store!r} works {show_duration(there)}"
                )
                hint = "count a smaller share a day, or put more people on the roster"
                also = (("places", "stores", store, "shifts"), ("places", "store_work", "count"), ("goods", "products"))
                yield Finding(path, message, hint, also)
                break


def _shortest_day(store: StoreSpec) -> int:
    """Return the person-ms on the roster of the day of the week with the fewest."""
    return min(
        sum((shift.end - shift.start) * shift.staff for shift in store.shifts.values() if shift.days in ("all", days))
        for days in ("weekdays", "weekend")
    )
