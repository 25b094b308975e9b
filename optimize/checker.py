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


Exact = Fraction | int
"""A number without rounding; most are whole, and whole numbers are quick."""


def exact(value: float) -> Fraction:
    """Return ``value`` without rounding."""
    return Fraction(float(value))


def number(value: float) -> Exact:
    """Return ``value`` without rounding, as a whole number where it is one."""
    real = float(value)
    return int(real) if real.is_integer() else Fraction(real)


def _size(value: Exact) -> Exact:
    return value if value >= 0 else -value


def over(left: Exact, limit: Exact, noise: Fraction) -> bool:
    """Return whether ``left`` is above ``limit`` by more than ``noise`` of its size."""
    # Most are plainly within: no fraction needs to be made for them.
    return left > limit and left > limit + noise * max(Fraction(1), Fraction(_size(limit)))


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
        if over(_size(total - 1), 0, noise):
            yield f"{customer} is served {float(total):g} times"


def _location_cost(data: Locations, plan: LocationPlan, noise: Fraction) -> Found:
    cost = Fraction(0)
    for w in range(len(data.sites)):
        cost += exact(data.opening_cost[w]) if plan.opened[w] else Fraction(0)
        for c in range(len(data.customers)):
            cost += exact(plan.share[w][c]) * exact(data.serving_cost[w][c])
    yield from _worth("cost", cost, plan.proof.objective, noise)


def _worth(what: str, ours: Exact, said: float, noise: Fraction) -> Found:
    if over(_size(ours - exact(said)), 0, noise * max(Fraction(1), Fraction(_size(ours)))):
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
    spent: Exact = 0
    least = data.least + 0.0 * data.holding_cost
    for n, node in enumerate(data.nodes):
        litres: Exact = 0
        for k, sku in enumerate(data.skus):
            units = number(plan.stock[k][n])
            if units < 0 or (data.whole and units.denominator != 1):
                yield f"stock of {sku} at {node} is {float(units):g}"
            if over(number(least[k][n]), units, noise):
                yield f"stock of {sku} at {node} is {float(units):g}, at least {least[k][n]:g} must be held"
            litres += units * number(data.litres[k])
            spent += units * (number(data.unit_cost[k]) + number(data.holding_cost[k][n]))
        spent += number(data.enabling_cost[n]) if plan.enabled[n] else Fraction(0)
        if data.capacity[n] != float("inf") and over(litres, number(data.capacity[n]), noise):
            yield f"{node} holds {float(litres):g} litres, it has room for {data.capacity[n]:g}"
    for k, sku in enumerate(data.skus):
        total = sum((number(units) for units in plan.stock[k]), Fraction(0))
        if data.available[k] != float("inf") and over(total, number(data.available[k]), noise):
            yield f"{float(total):g} units of {sku} are placed, {data.available[k]:g} can be had"
    if data.budget != float("inf") and over(spent, number(data.budget), noise):
        yield f"the plan spends {float(spent):g} fen of {data.budget:g}"


def _flows(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    sent: dict[tuple[int, int, int], Exact] = {}
    got: dict[tuple[int, int, int], Exact] = {}
    for flow in plan.flows:
        units = number(flow.units)
        reach = data.reach[flow.node][flow.zone]
        if units < 0 or reach == Reach.NEVER.value or (reach == Reach.ENABLED.value and not plan.enabled[flow.node]):
            yield f"{data.nodes[flow.node]} may not send {flow.units:g} units to {data.zones[flow.zone]}"
        source, sink = (flow.scenario, flow.sku, flow.node), (flow.scenario, flow.sku, flow.zone)
        sent[source] = sent.get(source, 0) + units
        got[sink] = got.get(sink, 0) + units
    for (s, k, n), units in sent.items():
        if over(units, number(plan.stock[k][n]), noise):
            held = f"{float(units):g} of {data.skus[k]}, it holds {plan.stock[k][n]:g}"
            yield f"scenario {s}: {data.nodes[n]} sends {held}"
    for (s, k, z), units in got.items():
        if over(units, number(data.demand[s][k][z]), noise):
            yield f"scenario {s}: {data.zones[z]} gets {float(units):g} of {data.skus[k]}, it asked for less"


def _served(data: Placement, plan: PlacementPlan, chance: Sequence[Exact]) -> list[Exact]:
    served: list[Exact] = [0] * len(data.skus)
    for f in plan.flows:
        served[f.sku] += chance[f.scenario] * number(f.units)
    return served


def _asked(data: Placement, chance: Sequence[Exact], sku: int) -> Exact:
    # Units of a scenario first: they are few and whole, the chances are not.
    return sum((p * sum(map(number, data.demand[s][sku])) for s, p in enumerate(chance)), Fraction(0))


def _floors(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    chance = [number(p) for p in data.chance]
    promised = [k for k in range(len(data.skus)) if data.service_floor[k] > 0]
    served = _served(data, plan, chance) if promised else []
    for k in promised:
        sku = data.skus[k]
        asked = _asked(data, chance, k)
        if over(number(data.service_floor[k]) * asked, served[k], noise):
            share = f"{float(served[k]):g} of {float(asked):g} units"
            yield f"{sku}: {share} are served, the floor is {data.service_floor[k]:g}"


def _by_chance(plan: PlacementPlan, chance: Sequence[Exact]) -> dict[tuple[Exact, int, int, int], Exact]:
    """Return the units sent by chance, product, node and zone: whole units are summed before chances weigh them."""
    sent: dict[tuple[Exact, int, int, int], Exact] = {}
    for f in plan.flows:
        kind = (chance[f.scenario], f.sku, f.node, f.zone)
        sent[kind] = sent.get(kind, 0) + number(f.units)
    return sent


def _placement_value(data: Placement, plan: PlacementPlan, noise: Fraction) -> Found:
    chance = [number(p) for p in data.chance]
    value: Exact = 0
    for n in range(len(data.nodes)):
        value -= number(data.enabling_cost[n]) if plan.enabled[n] else Fraction(0)
        for k in range(len(data.skus)):
            unit = number(data.unit_cost[k]) + number(data.holding_cost[k][n]) - sum(chance) * number(data.salvage[k])
            value -= number(plan.stock[k][n]) * unit
    for (p, k, n, z), units in _by_chance(plan, chance).items():
        margin = number(data.price[k]) - number(data.salvage[k]) - number(data.sending_cost[n][z])
        value += p * units * (margin + number(data.lost_cost[k]))
    for k in range(len(data.skus)):
        value -= number(data.lost_cost[k]) * _asked(data, chance, k)
    yield from _worth("value in fen", value, plan.proof.objective, noise)
