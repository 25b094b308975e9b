"""The assignment checker: counts every plan again in whole units; knows no model, no solver."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimize.assignment_case import Assignment, AssignmentPlan, Prices
from optimize.checker import NOISE, over

Found = Iterator[str]


def check_assignment(case: Assignment, plan: AssignmentPlan, prices: Prices) -> list[str]:
    """Return everything in which ``plan`` is not a plan for ``case``, or costs something else than it says."""
    strange = [*_strange(case, plan)]
    if strange:
        return strange
    return [*_lines(case, plan), *_sites(case, plan), *_splits(case, plan), *_cost(case, plan, prices)]


def _strange(case: Assignment, plan: AssignmentPlan) -> Found:
    if (plan.units <= 0).any() or (plan.left < 0).any():
        yield "units sent are above 0, units left out at least 0"
    allowed = {*zip(range(case.order.size), case.sku.tolist(), strict=True)}
    allowed |= {*zip(case.substitutes.line.tolist(), case.substitutes.sku.tolist(), strict=True)}
    for line, sku in zip(plan.line.tolist(), plan.sku.tolist(), strict=True):
        if (line, sku) not in allowed:
            yield f"{case.orders[case.order[line]]} gets {case.skus[sku]}, which it neither asked for nor may be given"
    never = ~np.isfinite(case.freight[case.order[plan.line], plan.site])
    for row in np.flatnonzero(never).tolist():
        yield f"{case.sites[plan.site[row]]} may not serve {case.orders[case.order[plan.line[row]]]}"


def _lines(case: Assignment, plan: AssignmentPlan) -> Found:
    got = np.zeros_like(case.units)
    np.add.at(got, plan.line, plan.units)
    for line in np.flatnonzero(got + plan.left != case.units).tolist():
        counted = f"{got[line]} sent and {plan.left[line]} left out of {case.units[line]}"
        yield f"{case.orders[case.order[line]]}, line {line}: {counted}"
    for line in np.flatnonzero((plan.left > 0) & np.isinf(case.lost_cost)).tolist():
        yield f"{case.orders[case.order[line]]}, line {line}: {plan.left[line]} left out, nothing may be"


def _sites(case: Assignment, plan: AssignmentPlan) -> Found:
    taken, picked = np.zeros_like(case.stock), np.zeros(len(case.sites), np.int64)
    np.add.at(taken, (plan.site, plan.sku), plan.units)
    np.add.at(picked, plan.site, plan.units)
    for site, sku in np.argwhere(taken > case.stock).tolist():
        yield f"{case.sites[site]} sends {taken[site, sku]} of {case.skus[sku]}, it has {case.stock[site, sku]}"
    for site in np.flatnonzero(picked > case.capacity).tolist():
        yield f"{case.sites[site]} picks {picked[site]} units, it can pick {case.capacity[site]:g}"


def _splits(case: Assignment, plan: AssignmentPlan) -> Found:
    pairs = {*zip(case.order[plan.line].tolist(), plan.site.tolist(), strict=True)}
    count = np.zeros(len(case.orders), np.int64)
    for order, _ in pairs:
        count[order] += 1
    for order in np.flatnonzero(count > case.most_packages).tolist():
        yield f"{case.orders[order]} comes in {count[order]} packages, at most {case.most_packages[order]} are allowed"


def _cost(case: Assignment, plan: AssignmentPlan, prices: Prices) -> Found:
    extra = dict(
        zip(
            zip(case.substitutes.line.tolist(), case.substitutes.sku.tolist(), strict=True),
            case.substitutes.cost.tolist(),
            strict=True,
        )
    )
    total, said = Fraction(0), Fraction(plan.proof.objective)
    rows = zip(plan.line.tolist(), plan.site.tolist(), plan.sku.tolist(), plan.units.tolist(), strict=True)
    opened: set[tuple[int, int]] = set()
    for line, site, sku, units in rows:
        unit = Fraction(float(case.sending_cost[line, site])) + Fraction(extra.get((line, sku), 0.0))
        total += units * (unit + Fraction(float(prices.stock[site, sku])) + Fraction(float(prices.picking[site])))
        opened.add((int(case.order[line]), site))
    for order, site in opened:
        late = Fraction(case.late_cost) * Fraction(float(case.lateness[order, site]))
        total += Fraction(float(case.freight[order, site])) + late
    for line in np.flatnonzero((plan.left > 0) & np.isfinite(case.lost_cost)).tolist():
        total += int(plan.left[line]) * Fraction(float(case.lost_cost[line]))
    for order in np.unique(case.order[plan.left > 0]).tolist():
        total += Fraction(float(case.short_cost[order]))
    if over(abs(total - said), Fraction(0), NOISE * max(Fraction(1), abs(total))):
        yield f"the plan says its cost is {plan.proof.objective:.10g}, the data say {float(total):.10g}"
