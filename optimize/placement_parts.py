"""Placement of long ranges: which nodes ship by Benders cuts, stock by thin linear programs, whole units at the end.

For chains that `optimize.placement` cannot hold in one model; the mathematics are in docs/theory/placement.md.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimize.backends import Effort
from optimize.checker import check_placement, refuse
from optimize.errors import SolverFailedError
from optimize.explain import accepted
from optimize.model import Aim, Draft, Origin, Reals, Sense
from optimize.placement import SNAP, in_fen, place
from optimize.placement_bound import Cut, cut, prices
from optimize.placement_case import Flow, Placement, PlacementPlan
from optimize.placement_cells import Cells, all_cells
from optimize.placement_curves import dealt
from optimize.placement_thin import Thin, free, given, left_open
from optimize.solution import Proof, Solution, Status
from optimize.solving import USUAL_EFFORT, Solver, solve
from sim.units import CNY

ROUNDS = 12
"""shipping nodes tried, at most"""
ENOUGH = 1e-2
"""relative gap that a planner of long ranges asks for"""
_HALF = 0.5

Nodes = NDArray[np.bool_]


@dataclass
class _Search:
    """What is known on the way: bounds, and the best shipping nodes with their relaxed stock."""

    case: Placement
    cells: Cells
    effort: Effort
    cuts: list[Cut] = field(default_factory=list)
    tried: list[Nodes] = field(default_factory=list)
    best: float = -np.inf
    nodes: Nodes | None = None
    stock: Reals | None = None
    until: float = 0.0
    stopped: bool = False

    def left(self) -> Effort:
        """Return the effort that is left of the wall clock."""
        return replace(self.effort, wall_seconds=max(1.0, self.until - time.perf_counter()))

    def has_tried(self, nodes: Nodes) -> bool:
        """Return whether these shipping nodes were tried."""
        return any(np.array_equal(nodes, seen) for seen in self.tried)

    def over(self) -> bool:
        """Return whether the wall clock has run out; a plan cut short by it says so."""
        self.stopped = self.stopped or time.perf_counter() > self.until
        return self.stopped


def place_in_parts(case: Placement, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> PlacementPlan:
    """Return stock and enabled nodes within ``effort.gap`` of the best, or as near as rounds and clock allow.

    Raises:
        InfeasiblePlanError: the limits clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    cells = all_cells(case)
    if not cells.sku.size or (case.unit_cost[:, None] + case.holding_cost < case.salvage[:, None]).any():
        return place(case, solver, effort)
    search = _Search(case, cells, effort, until=time.perf_counter() + effort.wall_seconds)
    _try(search, np.zeros(len(case.nodes), bool), solver)
    nodes = _next(search, solver)
    if nodes is not None or not search.cuts:
        nodes = _relaxed(search, solver)
    while nodes is not None and len(search.tried) < ROUNDS and not search.over():
        if not search.has_tried(nodes):
            _try(search, nodes, solver)
        nodes = _next(search, solver)
    if search.nodes is None or search.stock is None:
        return place(case, solver, effort)
    return _whole(search, search.nodes, search.stock, solver)


def _relaxed(search: _Search, solver: Solver) -> Nodes | None:
    """Note what the relaxation says no plan exceeds, and return the nodes that it mostly enables."""
    thin = left_open(search.case, search.cells)
    found = solve(thin.model, solver, search.left())
    if found.status is Status.INFEASIBLE or found.values is None:
        return None
    _note(search, thin, found)
    return found.values[thin.enabled] > _HALF


def _note(search: _Search, thin: Thin, found: Solution) -> None:
    if found.values is not None and found.duals is not None:
        search.cuts.append(cut(search.case, search.cells, prices(search.case, thin, found.values, found.duals)))


def _try(search: _Search, nodes: Nodes, solver: Solver) -> None:
    """Solve the relaxed stock for given shipping nodes and note the cut that it gives."""
    search.tried.append(nodes)
    thin = given(search.case, search.cells, nodes, free(search.case), whole=False)
    found = solve(thin.model, solver, search.left())
    if found.values is None or found.objective is None:
        return
    _note(search, thin, found)
    if found.objective > search.best:
        search.best, search.nodes, search.stock = found.objective, nodes, found.values[thin.stock]


def _next(search: _Search, solver: Solver) -> Nodes | None:
    """Return the nodes that the cuts still hope most of; None when the hope is within the gap, or was tried."""
    if not search.cuts:
        return None
    hope, nodes = _hope(search.case, search.cuts, solver)
    near = hope - search.best <= search.effort.gap / 2 * abs(search.best)
    return None if near or search.has_tried(nodes) else nodes


