"""Checks of checkouts: shoppers who reckon with no time, self-checkouts that lose goods where there are none."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.moves import moved, moves
from scenarios.schema import Scenario

_WORK = ("places", "store_work")


def check_reckoning(scenario: Scenario) -> Iterator[Finding]:
    """Yield shoppers who look at the line and allow no time for those before them: nobody would ever turn away."""
    work = scenario.places.store_work
    if work.look_ahead and not work.look_ahead_time:
        message = "look_ahead lets shoppers reckon their wait, but they allow no time for each customer"
        hint = "write a time such as '1 min', or leave look_ahead out"
        yield Finding((*_WORK, "look_ahead_time"), message, hint, ((*_WORK, "look_ahead"),))


def check_kiosks(scenario: Scenario) -> Iterator[Finding]:
    """Warn of self-checkouts that lose goods in stores that never have any."""
    if moves(scenario, "tills.self"):
        return
    have = {key for key, store in scenario.places.stores.items() if store.self_tills}
    for path, lever in moved(scenario):
        if lever != "tills.unscanned" or path[:2] != ("plan", "changes"):
            continue
        where = scenario.plan.changes[str(path[2])].where
        without = sorted(set(scenario.places.stores if where == "all" else where) - have)
        if without:
            message = f"{lever} is moved, but {without[0]!r} has no self-checkout"
            hint = "give it self_tills, move tills.self as well, or name only stores that have some"
            yield Finding(path, message, hint, (), "warning")
