"""The assignment model: units sent per line, product and site; packages, splits and shortages per order.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.assignment_case import Assignment, Prices
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots


@dataclass(frozen=True)
class Ways:
    """What could be sent: every line, product and site that go together; W of them."""

    line: Slots
    sku: Slots
    site: Slots
    cost: Reals
    """of a unit, the worth of the stock and of the picking included, and the package of an order of one unit"""
    pair: Slots
    """order and site as one number"""


@dataclass(frozen=True)
class Formulation:
    """A model of a case and where its decisions and its scarce goods stand."""

    model: Model
    ways: Ways
    send: Slots
    """column of each way, shape (W,)"""
    left: Slots
    """column of each line, shape (L,)"""
    owner: Slots
    """order of each column, shape (columns,)"""
    stock_rows: Slots
    """row of each cell of stock that can run out, shape (cells,)"""
    cells: Slots
    """those cells, site * K + product"""
    picking_rows: Slots
    busy: Slots
    """sites whose picking can run out"""


def ways(case: Assignment, prices: Prices) -> Ways:
    """Return what could be sent, line by line."""
    line = np.concatenate([np.arange(case.order.size), case.substitutes.line])
    sku = np.concatenate([case.sku, case.substitutes.sku])
    extra = np.concatenate([np.zeros(case.order.size), case.substitutes.cost])
    # Where all must be served, stock of 0 stays in sight, so that an explanation can ask for more of it.
    there = (case.stock[:, sku].T > 0) | np.isinf(case.lost_cost[line])[:, None]
    usable = np.isfinite(case.freight[case.order[line]]) & there
    option, site = np.nonzero(usable)
    line, sku, order = line[option], sku[option], case.order[line[option]]
    cost = case.sending_cost[line, site] + extra[option] + prices.stock[site, sku] + prices.picking[site]
    cost += np.where(single(case)[order], case.package_cost[order, site], 0.0)
    return Ways(line, sku, site, cost, pair=order * len(case.sites) + site)


def single(case: Assignment) -> NDArray[np.bool_]:
    """Return the orders of one unit, shape (O,): with nothing to split, their package is no decision of its own."""
    return np.bincount(case.order, case.units, minlength=len(case.orders)) == 1


def formulate(case: Assignment, prices: Prices) -> Formulation:
    """Return the model: units sent per way, a package per order and site used, units left out."""
    draft = Draft(Aim.LEAST)
    found = ways(case, prices)
    weight = np.broadcast_to(case.weight, len(case.orders))
    asked = case.units * weight[case.order]
    send = draft.columns(
        "send",
        (_ways_named(case, found),),
        cost=found.cost,
        # Never the stock: what binds here would be missing from the price of the stock.
        high=asked[found.line],
        integer=True,
    )
    endless = np.isinf(case.lost_cost)
    left = draft.columns(
        "leave out of",
        (_lines_named(case),),
        cost=np.where(endless, 0.0, case.lost_cost) + np.where(single(case), case.short_cost, 0.0)[case.order],
        high=np.where(endless, 0.0, asked),
        integer=True,
    )
    served = draft.rows("all of", (_lines_named(case),), Sense.EQUAL, asked, Origin.LAW)
    draft.enter(served[found.line], send, 1.0)
    draft.enter(served, left, 1.0)
    packed = _packages(draft, case, found, send)
    disappointed = _shortages(draft, case, left)
    rows = _scarce(draft, case, found, send)
    owner = np.concatenate([case.order[found.line], case.order, packed, disappointed])
    return Formulation(draft.model(), found, send, left, owner, *rows)


def _packages(draft: Draft, case: Assignment, found: Ways, send: Slots) -> Slots:
    """Add a package per order and site, open as soon as anything goes into it; return the order of each."""
    weight = np.broadcast_to(case.weight, len(case.orders))
    several = np.flatnonzero(~single(case)[case.order[found.line]])
    pairs, place = np.unique(found.pair[several], return_inverse=True)
    order, site = np.divmod(pairs, len(case.sites))
    names = tuple(
        f"of {case.orders[o]} from {case.sites[s]}" for o, s in zip(order.tolist(), site.tolist(), strict=True)
    )
    package = draft.columns("package", (names,), cost=case.package_cost[order, site], high=weight[order], integer=True)
    # Line by line, so that the relaxation cannot open a tenth of a package for one of ten lines.
    group, row = np.unique((found.line * len(case.sites) + found.site)[several], return_inverse=True)
    first = np.zeros(group.size, np.int64)
    first[row] = place
    line = group // len(case.sites)
    packed = draft.rows("packed", (tuple(map(str, group.tolist())),), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(packed[row], send[several], 1.0)
    draft.enter(packed, package[first], -case.units[line].astype(float))
    limited = np.flatnonzero(case.most_packages < np.bincount(order, minlength=len(case.orders)))
    split = draft.rows(
        "packages of",
        (tuple(case.orders[o] for o in limited.tolist()),),
        Sense.AT_MOST,
        case.most_packages[limited] * weight[limited],
        Origin.LIMIT,
    )
    chosen = np.flatnonzero(np.isin(order, limited))
    draft.enter(split[np.searchsorted(limited, order[chosen])], package[chosen], 1.0)
    return order


def _shortages(draft: Draft, case: Assignment, left: Slots) -> Slots:
    """Add what it costs to disappoint an order at all, where it costs something; return the order of each."""
    weight = np.broadcast_to(case.weight, len(case.orders))
    order = np.flatnonzero((case.short_cost > 0) & ~single(case))
    names = tuple(case.orders[o] for o in order.tolist())
    short = draft.columns("disappoint", (names,), cost=case.short_cost[order], high=weight[order], integer=True)
    line = np.flatnonzero(np.isin(case.order, order))
    told = draft.rows("told", (tuple(map(str, line.tolist())),), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(told, left[line], 1.0)
    draft.enter(told, short[np.searchsorted(order, case.order[line])], -case.units[line].astype(float))
    return order


def _scarce(draft: Draft, case: Assignment, found: Ways, send: Slots) -> tuple[Slots, Slots, Slots, Slots]:
    """Add the limits that can bind at all: stock by cell, picking by site."""
    weight = np.broadcast_to(case.weight, len(case.orders))
    asked = (case.units * weight[case.order])[found.line]
    cell = found.site * len(case.skus) + found.sku
    wanted = np.bincount(cell, asked, minlength=case.stock.size)
    cells = np.flatnonzero(wanted > case.stock.ravel())
    names = tuple(f"{case.skus[c % len(case.skus)]} at {case.sites[c // len(case.skus)]}" for c in cells.tolist())
    stock = draft.rows("stock of", (names,), Sense.AT_MOST, case.stock.ravel()[cells], Origin.LIMIT)
    _limit_all(draft, (stock, cells), cell, send)
    busy = np.flatnonzero(np.bincount(found.site, asked, minlength=len(case.sites)) > case.capacity)
    names = tuple(case.sites[s] for s in busy.tolist())
    picking = draft.rows("units picked at", (names,), Sense.AT_MOST, case.capacity[busy], Origin.LIMIT)
    _limit_all(draft, (picking, busy), found.site, send)
    return stock, cells, picking, busy


def _limit_all(draft: Draft, limits: tuple[Slots, Slots], key: Slots, columns: Slots) -> None:
    """Enter each column into the row of its key, where there is one."""
    rows, keys = limits
    if not keys.size:
        return
    at = np.minimum(np.searchsorted(keys, key), keys.size - 1)
    chosen = np.flatnonzero(keys[at] == key)
    draft.enter(rows[at[chosen]], columns[chosen], 1.0)


def _ways_named(case: Assignment, found: Ways) -> tuple[str, ...]:
    rows = zip(found.line.tolist(), found.sku.tolist(), found.site.tolist(), strict=True)
    return tuple(f"{case.orders[case.order[line]]}: {case.skus[k]} from {case.sites[s]}" for line, k, s in rows)


def _lines_named(case: Assignment) -> tuple[str, ...]:
    rows = zip(case.order.tolist(), case.sku.tolist(), strict=True)
    return tuple(f"{case.orders[order]}: {case.skus[sku]}" for order, sku in rows)
