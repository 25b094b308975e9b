"""Checks of stock information: values stay within their levers' ranges, and the crew has the time to count."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE
from sim.places import StoreSpec
from sim.units import show_duration

_INFORMATION, _ALLOCATION = ("information",), ("policies", "allocation")
_LEVERS: dict[Path, str] = {
    (*_INFORMATION, "sync_latency"): "sync.latency",
    (*_INFORMATION, "record_shrink"): "record.shrink",
    (*_INFORMATION, "record_misscan"): "record.misscan",
    (*_INFORMATION, "record_counts"): "record.counts",
    (*_INFORMATION, "forecast_error"): "forecast.error",
    (*_ALLOCATION, "walk_ins"): "channel.protection",
    (*_ALLOCATION, "instant"): "ration.instant",
    (*_ALLOCATION, "collect"): "ration.collect",
}
_LIMITS = {
    "duration": "0 min to 30 d",
    "share": "0 to 0.5 of the units",
    "count": "0 to 1,000,000 units",
    "factor": "0 to 10",
}


def check_record_ranges(scenario: Scenario) -> Iterator[Finding]:
    """Yield values of stock information that start outside the range of their lever."""
    blocks: dict[Path, object] = {_INFORMATION: scenario.information, _ALLOCATION: scenario.policies.allocation}
    for path, name in _LEVERS.items():
        lever, value = CATALOGUE[name], getattr(blocks[path[:-1]], str(path[-1]))
        if not lever.low <= value <= lever.high:
            yield Finding(path, f"is out of range for the lever {name}", _LIMITS[lever.unit])


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
