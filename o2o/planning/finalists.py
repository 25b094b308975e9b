"""Finalists: the plans next to the surface's best one, each simulated with its dates; the best of them is taken.

A surface knows what initiatives bring once they have settled. Which of two plans of nearly equal worth takes longer to
build up, it cannot know.
"""

from collections.abc import Iterator

import numpy as np

from optimize.budget_case import Programme, Purchase
from optimize.budget_schedule import Schedule, weighed

Purchases = tuple[Purchase, ...]
FEW = 6
"""plans that are simulated at the end, the surface's best among them"""


def finalists(case: Programme, best: Purchases) -> list[Purchases]:
    """Return ``best`` and the plans a step away that the surface likes most, at most `FEW`; the best first.

    ``best`` is proven: what the surface would like more breaks a rule that only the whole model knows.
    """
    worth = {plan: weighed(case, Schedule(case, plan).worth) for plan in set(neighbours(case, best))}
    most = weighed(case, Schedule(case, best).worth)
    worth = {plan: value for plan, value in worth.items() if value <= most}
    return [best, *sorted(worth, key=lambda plan: (-worth[plan], plan))][:FEW]


def neighbours(case: Programme, plan: Purchases) -> Iterator[Purchases]:
    """Yield the plans with one purchase less, one more, one in another month or one in place of another.

    Those that break a rule of the programme, or lack what it requires, are left out.
    """
    cells = [(k, s) for k, s in np.ndindex(*case.cost.shape) if (k, s) not in {(p.initiative, p.scope) for p in plan}]
    months = range(case.horizon)
    raw: list[Purchases] = [(*plan, Purchase(k, s, month)) for k, s in cells for month in months]
    for nth, purchase in enumerate(plan):
        others = plan[:nth] + plan[nth + 1 :]
        raw.append(others)
        raw += [(*others, purchase._replace(month=month)) for month in months if month != purchase.month]
        raw += [(*others, Purchase(k, s, purchase.month)) for k, s in cells]
    for found in raw:
        if set(case.required) <= {p.initiative for p in found} and Schedule(case, found).keeps_limits:
            yield tuple(sorted(found, key=lambda p: (p.month, p)))
