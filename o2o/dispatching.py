"""Dispatching: the rule a scenario names, ready for the fleets."""

from collections.abc import Callable, Mapping

from sim.dispatch import Dispatch, DispatchSpec, EarliestDue, FirstCome, Nearest
from sim.dispatched import Conduct


def _rolling_batch(spec: DispatchSpec) -> Dispatch:
    from sim.rolling_batch import RollingBatch  # its solver takes a while to load

    return RollingBatch(spec.every)


def _optimised(_: DispatchSpec) -> Dispatch:
    from optimize.dispatch import Optimised  # its solver takes a while to load

    return Optimised()


RULES: Mapping[str, Callable[[DispatchSpec], Dispatch]] = {
    "nearest": lambda _: Nearest(),
    "earliest_due": lambda _: EarliestDue(),
    "first_come": lambda _: FirstCome(),
    "rolling_batch": _rolling_batch,
    "optimised": _optimised,
}
"""name in ``policies.dispatch.rule`` -> the rule"""


def conduct(spec: DispatchSpec) -> Conduct:
    """Return how the scenario's fleets decide their trips."""
    return Conduct(RULES[spec.rule](spec), spec.every, spec.ahead)
