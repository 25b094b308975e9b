"""Queue cases: M/M/c and M/G/1 with the figures that theory gives them (rows Q06 to Q17)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from o2o.validate.oracle import Oracle
from o2o.validate.queues import (
    PART,
    Case,
    Fault,
    check,
    check_plainly,
    lost_arrivals,
    missing_server,
    slower_service,
    without_warm_up,
)
from o2o.validate.unit_times import unit_constant, unit_erlang, unit_exponential, unit_lognormal

_NAMES = {
    "Q06": "M/M/1, rate 0.5",
    "Q07": "M/M/1, rate 0.8",
    "Q08": "M/M/1, rate 0.9",
    "Q09": "M/M/3, rate 2",
    "Q10": "M/M/5, rate 4",
    "Q11": "M/M/10, rate 8 (a pool of riders)",
    "Q12": "M/M/50, rate 45 (a large pool of riders)",
    "Q15": "M/D/1, rate 0.8",
    "Q16": "M/E2/1, rate 0.8",
    "Q17": "M/LN/1, rate 0.8, variation 1.5 (picking)",
}
_FAULTS: Mapping[str, Fault] = {"services 3 % longer": slower_service, "one arrival in 50 lost": lost_arrivals}

_MM1_HALF = (("Wq", 1.0), ("W", 2.0), ("Lq", 0.5), ("P(W>1)", 0.606531), ("P(W>3)", 0.223130))
_MM1_BUSY = (("Wq", 4.0), ("W", 5.0), ("L", 4.0), ("Lq", 3.2), ("P(Wq>0.5)", 0.723870), ("P0", 0.2))
_MM3 = (("P(wait)", 0.444444), ("Wq", 0.444444), ("Lq", 0.888889), ("P(Wq>0.5)", 0.269569))
_MM5 = (("P(wait)", 0.554113), ("Wq", 0.554113), ("Lq", 2.216450), ("P(Wq>0.5)", 0.336086))
_MM10 = (("P(wait)", 0.409180), ("Wq", 0.204590), ("Lq", 1.636721))

FAST = (
    Case("Q06", 0.5, 1, _MM1_HALF, 0.01, unit_exponential),
    Case("Q07", 0.8, 1, _MM1_BUSY, 0.02, unit_exponential),
    Case("Q09", 2.0, 3, _MM3, 0.02, unit_exponential),
    Case("Q10", 4.0, 5, _MM5, 0.025, unit_exponential, batches=2),
    Case("Q11", 8.0, 10, _MM10, 0.03, unit_exponential, batches=2),
    Case("Q15", 0.8, 1, (("Wq", 2.0),), 0.01, unit_constant, batches=2),
    Case("Q16", 0.8, 1, (("Wq", 3.0),), 0.015, unit_erlang),
    Case("Q17", 0.8, 1, (("Wq", 6.5),), 0.03, unit_lognormal),
)
FULL = (
    (Case("Q06", 0.5, 1, _MM1_HALF, 0.01, unit_exponential, jobs=20_000), 300),
    (Case("Q07", 0.8, 1, _MM1_BUSY, 0.02, unit_exponential, jobs=20_000), 400),
    (Case("Q08", 0.9, 1, (("Wq", 9.0), ("Lq", 8.1)), 0.03, unit_exponential, jobs=40_000, warm=4_000), 400),
    (Case("Q09", 2.0, 3, _MM3, 0.02, unit_exponential, jobs=20_000), 300),
    (Case("Q12", 45.0, 50, (("P(wait)", 0.363864), ("Wq", 0.072773)), 0.06, unit_exponential, 20_000, 2_000), 400),
)
"""cases and replications that need no recursion beside the station"""


def _claim(case: Case) -> str:
    return f"{_NAMES[case.id]}: " + ", ".join(f"{name} {value:g}" for name, value in case.theory)


def _oracle(case: Case) -> Oracle:
    faults = dict(_FAULTS) | ({"a server missing": missing_server} if case.servers > 1 else {})
    planted = {name: partial(check, case, fault) for name, fault in faults.items()}
    planted["warm-up not removed"] = partial(check, without_warm_up(case))
    return Oracle(case.id, "S", _claim(case), PART, partial(check, case), planted)


def _plain(case: Case, replications: int) -> Oracle:
    faulty = partial(check_plainly, replace(case, jobs=5_000), 100, slower_service)
    return Oracle(
        case.id,
        "S",
        _claim(case),
        "Station and Crew fed by Feed, times by RandomField and samplers, nothing beside them",
        partial(check_plainly, case, replications),
        {"services 3 % longer": faulty},
        "full",
    )


ORACLES = (*map(_oracle, FAST), *(_plain(case, replications) for case, replications in FULL))
