"""The store's funnel: wasted trips, conversion, what cameras counted of it; and the service that visitors met."""

from collections.abc import Callable

import numpy as np

from o2o.kpi.grain import Figures, Ints, Rows, Tally, per_day, percent, quotient, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import visit_sums
from o2o.kpi.records import Flags, Records, once
from sim.facts import Outcome, Touchpoint
from sim.service_facts import THOUSANDTHS

PLACES = ("chain", "site")


def _entered(records: Records) -> Flags:
    return records.visit("touchpoint") == Touchpoint.STORE


def share_that_ended(outcome: Outcome) -> Callable[[Records], Figures]:
    """Return the measure of the share of store entries with this ``outcome``, %."""

    def measure(records: Records) -> Figures:
        def ended_and_entered(part: Records) -> tuple[Flags, Flags]:
            entered = _entered(part)
            return entered & (part.visit("outcome") == outcome), entered

        return percent(records.grain, *visit_sums(records, ended_and_entered, *PLACES))

    return measure


def saved(records: Records) -> Figures:
    """Return units that the endless aisle ordered over units that shoppers missed on shelves, %."""

    def missed(part: Records) -> tuple[Ints]:
        return (np.where(_entered(part), part.visit("wanted") - part.visit("found"), 0),)

    aisle = records.grain.rows(
        records.grain.day_of(records.column("aisle", "asked")), site=records.column("aisle", "site")
    )
    ordered = np.where(records.column("aisle", "order") >= 0, records.column("aisle", "units"), 0)
    return percent(records.grain, aisle.sum(ordered), *visit_sums(records, missed, *PLACES))


@once
def _bought_and_entered(records: Records) -> tuple[Tally, ...]:
    def weights(part: Records) -> tuple[Flags, Flags]:
        entered = _entered(part)
        return entered & (part.visit("outcome") == Outcome.BOUGHT), entered

    return visit_sums(records, weights, *PLACES)


def conversion(records: Records) -> Figures:
    """Return baskets paid at tills over store entries, %."""
    return percent(records.grain, *_bought_and_entered(records))


