"""Guaranteed service: where in a supply network to hold safety stock when every stage promises a time and keeps it.

The mathematics are in docs/theory/inventory.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

import numpy as np

from optimize.backends import Effort
from optimize.checker import refuse
from optimize.errors import PlanInputError, listed
from optimize.explain import accepted
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver
from optimize.ties import first_of_ties


@dataclass(frozen=True)
class SupplyNetwork:
    """Stages, who supplies whom, and what the ends have promised; times in whole periods.

    Demand of a stage is what its customers ask for and what the stages it supplies pass on, one unit for one; demands
    of different stages are independent.
    """

    stages: tuple[str, ...]
    supplies: tuple[tuple[str, str], ...]
    """supplier and supplied"""
    processing: Reals
    """periods from having all inputs to having the output, shape (N,)"""
    holding: Reals
    """cost of a unit of safety stock, shape (N,)"""
    deviation: Reals
    """standard deviation of the stage's own customers' demand a period, shape (N,)"""
    inbound: Reals
    """periods that outside suppliers take, shape (N,)"""
    promised: Reals
    """longest time the stage may take towards its own customers, inf where it has none, shape (N,)"""
    safety: float = 1.645
    """standard deviations of demand that stock must cover"""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit, unknown stages, supply in a circle, figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        findings = [*_findings(self)]
        if findings:
            raise PlanInputError(f"the network's data cannot be used:\n{listed(findings)}")

    @property
    def arcs(self) -> list[tuple[int, int]]:
        """Return supplier and supplied as slots."""
        slot = {name: k for k, name in enumerate(self.stages)}
        return [(slot[supplier], slot[supplied]) for supplier, supplied in self.supplies]

    @cached_property
    def order(self) -> list[int]:
        """Return the slots, suppliers before those they supply."""
        return list(_sorter(self).static_order())

    @cached_property
    def spread(self) -> Reals:
        """Return the standard deviation of demand that reaches each stage, shape (N,).

        A customer whose demand reaches a stage over two ways counts in full on each.
        """
        reached = np.diag(self.deviation)
        for supplier in reversed(self.order):
            for source, supplied in self.arcs:
                if source == supplier:
                    reached[supplier] += reached[supplied]
        return np.sqrt((reached**2).sum(axis=1))

    @cached_property
    def longest(self) -> Reals:
        """Return the longest time until each stage has its output if nobody held stock, shape (N,)."""
        longest = self.inbound.copy()
        for stage in self.order:
            longest[stage] += self.processing[stage]
            for supplier, supplied in self.arcs:
                if supplier == stage:
                    longest[supplied] = max(longest[supplied], longest[stage])
        return longest


@dataclass(frozen=True)
class ServicePlan:
    """The time each stage promises and the periods its stock must cover."""

    promise: Reals
    """periods, shape (N,)"""
    covered: Reals
    """periods of demand that safety stock covers, shape (N,)"""
    stock: Reals
    """units of safety stock, shape (N,)"""
    proof: Proof
    """its objective is the holding cost"""


@dataclass(frozen=True)
class _Columns:
    promise: Slots
    arrival: Slots
    covers: Slots
    """shape (N, longest + 1)"""


def formulate(network: SupplyNetwork) -> tuple[Model, _Columns]:
    """Return the model with one column per stage and number of periods covered, so that square roots are constants."""
    draft = Draft(Aim.LEAST)
    most = int(network.longest.max())
    periods = np.arange(most + 1.0)
    unit = network.safety * network.holding * network.spread
    promise = draft.columns("promise of", (network.stages,), high=np.minimum(network.promised, network.longest))
    arrival = draft.columns("inputs at", (network.stages,), low=network.inbound)
    covers = draft.columns(
        "cover of",
        (network.stages, tuple(f"for {k} periods" for k in range(most + 1))),
        cost=unit[:, None] * np.sqrt(periods),
        high=(periods <= network.longest[:, None]).astype(float),
        integer=True,
    )
    chosen = draft.rows("one cover for", (network.stages,), Sense.EQUAL, 1.0, Origin.LAW)
    draft.enter(chosen[:, None], covers, 1.0)
    kept = draft.rows("promise kept by", (network.stages,), Sense.AT_LEAST, network.processing, Origin.LAW)
    draft.enter(kept[:, None], covers, periods)
    draft.enter(kept, promise, 1.0)
    draft.enter(kept, arrival, -1.0)
    if network.supplies:
        supplier, supplied = np.array(network.arcs).T
        names = tuple(f"{one} for {other}" for one, other in network.supplies)
        waits = draft.rows("wait on", (names,), Sense.AT_LEAST, 0.0, Origin.LAW)
        draft.enter(waits, arrival[supplied], 1.0)
        draft.enter(waits, promise[supplier], -1.0)
    return draft.model(), _Columns(promise, arrival, covers)


def place_safety_stock(
    network: SupplyNetwork, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT
) -> ServicePlan:
    """Return the promises and safety stocks that hold all service at least cost.

    The model of Graves and Willems (2000), as a mixed-integer program, so that the network need not be a tree.

    Raises:
        PlanningError: impossible data, a solver without a plan, or a plan that the check refuses.
    """
    model, columns = formulate(network)
    # What costs nothing or is out of a solver's scale would be rounded away: costs are shares of the dearest.
    scale = float(model.cost.max()) or 1.0
    small = replace(model, cost=model.cost / scale)
    _, proof = accepted(small, solver, effort)
    # Many promises cost the same; a planner should be told the same ones every time.
    values = first_of_ties(small, proof, solver, effort)
    covered = values[columns.covers] @ np.arange(columns.covers.shape[1])
    plan = ServicePlan(
        promise=np.rint(values[columns.promise]),
        covered=covered,
        stock=network.safety * network.spread * np.sqrt(covered),
        proof=replace(proof, objective=proof.objective * scale, bound=proof.bound * scale),
    )
    refuse(check_service(network, plan))
    return plan


def check_service(network: SupplyNetwork, plan: ServicePlan) -> list[str]:
    """Return every promise that ``plan`` does not keep and a cost that the data do not bear out; in whole periods."""
    return [*_broken_promises(network, plan), *_wrong_cost(network, plan)]


def _broken_promises(network: SupplyNetwork, plan: ServicePlan) -> Iterator[str]:
    for k, stage in enumerate(network.stages):
        inputs = [int(plan.promise[s]) for s, supplied in network.arcs if supplied == k]
        ready = max([int(network.inbound[k]), *inputs]) + int(network.processing[k])
        if ready > int(plan.promise[k]) + int(plan.covered[k]):
            cover = f"{plan.promise[k]:g} with {plan.covered[k]:g} covered by stock"
            yield f"{stage} needs {ready} periods, it promises {cover}"
        if plan.promise[k] > network.promised[k] or plan.promise[k] < 0:
            yield f"{stage} promises {plan.promise[k]:g} periods, its customers have been told {network.promised[k]:g}"


def _wrong_cost(network: SupplyNetwork, plan: ServicePlan) -> Iterator[str]:
    needed = network.safety * network.spread * np.sqrt(plan.covered)
    cost = float((network.holding * needed).sum())
    if abs(cost - plan.proof.objective) > 1e-7 * max(1.0, cost) or not np.allclose(plan.stock, needed, rtol=1e-9):
        yield f"the plan says its cost is {plan.proof.objective:.10g}, the data say {cost:.10g}"


def _sorter(network: SupplyNetwork) -> TopologicalSorter[int]:
    before: dict[int, list[int]] = {k: [] for k in range(len(network.stages))}
    for supplier, supplied in network.arcs:
        before[supplied].append(supplier)
    return TopologicalSorter(before)


def _findings(network: SupplyNetwork) -> Iterator[str]:
    count = len(network.stages)
    figures = ("processing", "holding", "deviation", "inbound", "promised")
    wrong = [name for name in figures if getattr(network, name).shape != (count,)]
    yield from (f"{name} has shape {getattr(network, name).shape}, needs {(count,)}" for name in wrong)
    unknown = sorted({name for pair in network.supplies for name in pair} - set(network.stages))
    yield from (
        f"stage '{name}' supplies or is supplied, known stages: {', '.join(network.stages)}" for name in unknown
    )
    if wrong or unknown or not count:
        return
    for name in figures:
        values = getattr(network, name)
        sound = (values >= 0) & (np.isfinite(values) | (name == "promised"))
        yield from (
            f"{name} of {network.stages[k]}: {values[k]} is negative or no number" for k in np.flatnonzero(~sound)
        )
        times = name in ("processing", "inbound", "promised")
        broken = sound & np.isfinite(values) & (np.mod(values, 1, where=np.isfinite(values), out=np.zeros(count)) > 0)
        yield from (
            f"{name} of {network.stages[k]}: {values[k]} is not a whole number of periods"
            for k in np.flatnonzero(broken & times)
        )
    if not 0 < network.safety < np.inf:
        yield f"safety: {network.safety} must be a finite number above 0"
    try:
        _sorter(network).prepare()
    except CycleError as circle:
        yield f"supply runs in a circle: {' -> '.join(network.stages[k] for k in circle.args[1])}"
