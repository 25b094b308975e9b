"""Media in a run: what paid media brought over the city without any."""

from o2o.construction import without_marketing
from o2o.runner import simulate
from o2o.worth.appraisal import Lived
from o2o.worth.gains import gain_ladder
from o2o.worth.ladder import Ladder
from optimize.promise_spec import PromiseSpec


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY of contribution after spend over the measured days.

    Raises:
        InvariantBrokenError: a law of conservation does not hold in the city without media.
    """
    silent = without_marketing(lived.scenario)
    other = Lived(silent, lived.replication, simulate(silent, lived.replication))
    return gain_ladder(lived, other, promise)
