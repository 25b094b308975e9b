"""Budget in a run: what the initiatives brought over the city without them."""

from o2o.worth.appraisal import Lived
from o2o.worth.gains import gain_ladder
from o2o.worth.ladder import Ladder
from optimize.promise_spec import PromiseSpec


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY of contribution over the measured days.

    Raises:
        InvariantBrokenError: a law of conservation does not hold in the city without the plan.
    """
    return gain_ladder(lived, lived.without(promise.changes), promise)
