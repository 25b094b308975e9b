"""Thin placement models: only flows that somebody asked for, with the shipping nodes given or left open.

A chain of hundreds of products asks for most of them at few places on a given day; the full model of
`optimize.placement` would carry every product to every zone in every scenario.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.placement_case import Placement
from optimize.placement_cells import Cells, When, by_mode, may_ship
from optimize.placement_curves import Curves, alone, curves
from sim.units import CNY

ABSENT = -1
"""no such row"""


@dataclass(frozen=True)
class Thin:
    """A thin model and where its decisions and laws stand."""

    model: Model
    cells: Cells
    """flows with columns of their own"""
    lone: Cells
    """flows that the curves stand for"""
    curves: Curves
    stock: Slots
    """columns, shape (K, P); the places P are the N nodes, twice where the shipping nodes are left open"""
    flow: Slots
    """columns, shape (cells,)"""
    enabled: Slots
    """columns, shape (N,); empty where the shipping nodes are given"""
    rows: dict[str, Slots]
    """kind -> rows: held (S, K, P), asked (S, K, Z), room (P,), supply (K,), budget (1,), floor (K,)"""


def free(case: Placement) -> tuple[Reals, Reals]:
    """Return the ends between which stock may lie where nothing is known of it."""
    return case.least, np.full(1, np.inf)


def given(case: Placement, cells: Cells, enabled: NDArray[np.bool_], stock: tuple[Reals, Reals], whole: bool) -> Thin:
    """Return the model in which ``enabled`` nodes ship and stock lies within the two ends of ``stock``."""
    spent = float(case.enabling_cost @ enabled)
    draft = _draft(case, -spent)
    held = _stock(draft, case, ("",), stock, whole)
    return _finish(draft, case, cells.open_at(enabled), (held, np.empty(0, np.int64)), spent)


def left_open(case: Placement, cells: Cells) -> Thin:
    """Return the relaxation in which a node may ship in part: it has stock of its own for either mode.

    One stock for both would lend a node that ships to a third all that it has left over; with a stock for each mode
    (a disjunctive formulation: Balas 1979) the relaxation hardly gains from parts.
    """
    draft = _draft(case, 0.0)
    ships = may_ship(case)
    rests = np.concatenate([np.full(ships.size, np.inf), np.where(ships, np.inf, 0.0)])
    least = np.broadcast_to(case.least, case.holding_cost.shape)
    low = np.concatenate([np.where(ships, 0.0, least), np.zeros_like(least)], axis=1)
    stock = _stock(draft, case, ("while shipping", "otherwise"), (low, rests), False)
    enabled = draft.columns("enabling", (case.nodes,), cost=-case.enabling_cost / CNY, high=ships)
    sku, node = np.nonzero(np.where(ships, least, 0.0))
    held = draft.rows("units to hold", (_numbers(sku.size),), Sense.AT_LEAST, least[sku, node], Origin.LIMIT)
    for place in (node, node + ships.size):
        draft.enter(held, stock[sku, place], 1.0)
    return _finish(draft, case, by_mode(case, cells), (stock, enabled), 0.0)


def _draft(case: Placement, less: float) -> Draft:
    lost = float(case.chance @ case.demand.sum(axis=2) @ case.lost_cost)
    return Draft(Aim.MOST, base=(less - lost) / CNY)


def _stock(draft: Draft, case: Placement, modes: tuple[str, ...], ends: tuple[Reals, Reals], whole: bool) -> Slots:
    """Add the stock of each mode and return its columns, shape (K, modes x N)."""
    unit = case.unit_cost[:, None] + case.holding_cost - case.salvage[:, None]
    places = tuple(f"{node} {mode}".rstrip() for mode in modes for node in case.nodes)
    cost = -np.tile(unit, len(modes)) / CNY
    return draft.columns("stock of", (case.skus, places), cost=cost, low=ends[0], high=ends[1], integer=whole)


def _finish(draft: Draft, case: Placement, cells: Cells, columns: tuple[Slots, Slots], spent: float) -> Thin:
    stock, enabled = columns
    by_curve = alone(case, cells)[cells.node]
    lone, cells = cells.only(by_curve), cells.only(~by_curve)
    steps = curves(case, lone)
    sold = draft.columns(
        "sales", (_numbers(steps.sku.size),), cost=steps.chance * steps.margin / CNY, high=steps.length
    )
    flow = draft.columns("flow", (_numbers(cells.sku.size),), cost=cells.margin(case) / CNY, high=cells.asked(case))
    rows = {
        "held": _held(draft, case, cells, flow, stock),
        "asked": _asked(draft, case, cells, flow),
    }
    _curved(draft, case, steps, sold, stock)
    _gate(draft, case, cells, flow, enabled)
    rows |= _limits(draft, case, (stock, enabled), spent)
    rows["floor"] = _floors(draft, case, (cells, flow), (steps, sold))
    return Thin(draft.model(), cells, lone, steps, stock, flow, enabled, rows)


def _gate(draft: Draft, case: Placement, cells: Cells, flow: Slots, enabled: Slots) -> None:
    """Add the law that a flow of one mode is no larger than the part of its node in that mode."""
    gated = cells.only(cells.when != When.ALWAYS.value)
    flow = flow[cells.when != When.ALWAYS.value]
    asked = gated.asked(case)
    rests = np.where(gated.when == When.NOT_SHIPPING.value, asked, 0.0)
    gate = draft.rows("enabled", (_numbers(flow.size),), Sense.AT_MOST, rests, Origin.LAW)
    draft.enter(gate, flow, 1.0)
    draft.enter(gate, enabled[gated.node], -asked * gated.when)


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def _curved(draft: Draft, case: Placement, steps: Curves, sold: Slots, stock: Slots) -> None:
    """Add the law that a node sells no more than it holds, where a curve says what it would sell."""
    shape = (len(case.skus), len(case.nodes))
    used, place = np.unique(np.ravel_multi_index((steps.sku, steps.node), shape), return_inverse=True)
    rows = draft.rows("stock sold", (_numbers(used.size),), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(rows[place], sold, 1.0)
    sku, node = np.unravel_index(used, shape)
    draft.enter(rows, stock[sku, node], -1.0)


def _held(draft: Draft, case: Placement, cells: Cells, flow: Slots, stock: Slots) -> Slots:
    """Add the law that nobody sends what is not there, where anything is sent."""
    shape = (len(case.chance), *stock.shape)
    used, place = np.unique(np.ravel_multi_index((cells.scenario, cells.sku, cells.place), shape), return_inverse=True)
    held = draft.rows("stock held", (tuple(map(str, used)),), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(held[place], flow, 1.0)
    _, sku, at = np.unravel_index(used, shape)
    draft.enter(held, stock[sku, at], -1.0)
    return _placed(held, used, shape)


def _asked(draft: Draft, case: Placement, cells: Cells, flow: Slots) -> Slots:
    """Add the law that nobody gets more than was asked for, where several nodes may send."""
    shape = (len(case.chance), len(case.skus), len(case.zones))
    at = np.ravel_multi_index((cells.scenario, cells.sku, cells.zone), shape)
    used, place, count = np.unique(at, return_inverse=True, return_counts=True)
    shared = count > 1
    number = np.cumsum(shared) - 1
    asked = draft.rows("demand", (tuple(map(str, used[shared])),), Sense.AT_MOST, _at(case, used[shared]), Origin.LAW)
    several = shared[place]
    draft.enter(asked[number[place[several]]], flow[several], 1.0)
    return _placed(asked, used[shared], shape)


def _at(case: Placement, cells: Slots) -> Reals:
    return case.demand.reshape(-1)[cells]


def _placed(rows: Slots, used: Slots, shape: tuple[int, ...]) -> Slots:
    where = np.full(int(np.prod(shape)), ABSENT, np.int64)
    where[used] = rows
    return where.reshape(shape)


def _limits(draft: Draft, case: Placement, columns: tuple[Slots, Slots], spent: float) -> dict[str, Slots]:
    """Add room, supply and budget, each only where the case sets one."""
    stock, enabled = columns
    scarce = np.flatnonzero(np.isfinite(case.available))
    names = tuple(case.skus[k] for k in scarce)
    supply = draft.rows("supply of", (names,), Sense.AT_MOST, case.available[scarce], Origin.LIMIT)
    draft.enter(supply[:, None], stock[scarce], 1.0)
    found = {
        "room": _room(draft, case, stock, enabled),
        "supply": _placed(supply, scarce, (len(case.skus),)),
        "budget": np.full(1, ABSENT, np.int64),
    }
    if np.isfinite(case.budget):
        limit = (case.budget - spent) / CNY
        found["budget"] = draft.rows("budget in CNY", (("",),), Sense.AT_MOST, limit, Origin.LIMIT)
        paid = (case.unit_cost[:, None] + case.holding_cost) / CNY
        draft.enter(found["budget"], stock, np.tile(paid, stock.shape[1] // paid.shape[1]))
        draft.enter(found["budget"], enabled, case.enabling_cost[: enabled.size] / CNY)
    return found


def _room(draft: Draft, case: Placement, stock: Slots, enabled: Slots) -> Slots:
    """Add the room of each node, in the relaxation that part of it which each mode has."""
    nodes = len(case.nodes)
    place = np.flatnonzero(np.isfinite(np.tile(case.capacity, stock.shape[1] // nodes)))
    node, litres = place % nodes, case.capacity[place % nodes]
    split = (may_ship(case) & (enabled.size > 0))[node]
    least = np.where(split & (place < nodes), 0.0, litres)
    names = tuple(case.nodes[n] for n in node)
    room = draft.rows("room in litres at", (names,), Sense.AT_MOST, least, Origin.LIMIT)
    draft.enter(room[None, :], stock[:, place], case.litres[:, None])
    turn = np.where(place < nodes, -litres, litres)
    draft.enter(room[split], enabled[node[split]], turn[split])
    return _placed(room, place, (stock.shape[1],))


def _floors(draft: Draft, case: Placement, flows: tuple[Cells, Slots], sales: tuple[Curves, Slots]) -> Slots:
    (cells, flow), (steps, sold) = flows, sales
    promised = np.flatnonzero(case.service_floor > 0)
    expected = (case.chance @ case.demand.sum(axis=2))[promised]
    names = tuple(case.skus[k] for k in promised)
    least = case.service_floor[promised] * expected
    floor = draft.rows("units to serve of", (names,), Sense.AT_LEAST, least, Origin.LIMIT)
    found = _placed(floor, promised, (len(case.skus),))
    for sku, columns, chance in ((cells.sku, flow, case.chance[cells.scenario]), (steps.sku, sold, steps.chance)):
        served = found[sku] >= 0
        draft.enter(found[sku[served]], columns[served], chance[served])
    return found
