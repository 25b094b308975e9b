"""Media planned: what a week of paid media brings, measured by simulated bursts, as weekly spend to run.

What is still felt after the calendar's last week counts, and nothing is spent then: a campaign that looks no further
than the calendar would starve its last weeks, whose spend is felt least within it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from o2o.executors import default_workers, open_executor
from o2o.planning.planned import Planned, Promise
from o2o.planning.shelf import Shelf
from o2o.planning.trees import planted
from o2o.planning.trials import Changes, Trials
from o2o.progress import on_stderr
from o2o.statistics import mean_interval
from o2o.study import Study
from optimize.errors import PlanInputError
from optimize.media import even, price_of_money, split
from optimize.media_case import Media, MediaPlan, Response
from optimize.model import Reals
from scenarios.schema import Scenario
from sim.plan import ChangeSpec
from sim.units import CNY

if TYPE_CHECKING:
    from scenarios.tree import Plain

WEEK = 7
LEVER = "paid.spend"
LONGEST = 0.95
"""most of a burst that may still be felt a week later: more could not be told from for ever in a few weeks"""
STEP = 0.01
"""by which carry-overs are tried"""
FAINT = 0.01
"""share of a week's spend below which nothing is felt any more"""


@dataclass(frozen=True)
class Measured:
    """What bursts of one week brought."""

    response: Response
    """contribution of the week of the burst over its spend, fen"""
    carry: float
    """share of what is felt that is still felt a week later"""
    error: float
    """standard error of the largest burst's contribution, fen"""


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return paid media by week, for what simulated bursts show that it brings.

    Raises:
        PlanInputError: no whole week to plan, or no money.
        PlanningError: as in `optimize.media.split`.
    """
    scenario = study.loaded.scenario
    weeks = campaign(scenario)
    budget, most = _money(scenario, len(weeks))
    spec = scenario.planning.media
    with open_executor(workers or default_workers(spec.replications)) as executor:
        shelf = Shelf(out / "trials", study.loaded.tree)
        trials = Trials(scenario, spec.replications, executor, shelf=shelf, listener=on_stderr())
        found = measured(trials, weeks, np.linspace(0, most, spec.levels + 1)[1:])
        case = case_of(found, weeks, (budget, most))
        best, same = split(case), even(case)
        lived = [_gain(trials, dated(scenario, weeks, p.spend[0, : len(weeks)])) for p in (best, same)]
        silent = dated(scenario, weeks, np.zeros(len(weeks)))
        sales = float(np.mean([outcome.revenue for outcome in trials.run([silent])[silent]]))
    within = float(case.by_week(best.spend)[: len(weeks)].sum())
    span = f"over {len(weeks)} weeks"
    return Planned(
        what="media",
        unit=f"CNY of contribution less spend {span}, and of what is felt after them",
        proof=best.proof,
        baseline=same.proof.objective,
        plain="the same every week",
        clairvoyant=best.proof.bound,
        tree=_with_plan(study, weeks, best),
        head=("week", "paid media a day, CNY"),
        rows=[(case.weeks[t], f"{best.spend[0, t] / WEEK / CNY:,.2f}") for t in range(len(weeks))],
        promise=Promise(
            within / CNY,
            f"CNY of contribution less spend {span}, beyond the same city without paid media",
            sales=sales,
        ),
        notes=(_later(best.proof.objective - within), *_notes(case, found, lived)),
    )


def campaign(scenario: Scenario) -> list[int]:
    """Return the whole weeks of the calendar after the warm-up, by number.

    Raises:
        PlanInputError: there are fewer than two.
    """
    calendar = scenario.calendar
    weeks = list(range(-(-calendar.warm_up // WEEK), calendar.days // WEEK))
    if len(weeks) < 2:
        raise PlanInputError(
            f"the calendar holds {len(weeks)} whole weeks after the warm-up; simulate at least two, so that "
            "what is felt a week later can be seen"
        )
    return weeks


def _money(scenario: Scenario, weeks: int) -> tuple[float, float]:
    """Return budget and most a day in fen."""
    spec, today = scenario.planning.media, scenario.marketing.paid.daily_spend
    budget = spec.budget or today * WEEK * weeks
    if not budget:
        raise PlanInputError("there is no money to split: say planning.media.budget, or marketing.paid.daily_spend")
    return float(budget), float(spec.most or 3 * budget // (WEEK * weeks))


def dated(scenario: Scenario, weeks: Sequence[int], spend: Reals) -> Changes:
    """Return the lever changes that spend so many fen in each of ``weeks``, evenly over its days."""
    changes = []
    for week, fen in zip(weeks, spend.tolist(), strict=True):
        start = scenario.calendar.start + timedelta(days=week * WEEK)
        daily = f"{round(fen / WEEK)} fen"
        spec = ChangeSpec(start=start, lever=LEVER, to=daily, why="media plan")
        changes.append((f"media-week-{week}", spec))
    return tuple(changes)


def measured(trials: Trials, weeks: Sequence[int], levels: Reals) -> Measured:
    """Return what a burst of each of ``levels`` fen a day in the first week brings, now and in the weeks after.

    Contribution counts before its spend, over a run without any spend under the same luck; returns that rise or fall
    from level to level by luck are pooled until they diminish (pool adjacent violators: Ayer et al. 1955).
    """
    nothing = np.zeros(len(weeks))
    bursts = [dated(trials.scenario, weeks, np.eye(len(weeks))[0] * level * WEEK) for level in levels.tolist()]
    found = trials.run([dated(trials.scenario, weeks, nothing), *bursts])
    weekly = [np.array([outcome.weekly[-len(weeks) :] for outcome in outcomes]) * CNY for outcomes in found.values()]
    gains = np.array([run - weekly[0] for run in weekly[1:]])
    gains[:, :, 0] += levels[:, None] * WEEK
    mean = gains.mean(axis=1)
    response = diminishing(np.concatenate([[0.0], levels * WEEK]), mean[:, 0])
    count = gains.shape[1]
    error = float(gains[-1, :, 0].std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    return Measured(response, fading(response, levels * WEEK, mean), error)


def fading(response: Response, bursts: Reals, gains: Reals) -> float:
    """Return the carry-over, in hundredths, that explains best what ``bursts`` brought week by week.

    ``gains`` in fen, shape (bursts, weeks), the week of the burst first.
    """
    weeks = np.arange(gains.shape[1])
    tried = np.round(np.arange(0.0, LONGEST + STEP / 2, STEP), 2)
    missed = [((response.at(bursts[:, None] * share**weeks) - gains) ** 2).sum() for share in tried.tolist()]
    return float(tried[int(np.argmin(missed))])


def diminishing(stock: Reals, value: Reals) -> Response:
    """Return the nearest response with falling slopes, none below 0, to ``value`` at ``stock[1:]``; 0 at 0."""
    width = np.diff(stock)
    slope = np.diff(value, prepend=0.0) / width
    blocks: list[tuple[float, float, int]] = []
    for s, w in zip(slope.tolist(), width.tolist(), strict=True):
        blocks.append((s, w, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (a, v, m), (b, u, n) = blocks[-2:]
            blocks[-2:] = [((a * v + b * u) / (v + u), v + u, m + n)]
    pooled = np.maximum(np.concatenate([np.full(n, s) for s, _, n in blocks]), 0.0)
    return Response(stock, np.concatenate([[0.0], np.cumsum(pooled * width)]))


def case_of(found: Measured, weeks: Sequence[int], money: tuple[float, float]) -> Media:
    """Return the media case of one channel; ``money``: budget, and most a day, in fen.

    Weeks in which the last one's spend is still felt follow those of the calendar; nothing is spent in them.
    """
    budget, most = money
    after = lingering(found.carry)
    count = len(weeks) + after
    return Media(
        channels=("paid media",),
        weeks=(*(f"week {week}" for week in weeks), *(f"week {weeks[-1] + 1 + n}, after" for n in range(after))),
        response=(found.response,),
        season=np.ones((1, count)),
        carry=np.array([found.carry]),
        start=np.zeros(1),
        least=np.zeros((1, count)),
        most=np.where(np.arange(count) < len(weeks), most * WEEK, 0.0)[None, :],
        weekly=np.full(count, np.inf),
        budget=budget,
        concentration=np.ones(1),
    )


def lingering(carry: float) -> int:
    """Return the weeks after its own in which `FAINT` or more of a week's spend is felt."""
    return int(np.log(FAINT) / np.log(carry)) if carry > FAINT else 0


