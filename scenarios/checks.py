"""Checks of a whole scenario: every rule between values, told where the value was written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from scenarios.checks_after_sales import check_agents, check_fear, check_idle_levers, check_services
from scenarios.checks_ahead import check_presale, check_slots
from scenarios.checks_calendar import check_days, check_festivals, check_tick
from scenarios.checks_checkouts import check_kiosks, check_reckoning
from scenarios.checks_corners import check_corner_area, check_corner_visits, check_corners
from scenarios.checks_forecasts import check_festivals_known, check_smoothing
from scenarios.checks_nodes import check_dark_stores, check_pace, check_transit
from scenarios.checks_places import (
    check_carrier,
    check_hours,
    check_needed,
    check_one_city,
    check_people_by_hour,
    check_references,
    check_shifts,
)
from scenarios.checks_plan import check_changes, check_conflicts, check_dates, check_overlaps, check_waves
from scenarios.checks_planning import check_planning
from scenarios.checks_platform import check_platform
from scenarios.checks_policies import check_allocation, check_assistance, check_routing, check_waves_of_work
from scenarios.checks_promised import check_promised
from scenarios.checks_promises import check_promises, check_ranges, check_riders
from scenarios.checks_records import check_counting, check_record_ranges
from scenarios.checks_riders import check_breaks, check_dispatch, check_fleets
from scenarios.checks_shocks import check_shocks
from scenarios.checks_size import check_large, check_money
from scenarios.checks_supply import (
    check_levels,
    check_making,
    check_markdown,
    check_payment,
    check_response,
    check_reviews,
    check_shelf_lives,
    check_supplier_levers,
    check_suppliers,
    check_transhipment,
)
from scenarios.checks_visits import check_installation, check_popups
from scenarios.errors import Problem
from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Node, Path, follow

CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    check_needed,
    check_days,
    check_tick,
    check_festivals,
    check_references,
    check_hours,
    check_shifts,
    check_people_by_hour,
    check_assistance,
    check_reckoning,
    check_kiosks,
    check_carrier,
    check_dark_stores,
    check_pace,
    check_transit,
    check_one_city,
    check_dates,
    check_waves,
    check_changes,
    check_conflicts,
    check_overlaps,
    check_shocks,
    check_platform,
    check_agents,
    check_fear,
    check_idle_levers,
    check_services,
    check_corners,
    check_corner_visits,
    check_corner_area,
    check_slots,
    check_presale,
    check_popups,
    check_installation,
    check_ranges,
    check_riders,
    check_promises,
    check_planning,
    check_promised,
    check_fleets,
    check_breaks,
    check_dispatch,
    check_levels,
    check_reviews,
    check_smoothing,
    check_festivals_known,
    check_routing,
    check_record_ranges,
    check_counting,
    check_waves_of_work,
    check_allocation,
    check_suppliers,
    check_supplier_levers,
    check_shelf_lives,
    check_making,
    check_markdown,
    check_payment,
    check_response,
    check_transhipment,
    check_money,
    check_large,
)


def findings(scenario: Scenario, doubtful: Iterable[Path]) -> list[Finding]:
    """Return what the checks find, without rules that looked at a value under ``doubtful`` paths."""
    replaced = tuple(doubtful)
    found = [finding for check in CHECKS for finding in check(scenario)]
    return [finding for finding in found if not _touches((finding.path, *finding.also), replaced)]


def located(tree: Node, finding: Finding) -> Problem:
    """Return the finding as a problem at the line of its value, or of the block that leaves it out."""
    node, depth = follow(tree, finding.path)
    whole_map = isinstance(node.value, dict) or depth < len(finding.path)
    origin = node.key if whole_map else node.at
    return replace(origin.problem(finding.path, finding.message, finding.hint), level=finding.level)


def _touches(paths: Iterable[Path], replaced: tuple[Path, ...]) -> bool:
    return any(path[: len(other)] == other[: len(path)] for path in paths for other in replaced)
