"""Survey: the 0 to 10 answer that an experience earns, and the net promoter score that follows.

The anchors are Olist's reviews by lateness (1-5 stars; promises of 23.3 days in the median): 4.30 stars on time, 3.17
for 1-2 days late, 2.33 for 3-5, 2.03 for 6-9, 1.86 beyond, 1.9 when nothing comes; shares of single stars rounded so
that each anchor has its mean. An answer is twice the stars, so five stars recommend and three or fewer warn.
"""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Rows, Tally, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added
from o2o.kpi.records import Flags, Records, once
from o2o.kpi.service import ready
from sim.facts import Mode, Outcome, Touchpoint
from sim.units import MINUTE

ON_TIME = 4.30
LATE_LIMITS = np.array([0.0, 2.5, 5.5, 9.5]) / 23.3
"""lateness as a share of the promised time: Olist's bands of days over its median promise"""
LATE_STARS = np.array([ON_TIME, 3.17, 2.33, 2.03, 1.86])
MISSING = 2.4
"""stars lost when nothing of the basket is got: down to the 1.9 of Olist's orders that never came"""
PATIENCE = 4 * MINUTE
WAIT = 0.07
"""stars lost per minute of till queue beyond it: the slope of the customers' own memory (agents/memory.py)"""
NOTHING = ON_TIME - MISSING

_MEANS = np.array([1.0, 1.86, 2.33, 3.17, 4.30, 5.0])
_UP_TO = np.array(
    [
        [1.00, 1.00, 1.00, 1.00],
        [0.65, 0.74, 0.85, 0.90],
        [0.53, 0.60, 0.72, 0.82],
        [0.29, 0.36, 0.53, 0.65],
        [0.07, 0.09, 0.17, 0.37],
        [0.00, 0.00, 0.00, 0.00],
    ]
)
"""share of answers with at most 1, 2, 3 and 4 stars, at each mean"""

SAMPLE = 0.1
"""share of recognised customers that the firm's own survey reaches"""


def stars_for_lateness(late: Ints, promised: Ints) -> Floats:
    """Return mean stars for orders ``late`` ms after a promise of ``promised`` ms; early ones are on time."""
    share = late / np.maximum(promised, 1)
    return LATE_STARS[np.searchsorted(LATE_LIMITS, share, side="left")]


def answers(mean: Floats, luck: Floats) -> Ints:
    """Return answers 2, 4, .. 10, spread as Olist's stars are around ``mean`` (1-5); ``luck`` in [0, 1)."""
    level = np.clip(mean, 1.0, 5.0)
    stars = np.ones(mean.shape, np.int64)
    for at_most in _UP_TO.T:
        stars += luck >= np.interp(level, _MEANS, at_most)
    return 2 * stars


def scatter(person: Ints, time: Ints, purpose: int) -> Floats:
    """Return a number in [0, 1) for each person and moment (splitmix64): the same in every scenario."""
    with np.errstate(over="ignore"):
        bits = person.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        bits ^= time.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03) + np.uint64(purpose)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
        bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(np.float64) / 2.0**53


def order_stars(records: Records) -> Floats:
    """Return the mean stars of each online order's experience, nan while it is not over."""
    promise, placed, done = records.order("promise"), records.order("placed"), ready(records)
    kept = np.where(promise >= 0, stars_for_lateness(done - promise, promise - placed), ON_TIME)
    asked, got = records.order("lines"), records.order("got")
    kept = kept - MISSING * (1 - got / np.maximum(asked, 1))
    stars = np.where(records.kept, kept, NOTHING)
    return np.where((records.received | ~records.kept) & ~records.unfetched, stars, np.nan)


def visit_stars(records: Records) -> Floats:
    """Return the mean stars of each visit that ended at a till or in vain, nan for all others."""
    outcome = records.visit("outcome")
    bought = (outcome == Outcome.BOUGHT) & (records.visit("touchpoint") == Touchpoint.STORE)
    in_vain = np.isin(outcome, (Outcome.NOTHING_LEFT, Outcome.GAVE_UP, Outcome.TURNED_AWAY))
    wanted, found = records.visit("wanted"), records.visit("found")
    waited = np.where(records.visit("served") >= 0, records.visit("served") - records.visit("queue"), 0)
    stars = ON_TIME - WAIT * np.maximum(waited - PATIENCE, 0) / MINUTE
    stars -= MISSING * np.where(wanted > 0, 1 - found / np.maximum(wanted, 1), 0.0)
    stars = np.where(bought, stars, np.nan)
    return np.where(in_vain, NOTHING, stars)


