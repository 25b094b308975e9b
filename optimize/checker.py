"""The checker: rebuilds every accepted plan from the planner's data in exact arithmetic; knows no model, no solver."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from optimize.errors import PlanRefusedError, listed
from optimize.location_case import LocationPlan, Locations
from optimize.placement_case import Placement, PlacementPlan, Reach

NOISE = Fraction(1, 10**7)
"""Share of a limit by which fractions of units may miss it: CBC hands over eight digits."""
WHOLE = Fraction(1, 10**9)
"""The same for whole units: room for the last bit of litres and money, none for a unit."""

Found = Iterator[str]


def exact(value: float) -> Fraction:
    """Return ``value`` without rounding."""
    return Fraction(float(value))


def over(left: Fraction, limit: Fraction, noise: Fraction) -> bool:
    """Return whether ``left`` is above ``limit`` by more than ``noise`` of its size."""
    return left > limit + noise * max(Fraction(1), abs(limit))


def refuse(findings: Sequence[str]) -> None:
    """Raise `PlanRefusedError` when there are findings."""
    if findings:
        raise PlanRefusedError(f"the solver's plan was refused, try the other solver:\n{listed(findings)}")


def check_location(data: Locations, plan: LocationPlan, noise: Fraction = NOISE) -> list[str]:
    """Return everything in which ``plan`` is not a plan for ``data``, or costs something else than it says."""
    return [*_sites(data, plan, noise), *_customers(data, plan, noise), *_location_cost(data, plan, noise)]


def _sites(data: Locations, plan: LocationPlan, noise: Fraction) -> Found:
    if sum(map(bool, plan.opened)) > data.most_open:
        yield f"{sum(map(bool, plan.opened))} sites open, at most {data.most_open:g} may"
    for w, site in enumerate(data.sites):
        served = [exact(share) for share in plan.share[w]]
        load = sum((part * exact(need) for part, need in zip(served, data.demand, strict=True)), Fraction(0))
        if not plan.opened[w] and any(over(part, Fraction(0), noise) for part in served):
            yield f"{site} is closed, yet serves"
        if data.capacity[w] != float("inf") and over(load, exact(data.capacity[w]), noise):
            yield f"{site} serves {float(load):g} with a capacity of {data.capacity[w]:g}"
        if any(over(-part, Fraction(0), noise) for part in served):
            yield f"{site} serves a negative share"


def _customers(data: Locations, plan: LocationPlan, noise: Fraction) -> Found:
    for c, customer in enumerate(data.customers):
        total = sum((exact(plan.share[w][c]) for w in range(len(data.sites))), Fraction(0))
        if over(abs(total - 1), Fraction(0), noise):
            yield f"{customer} is served {float(total):g} times"


def _location_cost(data: Locations, plan: LocationPlan, noise: Fraction) -> Found:
    cost = Fraction(0)
    for w in range(len(data.sites)):
        cost += exact(data.opening_cost[w]) if plan.opened[w] else Fraction(0)
        for c in range(len(data.customers)):
            cost += exact(plan.share[w][c]) * exact(data.serving_cost[w][c])
    yield from _worth("cost", cost, plan.proof.objective, noise)


def _worth(what: str, ours: Fraction, said: float, noise: Fraction) -> Found:
    if over(abs(ours - exact(said)), Fraction(0), noise * max(Fraction(1), abs(ours))):
        yield f"the plan says its {what} is {said:.10g}, the data say {float(ours):.10g}"


def check_placement(data: Placement, plan: PlacementPlan, noise: Fraction = NOISE) -> list[str]:
    """Return everything in which ``plan`` is not a plan for ``data``, or earns something else than it says."""
    exactness = min(WHOLE, noise) if data.whole and not _broken_units(plan) else noise
    return [
        *_stock(data, plan, exactness),
        *_flows(data, plan, exactness),
        *_floors(data, plan, noise),
        *_placement_value(data, plan, noise),
    ]


def _broken_units(plan: PlacementPlan) -> bool:
    return any(float(flow.units) != int(flow.units) for flow in plan.flows)


def _stock(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    spent = Fraction(0)
    for n, node in enumerate(data.nodes):
        litres = Fraction(0)
        for k, sku in enumerate(data.skus):
            units = exact(plan.stock[k][n])
            if units < 0 or (data.whole and units.denominator != 1):
                yield f"stock of {sku} at {node} is {float(units):g}"
            litres += units * exact(data.litres[k])
            spent += units * (exact(data.unit_cost[k]) + exact(data.holding_cost[k][n]))
        spent += exact(data.enabling_cost[n]) if plan.enabled[n] else Fraction(0)
        if data.capacity[n] != float("inf") and over(litres, exact(data.capacity[n]), noise):
            yield f"{node} holds {float(litres):g} litres, it has room for {data.capacity[n]:g}"
    for k, sku in enumerate(data.skus):
        total = sum((exact(units) for units in plan.stock[k]), Fraction(0))
        if data.available[k] != float("inf") and over(total, exact(data.available[k]), noise):
            yield f"{float(total):g} units of {sku} are placed, {data.available[k]:g} can be had"
    if data.budget != float("inf") and over(spent, exact(data.budget), noise):
        yield f"the plan spends {float(spent):g} fen of {data.budget:g}"


def _flows(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    sent: dict[tuple[int, int, int], Fraction] = {}
    got: dict[tuple[int, int, int], Fraction] = {}
    for flow in plan.flows:
        units = exact(flow.units)
        reach = data.reach[flow.node][flow.zone]
        if units < 0 or reach == Reach.NEVER.value or (reach == Reach.ENABLED.value and not plan.enabled[flow.node]):
            yield f"{data.nodes[flow.node]} may not send {flow.units:g} units to {data.zones[flow.zone]}"
        source, sink = (flow.scenario, flow.sku, flow.node), (flow.scenario, flow.sku, flow.zone)
        sent[source] = sent.get(source, Fraction(0)) + units
        got[sink] = got.get(sink, Fraction(0)) + units
    for (s, k, n), units in sent.items():
        if over(units, exact(plan.stock[k][n]), noise):
            held = f"{float(units):g} of {data.skus[k]}, it holds {plan.stock[k][n]:g}"
            yield f"scenario {s}: {data.nodes[n]} sends {held}"
    for (s, k, z), units in got.items():
        if over(units, exact(data.demand[s][k][z]), noise):
            yield f"scenario {s}: {data.zones[z]} gets {float(units):g} of {data.skus[k]}, it asked for less"


def _served(data: Placement, plan: PlacementPlan, chance: Sequence[Fraction], sku: int) -> Fraction:
    return sum((chance[f.scenario] * exact(f.units) for f in plan.flows if f.sku == sku), Fraction(0))


def _asked(data: Placement, chance: Sequence[Fraction], sku: int) -> Fraction:
    return sum((p * exact(units) for s, p in enumerate(chance) for units in data.demand[s][sku]), Fraction(0))


def _floors(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    chance = [exact(p) for p in data.chance]
    for k, sku in enumerate(data.skus):
        served, asked = _served(data, plan, chance, k), _asked(data, chance, k)
        if over(exact(data.service_floor[k]) * asked, served, noise):
            share = f"{float(served):g} of {float(asked):g} units"
            yield f"{sku}: {share} are served, the floor is {data.service_floor[k]:g}"


def _placement_value(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    chance = [exact(p) for p in data.chance]
    value = Fraction(0)
    for n in range(len(data.nodes)):
        value -= exact(data.enabling_cost[n]) if plan.enabled[n] else Fraction(0)
        for k in range(len(data.skus)):
            unit = exact(data.unit_cost[k]) + exact(data.holding_cost[k][n]) - sum(chance) * exact(data.salvage[k])
            value -= exact(plan.stock[k][n]) * unit
    for f in plan.flows:
        margin = exact(data.price[f.sku]) - exact(data.salvage[f.sku]) - exact(data.sending_cost[f.node][f.zone])
        value += chance[f.scenario] * exact(f.units) * (margin + exact(data.lost_cost[f.sku]))
    for k in range(len(data.skus)):
        value -= exact(data.lost_cost[k]) * _asked(data, chance, k)
    yield from _worth("value in fen", value, plan.proof.objective, noise)
