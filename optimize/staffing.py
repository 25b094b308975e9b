"""Staffing: how many people a load of work needs, so that enough jobs begin soon (Erlang 1917, the M/M/c queue)."""

import math

from optimize.errors import PlanInputError

MOST = 10_000
"""people at one place; more is a mistake in the data"""


def delay_chance(load: float, people: int) -> float:
    """Return the chance that a job must wait (Erlang C); 1 where the people cannot keep up.

    Args:
        load: work offered, in people busy at the same time, >= 0.
        people: at work, >= 0.
    """
    if load >= people:
        return 1.0 if load > 0 else 0.0
    lost = 1.0
    # Erlang B by its recursion in the number of people: no factorial grows out of bounds.
    for count in range(1, people + 1):
        lost = load * lost / (count + load * lost)
    return lost / (1 - load / people * (1 - lost))


def needed(load: float, service: float, wait: float, within: float) -> int:
    """Return the fewest people with whom the share ``within`` of jobs begins in ``wait``.

    Args:
        load: work offered, in people busy at the same time, >= 0.
        service: mean time of a job, the unit of ``wait``.
        wait: time in which a job shall begin.
        within: share of jobs, below 1.

    Raises:
        PlanInputError: a figure that makes no sense, or more people than `MOST`.
    """
    if not (0 <= load < math.inf and 0 < service < math.inf and 0 <= wait < math.inf and 0 <= within < 1):
        raise PlanInputError(
            f"no number of people serves a load of {load}, {service} a job, {within} of jobs begun within {wait}: "
            "these must be finite, not negative, and the share below 1"
        )
    people = math.ceil(load)
    while people <= MOST:
        late = delay_chance(load, people) * math.exp(-(people - load) * wait / service) if people > load else 1.0
        if load == 0 or (people > load and late <= 1 - within):
            return people
        people += 1
    raise PlanInputError(f"a load of {load:g} would need more than {MOST:,} people at one place")
