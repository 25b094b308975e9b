"""Placement of long ranges: which nodes ship by Benders cuts, stock by thin linear programs, whole units at the end.

For chains that `optimize.placement` cannot hold in one model; the mathematics are in docs/theory/placement.md.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimize import scale
from optimize.backends import Effort, halfway
from optimize.checker import check_placement, refuse
from optimize.errors import SolverFailedError
from optimize.explain import accepted
from optimize.model import Aim, Draft, Origin, Reals, Sense
from optimize.placement import SNAP, in_fen
from optimize.placement import place as place_whole
from optimize.placement_bound import Cut, cut, prices
from optimize.placement_case import Flow, Placement, PlacementPlan
from optimize.placement_cells import Cells, all_cells, by_mode, may_ship
from optimize.placement_curves import dealt
from optimize.placement_thin import Thin, free, given, left_open
from optimize.solution import Proof, Solution
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
    modes: Cells
    effort: Effort
    until: float
    cuts: list[Cut] = field(default_factory=list)
    tried: list[Nodes] = field(default_factory=list)
    best: float = -np.inf
    nodes: Nodes | None = None
    stock: Reals | None = None
    stopped: bool = False

    def left(self) -> Effort:
        """Return the effort that is left of the wall clock."""
        return replace(self.effort, wall_seconds=max(1.0, self.until - time.perf_counter()))

    def over(self) -> bool:
        """Return whether the wall clock has run out; a plan cut short by it says so."""
        self.stopped = self.stopped or time.perf_counter() > self.until
        return self.stopped

    def note(self, thin: Thin, values: Reals, duals: Reals) -> None:
        """Add the cut that a solved model gives."""
        found = prices(self.case, self.modes, thin, values, duals)
        self.cuts.append(cut(self.case, self.modes, found))


def place_in_parts(case: Placement, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> PlacementPlan:
    """Return stock and enabled nodes within ``effort.gap`` of the best, or as near as rounds and clock allow.

    Raises:
        InfeasiblePlanError: the limits clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    cells = all_cells(case)
    if not cells.sku.size or (case.unit_cost[:, None] + case.holding_cost < case.salvage[:, None]).any():
        return place_whole(case, solver, effort)
    search = _Search(case, cells, by_mode(case, cells), effort, time.perf_counter() + effort.wall_seconds)
    nodes: Nodes | None = _relaxed(search)
    while nodes is not None and len(search.tried) < ROUNDS and not search.over():
        _try(search, nodes, solver)
        nodes = _next(search, solver)
    if search.nodes is None or search.stock is None:
        # Limits that clash in the relaxation are named by it, long before the whole model could.
        accepted(left_open(case, cells).model, solver, search.left())
        return place_whole(case, solver, effort)
    return _whole(search, search.nodes, search.stock, solver)


def _relaxed(search: _Search) -> Nodes:
    """Note what the relaxation says no plan exceeds, and return the nodes that it mostly enables."""
    if not may_ship(search.case).any():
        return np.zeros(len(search.case.nodes), bool)
    thin = left_open(search.case, search.cells)
    scale.check(thin.model)
    values, duals = halfway(thin.model, search.left().wall_seconds)
    search.note(thin, values, duals)
    return np.asarray(values[thin.enabled] > _HALF)


def _try(search: _Search, nodes: Nodes, solver: Solver) -> None:
    """Solve the relaxed stock for given shipping nodes and note the cut that it gives."""
    search.tried.append(nodes)
    thin = given(search.case, search.cells, nodes, free(search.case), whole=False)
    found = solve(thin.model, solver, search.left())
    if found.values is None or found.objective is None or found.duals is None:
        return
    search.note(thin, found.values, found.duals)
    if found.objective > search.best:
        search.best, search.nodes, search.stock = found.objective, nodes, found.values[thin.stock]


def _next(search: _Search, solver: Solver) -> Nodes | None:
    """Return the nodes not tried yet that the cuts hope most of; None when that is within the gap of the best."""
    if not search.cuts:
        return None
    hope, nodes = _hope(search, solver)
    near = hope - search.best <= search.effort.gap / 2 * abs(search.best)
    return None if near or any(np.array_equal(nodes, seen) for seen in search.tried) else nodes


def _hope(search: _Search, solver: Solver) -> tuple[float, Nodes]:
    """Return the value that no plan exceeds by all cuts, CNY, and the shipping nodes where it lies."""
    case, cuts = search.case, search.cuts
    draft = Draft(Aim.MOST)
    worth = draft.columns("worth", (), cost=1.0, low=-np.inf)
    ships = draft.columns("enabling", (case.nodes,), high=may_ship(case), integer=True)
    bases = np.array([one.base for one in cuts])
    rows = draft.rows("cut", (tuple(map(str, range(len(cuts)))),), Sense.AT_MOST, bases, Origin.LAW)
    draft.enter(rows, worth, 1.0)
    draft.enter(rows[:, None], ships, -np.array([one.gain for one in cuts]))
    if np.isfinite(case.budget):
        budget = draft.rows("budget in CNY", (), Sense.AT_MOST, case.budget / CNY, Origin.LIMIT)
        draft.enter(budget, ships, case.enabling_cost / CNY)
    values, proof = accepted(draft.model(), solver, Effort(gap=1e-4))
    return proof.bound, values[ships] > _HALF


def _whole(search: _Search, nodes: Nodes, stock: Reals, solver: Solver) -> PlacementPlan:
    """Return the plan in whole units near the relaxed ``stock``.

    Each level goes down to the next whole one or one less, which keeps all limits but service floors; products with a
    floor may go up as well.
    """
    case = search.case
    low, high = np.floor(stock + SNAP), np.ceil(stock - SNAP)
    ends = (np.maximum(low - 1.0, case.least), np.where((case.service_floor > 0)[:, None], high, low))
    # Half of what the bound leaves of the asked gap: whole units rarely need more, and proving less takes long.
    spare = search.effort.gap - (_hope(search, solver)[0] - search.best) / max(abs(search.best), SNAP)
    effort = replace(search.left(), gap=max(spare / 2, search.effort.gap / 10))
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
    bound = max(_hope(search, Solver.HIGHS)[0], objective)
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