def _hope(case: Placement, cuts: Sequence[Cut], solver: Solver) -> tuple[float, Nodes]:
    """Return the value that no plan exceeds by all ``cuts``, CNY, and the shipping nodes where it lies.

    Shared money and room are dealt out among the products, so that each product's cuts hold by themselves.
    """
    draft = Draft(Aim.MOST)
    worth = draft.columns("worth of", (case.skus,), cost=1.0, low=-np.inf)
    some = np.array([one.gain.any(axis=0) for one in cuts]).any(axis=0)
    ships = draft.columns("enabling", (case.nodes,), cost=-case.enabling_cost / CNY, high=some, integer=True)
    rows = draft.rows("cut", (tuple(map(str, range(len(cuts)))), case.skus), Sense.AT_MOST, _bases(cuts), Origin.LAW)
    draft.enter(rows, worth[None, :], 1.0)
    draft.enter(rows[:, :, None], ships, -np.array([one.gain for one in cuts]))
    if np.isfinite(case.budget):
        money = draft.columns("money for", (case.skus,))
        budget = draft.rows("budget in CNY", (), Sense.AT_MOST, case.budget / CNY, Origin.LIMIT)
        draft.enter(budget, money, 1.0)
        draft.enter(budget, ships, case.enabling_cost / CNY)
        draft.enter(rows, money[None, :], -np.array([[one.money] for one in cuts]))
    tight = np.flatnonzero(np.isfinite(case.capacity))
    litres = draft.columns("room for", (case.skus, tuple(case.nodes[n] for n in tight)))
    room = draft.rows(
        "room at", (tuple(case.nodes[n] for n in tight),), Sense.AT_MOST, case.capacity[tight], Origin.LIMIT
    )
    draft.enter(room[None, :], litres, 1.0)
    draft.enter(rows[:, :, None], litres[None], -np.array([one.room[None, tight] for one in cuts]))
    values, proof = accepted(draft.model(), solver, Effort(gap=1e-4))
    return proof.bound, values[ships] > _HALF


def _bases(cuts: Sequence[Cut]) -> Reals:
    return np.array([one.base for one in cuts])


def _whole(search: _Search, nodes: Nodes, stock: Reals, solver: Solver) -> PlacementPlan:
    """Return the plan in whole units nearest to the relaxed ``stock``: each level goes up or down to the next."""
    case = search.case
    ends = (np.floor(stock + SNAP), np.ceil(stock - SNAP))
    effort = replace(search.left(), gap=search.effort.gap / 10)
    for low, high in (ends, free(case)):
        thin = given(case, search.cells, nodes, (low, high), whole=case.whole)
        found = solve(thin.model, solver, effort)
        if found.values is not None:
            return _plan(search, nodes, thin, found)
    raise SolverFailedError("no plan in whole units was found in time; allow more seconds or accept a wider gap")


def _plan(search: _Search, nodes: Nodes, thin: Thin, found: Solution) -> PlacementPlan:
    case = search.case
    if found.values is None or found.objective is None:
        raise SolverFailedError(f"{found.solver} found no plan")
    near = np.rint(found.values)
    tidy = np.where(case.whole & (np.abs(found.values - near) <= SNAP), near, found.values)
    stock = tidy[thin.stock]
    flows = (*_flows(thin.cells, tidy[thin.flow]), *_flows(thin.lone, dealt(case, thin.lone, stock)))
    plan = PlacementPlan(
        stock=stock,
        enabled=nodes,
        flows=flows,
        proof=in_fen(_proof(search, found)),
    )
    refuse(check_placement(case, plan))
    return plan


def _flows(cells: Cells, units: Reals) -> Iterator[Flow]:
    moved = cells.only(units > SNAP)
    columns = (moved.scenario, moved.sku, moved.node, moved.zone, units[units > SNAP])
    return (Flow(*row) for row in zip(*(column.tolist() for column in columns), strict=True))


def _proof(search: _Search, found: Solution) -> Proof:
    objective = float(found.objective or 0.0)
    bound = max(_hope(search.case, search.cuts, Solver.HIGHS)[0], objective)
    near = bound - objective <= search.effort.gap * abs(objective)
    reproducible = found.reproducible and not search.stopped
    return Proof(objective, bound, near, found.solver, reproducible, found.notes)


def lived(case: Placement, stock: Reals, enabled: Nodes, solver: Solver = Solver.HIGHS) -> float:
    """Return the expected value in fen of given stock and shipping nodes under the demand of ``case``.

    Raises:
        InfeasiblePlanError: they break a limit of ``case``.
    """
    thin = given(case, all_cells(case), enabled, (stock, stock), whole=False)
    return accepted(thin.model, solver)[1].objective * CNY


def wait_and_see(case: Placement, solver: Solver = Solver.HIGHS) -> float:
    """Return what nobody exceeds who knows each scenario in advance, fen; service floors are left out of it."""
    worth = 0.0
    for s, chance in enumerate(case.chance.tolist()):
        alone = replace(
            case, chance=np.ones(1), demand=case.demand[s : s + 1], service_floor=np.zeros_like(case.service_floor)
        )
        worth += chance * accepted(left_open(alone, all_cells(alone)).model, solver)[1].bound
    return worth * CNY