def _gain(trials: Trials, changes: Changes) -> Reals:
    """Return simulated contribution after spend, over no spend at all, CNY by replication."""
    weeks = campaign(trials.scenario)
    nothing = dated(trials.scenario, weeks, np.zeros(len(weeks)))
    found = trials.run([changes, nothing])
    return np.array([a.contribution - b.contribution for a, b in zip(found[changes], found[nothing], strict=True)])


def _with_plan(study: Study, weeks: Sequence[int], best: MediaPlan) -> "dict[str, Plain]":
    scenario = study.loaded.scenario
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, media planned")
    for key, change in dated(scenario, weeks, best.spend[0, : len(weeks)]):
        body: Plain = {"start": change.start.isoformat(), "lever": LEVER, "to": change.to, "why": change.why}
        tree = planted(tree, ("plan", "changes", key), body)
    return tree


def _later(fen: float) -> str:
    return f"of its worth, CNY {fen / CNY:,.0f} are felt after the last week, which no run of this calendar shows"


def _notes(case: Media, found: Measured, lived: Sequence[Reals]) -> tuple[str, ...]:
    slopes = ", ".join(f"{slope:.2f}" for slope in found.response.slope)
    best, same = (_shown(gain) for gain in lived)
    return (
        f"a CNY of paid media brings, from the first to the last that was tried, CNY {slopes} of contribution in its "
        f"week; {100 * found.carry:.0f} % of what is felt is still felt a week later",
        f"one more CNY of budget would be worth CNY {price_of_money(case):,.2f}",
        f"simulated over no spend, CNY [95 %]: this plan {best}, the same every week {same}",
    )


def _shown(values: Reals) -> str:
    found = mean_interval(values)
    ends = f" [{float(found.lo):,.0f}, {float(found.hi):,.0f}]" if len(values) > 1 else ""
    return f"{float(found.mean):,.0f}{ends}"