def order_leanings(records: Records) -> Floats:
    """Return 1 for each online order's answer of 9-10, -1 for 0-6, 0 for 7-8, nan for no answer."""
    stars = np.where(records.order("mode") != Mode.WALK_IN, order_stars(records), np.nan)
    return _leanings(stars, records.order("person"), records.order("placed"))


def visit_leanings(records: Records) -> Floats:
    """Return the same for each visit."""
    return _leanings(visit_stars(records), records.visit("person"), records.visit("arrive"))


def _leanings(stars: Floats, person: Ints, time: Ints) -> Floats:
    leaning = np.full(stars.shape, np.nan)
    asked = np.flatnonzero(np.isfinite(stars))
    answer = answers(stars[asked], scatter(person[asked], time[asked], 1))
    leaning[asked] = 1.0 * (answer >= 9) - (answer <= 6)
    return leaning


@once
def _answered(records: Records) -> tuple[tuple[Tally, ...], tuple[Tally, ...]]:
    """Return sums of leanings and numbers of answers: of all, and of those whom the firm's own survey reaches.

    Orders count by the day they ended, visits by the day they began.
    """

    def orders(part: Records) -> tuple[tuple[Tally, ...], ...]:
        end = np.where(part.kept, part.order("delivered"), part.order("cancelled"))
        reached = _reached(part.order("person"), part.order("placed"), part.order("member"))
        return _sums(part.orders_on(part.grain.day_of(end)), order_leanings(part), reached)

    def visits(part: Records) -> tuple[tuple[Tally, ...], ...]:
        reached = _reached(part.visit("person"), part.visit("arrive"), part.visit("member"))
        return _sums(part.visits, visit_leanings(part), reached)

    of_orders, of_visits = added(records, "orders", orders), added(records, "visits", visits)
    everybody, some = (
        tuple({kind: table + order[kind] for kind, table in visit.items()} for order, visit in zip(*pair, strict=True))
        for pair in zip(of_orders, of_visits, strict=True)
    )
    return everybody, some


def _reached(person: Ints, time: Ints, member: Ints) -> Flags:
    """Return which experiences the firm's own survey reaches."""
    return (scatter(person, time, 2) < SAMPLE) & (member >= 0)


def _sums(rows: Rows, leaning: Floats, reached: Flags) -> tuple[tuple[Tally, ...], ...]:
    answered = np.isfinite(leaning)
    return tuple(
        (rows.sum(np.where(counted, leaning, 0.0)), rows.sum(counted)) for counted in (answered, answered & reached)
    )


def promoter_score(records: Records) -> Figures:
    """Return the net promoter score if every customer answered after every experience, points."""
    return percent(records.grain, *_answered(records)[0])


def promoter_score_observed(records: Records) -> Figures:
    """Return the net promoter score of a tenth of the recognised customers' experiences, points."""
    return percent(records.grain, *_answered(records)[1])


_ANSWER = (
    "100 x (answers 9-10 less answers 0-6) / answers; each finished online order, store purchase and visit in vain "
    "answers twice its stars, which scatter as Olist's reviews around a mean of 4.30 on time, 3.17 / 2.33 / 2.03 / "
    "1.86 when late by up to 11 / 24 / 41 / more % of the promised time, less 2.4 x the share of units missing, less "
    "0.07 per minute of till queue beyond 4 min, 1.9 when cancelled, given up, turned away or nothing left"
)

KPIS = (
    Kpi(
        id="K01",
        name="Net promoter score (NPS)",
        chinese="净推荐值",
        unit="points",
        direction="up",
        formula=f"{_ANSWER}; everybody answers",
        measure=promoter_score,
        source="K01",
    ),
    Kpi(
        id="K01o",
        name="Net promoter score, as the firm's survey sees it",
        chinese="净推荐值(抽样)",
        unit="points",
        direction="up",
        formula="as K01, among a tenth of the experiences of recognised members, drawn by person and moment",
        measure=promoter_score_observed,
        source="K01",
        view="observed",
    ),
)
