"""Placement: stock per product and node before demand is known, flows after; two-stage stochastic programming.

The mathematics are in docs/theory/placement.md. The model reckons in CNY, cases and plans in fen.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimize.backends import Effort
from optimize.checker import check_placement, refuse
from optimize.explain import accepted
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.placement_case import Flow, Placement, PlacementPlan, Reach
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver
from sim.units import CNY

SNAP = 1e-6
"""Distance at which a solver's figure for whole goods is that whole number."""


@dataclass(frozen=True)
class Formulation:
    """A model of a case and where its decisions stand among the columns."""

    model: Model
    stock: Slots
    """shape (G, K, N), one layer per information set"""
    enabled: Slots
    """shape (G, N)"""
    flow: Slots
    """shape (S, K, arcs)"""
    arcs: NDArray[np.int64]
    """node and zone of each arc, shape (arcs, 2)"""


def formulate(case: Placement, known: NDArray[np.int64]) -> Formulation:
    """Return the model in which scenarios of one information set share their stock.

    ``known`` is the information set of each scenario, 0 to G - 1, shape (S,): all 0 when nothing is known in advance.
    """
    draft = Draft(Aim.MOST, base=-float(case.chance @ case.demand.sum(axis=2) @ case.lost_cost) / CNY)
    arcs = np.argwhere(case.reach != Reach.NEVER.value)
    stock, enabled = _first_stage(draft, case, known)
    flow = _flows(draft, case, arcs)
    _tie(draft, case, known, (stock, enabled, flow, arcs))
    _limits(draft, case, (stock, enabled, flow))
    return Formulation(draft.model(), stock, enabled, flow, arcs)


def _first_stage(draft: Draft, case: Placement, known: NDArray[np.int64]) -> tuple[Slots, Slots]:
    sets = int(known.max()) + 1
    weight = np.bincount(known, case.chance, minlength=sets)
    unit = case.unit_cost[:, None] + case.holding_cost - case.salvage[:, None]
    layers = ("",) if sets == 1 else tuple(f"scenario {g}" for g in range(sets))
    stock = draft.columns(
        "stock of",
        (layers, case.skus, case.nodes),
        cost=-weight[:, None, None] * unit / CNY,
        low=case.least,
        integer=case.whole,
    )
    enabled = draft.columns(
        "enabling",
        (layers, case.nodes),
        cost=-weight[:, None] * case.enabling_cost / CNY,
        high=(case.reach == Reach.ENABLED.value).any(axis=1),
        integer=True,
    )
    return stock, enabled


def _flows(draft: Draft, case: Placement, arcs: NDArray[np.int64]) -> Slots:
    node, zone = arcs.T
    scenarios = tuple(f"in scenario {s}" for s in range(len(case.chance)))
    names = tuple(f"from {case.nodes[n]} to {case.zones[z]}" for n, z in arcs.tolist())
    margin = (case.price - case.salvage + case.lost_cost)[:, None] - case.sending_cost[node, zone]
    return draft.columns(
        "flow",
        (scenarios, case.skus, names),
        cost=case.chance[:, None, None] * margin / CNY,
        high=case.demand[:, :, zone],
    )


def _tie(
    draft: Draft,
    case: Placement,
    known: NDArray[np.int64],
    columns: tuple[Slots, Slots, Slots, NDArray[np.int64]],
) -> None:
    """Add the laws: nobody sends what is not there, gets what was not asked for, or ships before it is enabled."""
    stock, enabled, flow, arcs = columns
    node, zone = arcs.T
    scenarios = tuple(f"scenario {s}" for s in range(len(case.chance)))
    held = draft.rows("stock held", (scenarios, case.skus, case.nodes), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(held[:, :, node], flow, 1.0)
    draft.enter(held, stock[known], -1.0)
    asked = draft.rows("demand", (scenarios, case.skus, case.zones), Sense.AT_MOST, case.demand, Origin.LAW)
    draft.enter(asked[:, :, zone], flow, 1.0)
    gated = np.flatnonzero(case.reach[node, zone] == Reach.ENABLED.value)
    names = tuple(f"from {case.nodes[n]} to {case.zones[z]}" for n, z in arcs[gated].tolist())
    gate = draft.rows("enabled", (scenarios, case.skus, names), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(gate, flow[:, :, gated], 1.0)
    # Arc by arc: one row per node would be shorter, and its relaxation weaker.
    draft.enter(gate, enabled[known][:, None, node[gated]], -case.demand[:, :, zone[gated]])


def _limits(draft: Draft, case: Placement, columns: tuple[Slots, Slots, Slots]) -> None:
    """Add the planner's limits: room, supply, budget, service; each only where the case sets one."""
    stock, enabled, flow = columns
    layers = ("",) if len(stock) == 1 else tuple(f"scenario {g}" for g in range(len(stock)))
    tight = np.flatnonzero(np.isfinite(case.capacity))
    names = tuple(case.nodes[n] for n in tight)
    room = draft.rows("room in litres at", (layers, names), Sense.AT_MOST, case.capacity[tight], Origin.LIMIT)
    draft.enter(room[:, None, :], stock[:, :, tight], case.litres[:, None])
    scarce = np.flatnonzero(np.isfinite(case.available))
    names = tuple(case.skus[k] for k in scarce)
    supply = draft.rows("supply of", (layers, names), Sense.AT_MOST, case.available[scarce], Origin.LIMIT)
    draft.enter(supply[:, :, None], stock[:, scarce], 1.0)
    if np.isfinite(case.budget):
        budget = draft.rows("budget in CNY", (layers,), Sense.AT_MOST, case.budget / CNY, Origin.LIMIT)
        draft.enter(budget[:, None, None], stock, (case.unit_cost[:, None] + case.holding_cost) / CNY)
        draft.enter(budget[:, None], enabled, case.enabling_cost / CNY)
    promised = np.flatnonzero(case.service_floor > 0)
    expected = (case.chance @ case.demand.sum(axis=2))[promised]
    names = tuple(case.skus[k] for k in promised)
    least = case.service_floor[promised] * expected
    floor = draft.rows("units to serve of", (names,), Sense.AT_LEAST, least, Origin.LIMIT)
    draft.enter(floor[None, :, None], flow[:, promised], case.chance[:, None, None])


def place(case: Placement, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> PlacementPlan:
    """Return the stock and the enabled nodes with the highest expected value.

    Raises:
        InfeasiblePlanError: the limits clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    formulation = formulate(case, np.zeros(len(case.chance), np.int64))
    values, proof = accepted(formulation.model, solver, effort)
    plan = _read(case, formulation, values, proof)
    refuse(check_placement(case, plan))
    return plan


def _read(case: Placement, formulation: Formulation, values: Reals, proof: Proof) -> PlacementPlan:
    near = np.rint(values)
    tidy = np.where(case.whole & (np.abs(values - near) <= SNAP), near, values)
    flow, arcs = tidy[formulation.flow], formulation.arcs
    moved = np.argwhere(flow > SNAP)
    return PlacementPlan(
        stock=tidy[formulation.stock[0]],
        enabled=tidy[formulation.enabled[0]] > 0.5,
        flows=tuple(Flow(s, k, int(arcs[a, 0]), int(arcs[a, 1]), float(flow[s, k, a])) for s, k, a in moved.tolist()),
        proof=in_fen(proof),
    )


def in_fen(proof: Proof) -> Proof:
    """Return the proof of a model in CNY with its money in fen."""
    return replace(proof, objective=proof.objective * CNY, bound=proof.bound * CNY)
