"""The myopic baseline of budget plans: the best return next, with the prerequisites it lacks, as early as it fits."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from optimize.budget_case import Programme, Purchase
from optimize.budget_schedule import Schedule, startable, weighed

Bundle = tuple[Purchase, ...]


def greedy(case: Programme) -> tuple[Purchase, ...]:
    """Return the purchases of a planner who ranks by return: value added per fen, and never looks back.

    Each round buys the scope, bundled with the prerequisites it still lacks, of the highest return among those that
    fit; it begins as early as they allow. What the programme requires comes first.
    """
    bought: tuple[Purchase, ...] = ()
    for initiative in case.required:
        bought += next((bundle for _, bundle in _ranked(case, bought, (initiative,), worthwhile=-np.inf)), ())
    everything = tuple(range(len(case.initiatives)))
    while best := next((bundle for _, bundle in _ranked(case, bought, everything, worthwhile=0.0)), ()):
        bought += best
    return tuple(sorted(bought, key=lambda purchase: (purchase.month, purchase)))


def _ranked(case: Programme, bought: Bundle, among: tuple[int, ...], worthwhile: float) -> list[tuple[float, Bundle]]:
    """Return the bundles that add more than ``worthwhile``, the highest return first; ties by slot."""
    before = weighed(case, Schedule(case, bought).worth)
    found = []
    for initiative in among:
        for bundle in _fitting(case, bought, initiative):
            added = weighed(case, Schedule(case, bought + bundle).worth) - before
            cost = sum(float(case.cost[p.initiative, p.scope]) for p in bundle)
            if added > worthwhile:
                found.append((added / max(cost, 1.0), bundle))
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def _fitting(case: Programme, bought: Bundle, initiative: int) -> Iterator[Bundle]:
    """Yield the earliest bundle that fits for each further scope of ``initiative``."""
    had = {(p.initiative, p.scope) for p in bought}
    for scope in range(len(case.scopes)):
        if (initiative, scope) in had:
            continue
        for month in range(case.horizon):
            bundle = _bundle(case, bought, (initiative, scope), month)
            if bundle and Schedule(case, bought + bundle).keeps_limits:
                yield bundle
                break


def _bundle(case: Programme, bought: Bundle, wanted: tuple[int, int], month: int) -> Bundle:
    """Return the purchases that make ``wanted`` begin from ``month`` on; none when the horizon is too short."""
    begins = {(p.initiative, p.scope): p.month for p in bought}
    known = set(begins)
    if _begin(case, begins, wanted, month) is None:
        return ()
    return tuple(Purchase(*key, begins[key]) for key in begins if key not in known)


def _begin(case: Programme, begins: dict[tuple[int, int], int], wanted: tuple[int, int], month: int) -> int | None:
    """Enter the beginning of ``wanted`` and of what it lacks, from ``month`` on; None when it cannot be."""
    if wanted in begins:
        return begins[wanted]
    initiative, scope = wanted
    earliest = [month]
    for key, pause in chain(_below(case, wanted), _lacking(case, begins, wanted)):
        began = _begin(case, begins, key, month)
        if began is None:
            return None
        earliest.append(began + pause)
    opened = np.flatnonzero(startable(case)[initiative, scope, max(earliest) :])
    if not len(opened):
        return None
    begins[wanted] = max(earliest) + int(opened[0])
    return begins[wanted]


def _below(case: Programme, wanted: tuple[int, int]) -> Iterator[tuple[tuple[int, int], int]]:
    initiative, scope = wanted
    if scope:
        below = (initiative, scope - 1)
        yield below, 0 if case.pilot_months is None else int(case.months[below]) + case.pilot_months


def _lacking(
    case: Programme, begins: dict[tuple[int, int], int], wanted: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the cheapest way to meet each prerequisite, and the months until it is live."""
    initiative, scope = wanted
    for need in case.needs:
        if need.initiative == initiative:
            there = [(other, scope) for other in need.one_of if (other, scope) in begins]
            ways = there or [(other, scope) for other in need.one_of]
            way = min(ways, key=lambda key: (float(case.cost[key[0], : scope + 1].sum()), key))
            yield way, int(case.months[way])