def _counted(records: Records) -> Tally:
    """Return the entries that cameras counted; nothing in stores that never had one."""
    rows = records.grain.rows(records.column("footfall", "hour") // 24, site=records.column("footfall", "site"))
    return rows.sum(records.column("footfall", "counted"))


def counted_footfall(records: Records) -> Figures:
    """Return entries that cameras counted, a day; missing where they never counted any."""
    counted = _counted(records)
    seen = {kind: np.where(table.sum(axis=0) > 0, table, np.nan) for kind, table in counted.items()}
    return per_day(records.grain, seen)


def counted_conversion(records: Records) -> Figures:
    """Return baskets paid over entries counted, in the stores that cameras watch, %."""
    (bought, _), counted = _bought_and_entered(records), _counted(records)
    watched = counted["site"] > 0
    seen = {"site": np.where(watched, bought["site"], 0.0)}
    seen["chain"] = seen["site"].sum(axis=1, keepdims=True)
    return percent(records.grain, seen, counted)


def _days(records: Records, table: str) -> Rows:
    return records.grain.rows(records.column(table, "day"), site=records.column(table, "site"))


def quality(records: Records) -> Figures:
    """Return the mean service of stores and days, points of satisfaction above the standard."""
    rows, noted = _days(records, "manners"), records.column("manners", "quality")
    return ratio(records.grain, rows.sum(noted), rows.sum(np.ones_like(noted)), 1 / THOUSANDTHS)


def audited(records: Records) -> Figures:
    """Return the mean score of mystery visits, points above the standard."""
    rows, score = _days(records, "audits"), records.column("audits", "score")
    return ratio(records.grain, rows.sum(score), rows.sum(np.ones_like(score)), 1 / THOUSANDTHS)


def spread(records: Records) -> Figures:
    """Return the standard deviation of service between stores, points of satisfaction."""
    return _between_stores(quality(records))


def audited_spread(records: Records) -> Figures:
    """Return the standard deviation of mystery scores between stores, points of satisfaction."""
    return _between_stores(audited(records))


def _between_stores(figures: Figures) -> Figures:
    """Return the standard deviation over the sites that have a figure; missing below two."""
    grains = []
    for table in (figures.total["site"], figures.week["site"], figures.day["site"]):
        known = np.isfinite(table)
        n = known.sum(axis=1, keepdims=True).astype(np.float64)
        values = np.where(known, table, 0.0)
        mean = quotient(values.sum(axis=1, keepdims=True), n)
        squares = np.where(known, (table - mean) ** 2, 0.0).sum(axis=1, keepdims=True)
        grains.append({"chain": np.sqrt(quotient(squares, np.where(n > 1, n - 1, 0.0)))})
    return Figures(*grains)


KPIS = (
    Kpi(
        id="E04w",
        name="Wasted trips",
        chinese="白跑率",
        unit="%",
        direction="down",
        formula="store entries that found nothing of what they wanted / store entries",
        measure=share_that_ended(Outcome.NOTHING_LEFT),
        source="E04",
    ),
    Kpi(
        id="E29g",
        name="Gave up in the queue",
        chinese="排队放弃率",
        unit="%",
        direction="down",
        formula="store entries that waited, and left their basket behind before a till was free / store entries",
        measure=share_that_ended(Outcome.GAVE_UP),
        source="E29",
    ),
    Kpi(
        id="E29b",
        name="Turned away at the queue",
        chinese="望队止步率",
        unit="%",
        direction="down",
        formula="store entries that saw the queue, and left their basket behind without joining it / store entries",
        measure=share_that_ended(Outcome.TURNED_AWAY),
        source="E29",
    ),
    Kpi(
        id="K05s",
        name="Stock-outs saved in store",
        chinese="缺货挽回率",
        unit="%",
        direction="up",
        formula="units ordered from another node at the endless aisle / units that shoppers missed on shelves",
        measure=saved,
        source="K05",
    ),
    Kpi(
        id="E04c",
        name="Store conversion",
        chinese="门店转化率",
        unit="%",
        direction="up",
        formula="baskets paid at tills / store entries",
        measure=conversion,
        source="E04",
    ),
    Kpi(
        id="E04o",
        name="Store footfall, as cameras count it",
        chinese="门店客流(观测)",
        unit="entries/day",
        direction="up",
        formula="entries counted by cameras, mean of the period's days; missing without cameras",
        measure=counted_footfall,
        source="E04",
        view="observed",
    ),
    Kpi(
        id="E04co",
        name="Store conversion, as cameras count it",
        chinese="门店转化率(观测)",
        unit="%",
        direction="up",
        formula="baskets paid at tills / entries counted by cameras, stores and days with cameras only",
        measure=counted_conversion,
        source="E04",
        view="observed",
    ),
    Kpi(
        id="E28q",
        name="Service quality",
        chinese="服务质量",
        unit="points",
        direction="up",
        formula="mean over stores and days of the points of satisfaction that service adds to a visit; standard: 0",
        measure=quality,
        source="E28",
    ),
    Kpi(
        id="E28v",
        name="Service spread between stores",
        chinese="门店服务差异",
        unit="points",
        direction="down",
        formula="standard deviation between stores of the mean service of the period",
        measure=spread,
        source="E28",
    ),
    Kpi(
        id="E28qo",
        name="Mystery-shopper score",
        chinese="神秘顾客评分",
        unit="points",
        direction="up",
        formula="mean score of the period's mystery visits: the day's service with an error of judgement",
        measure=audited,
        source="E28",
        view="observed",
    ),
    Kpi(
        id="E28vo",
        name="Service spread between stores, as mystery shoppers see it",
        chinese="门店服务差异(观测)",
        unit="points",
        direction="down",
        formula="standard deviation between stores of the mean score; their error and the days sampled widen it",
        measure=audited_spread,
        source="E28",
        view="observed",
    ),
)
