"""The checker of media plans: carry-over and responses week by week in exact fractions; knows no model, no solver."""

from collections.abc import Iterator
from fractions import Fraction

from optimize.checker import NOISE, exact, over
from optimize.media_case import Media, MediaPlan, Response

Found = Iterator[str]
Spend = list[list[Fraction]]


def check_media(data: Media, plan: MediaPlan, noise: Fraction = NOISE) -> list[str]:
    """Return everything in which ``plan`` is not a split for ``data``, or is worth something else than it says."""
    spend = [[exact(fen) for fen in row] for row in plan.spend]
    return [*_cells(data, spend, noise), *_sums(data, spend, noise), *_value(data, plan, spend, noise)]


def _cells(data: Media, spend: Spend, noise: Fraction) -> Found:
    for c, row in enumerate(spend):
        for t, fen in enumerate(row):
            where = f"{data.channels[c]} in {data.weeks[t]}"
            if over(exact(data.least[c][t]), fen, noise) or fen < 0:
                yield f"{where} gets {float(fen):g} fen, at least {data.least[c][t]:g} are due"
            if data.most[c][t] != float("inf") and over(fen, exact(data.most[c][t]), noise):
                yield f"{where} gets {float(fen):g} fen, at most {data.most[c][t]:g} are allowed"


def _sums(data: Media, spend: Spend, noise: Fraction) -> Found:
    total = sum((sum(row, Fraction(0)) for row in spend), Fraction(0))
    if over(total, exact(data.budget), noise):
        yield f"the plan spends {float(total):g} fen of {data.budget:g}"
    for t, week in enumerate(data.weeks):
        spent = sum((row[t] for row in spend), Fraction(0))
        if data.weekly[t] != float("inf") and over(spent, exact(data.weekly[t]), noise):
            yield f"{week} spends {float(spent):g} fen of {data.weekly[t]:g}"
    for c, channel in enumerate(data.channels):
        spent = sum(spend[c], Fraction(0))
        if data.concentration[c] < 1 and over(spent, exact(data.concentration[c]) * total, noise):
            yield f"{channel} gets {float(spent / total):.4g} of all spend, its limit is {data.concentration[c]:g}"


def _value(data: Media, plan: MediaPlan, spend: Spend, noise: Fraction) -> Found:
    worth, size = Fraction(0), Fraction(1)
    for c, row in enumerate(spend):
        felt = exact(data.start[c])
        for t, fen in enumerate(row):
            felt = fen + exact(data.carry[c]) * felt
            brought = exact(data.season[c][t]) * _at(data.response[c], felt)
            worth += brought - exact(data.price) * fen
            size += brought + fen
    if over(abs(worth - exact(plan.proof.objective)), Fraction(0), noise * size):
        yield f"the plan says it is worth {plan.proof.objective:.10g} fen, the data say {float(worth):.10g}"


def _at(response: Response, felt: Fraction) -> Fraction:
    brought = Fraction(0)
    for k in range(len(response.stock) - 1):
        low, high = exact(response.stock[k]), exact(response.stock[k + 1])
        rise = exact(response.value[k + 1]) - exact(response.value[k])
        brought += rise * max(Fraction(0), min(felt, high) - low) / (high - low)
    return brought
