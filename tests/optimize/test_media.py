"""Media: published and analytic splits, every choice of segments tried, carry-over by hand, baselines, bad plans."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator
from scipy.optimize import linprog

from optimize.backends import Effort
from optimize.errors import InfeasiblePlanError, PlanInputError
from optimize.media import even, formulate, myopic, price_of_money, split, value_of_pooling
from optimize.media_case import Media, Response, sampled
from optimize.media_checker import check_media
from optimize.solving import Solver, solve

EXACT = Effort(gap=1e-9)


def media(responses, weeks=1, *, budget, carry=0.0, price=0.0):
    count = len(responses)
    return Media(
        channels=tuple(f"channel {c}" for c in range(count)),
        weeks=tuple(f"week {t + 1}" for t in range(weeks)),
        response=tuple(responses),
        season=np.ones((count, weeks)),
        carry=np.full(count, carry),
        start=np.zeros(count),
        least=np.zeros((count, weeks)),
        most=np.full((count, weeks), np.inf),
        weekly=np.full(weeks, np.inf),
        budget=budget,
        concentration=np.ones(count),
        price=price,
    )


@pytest.fixture(scope="module")
def campaigns():
    """Return a maker of random campaigns of two channels and two weeks, some with a threshold in the response."""

    def make(seed):
        rng = Generator(PCG64(seed))

        def response():
            width, slope = rng.integers(2, 9, 2) * 100.0, rng.integers(1, 40, 2) / 10.0
            if seed % 3:
                slope = -np.sort(-slope)
            return Response(
                np.concatenate([[0.0], np.cumsum(width)]), np.concatenate([[0.0], np.cumsum(width * slope)])
            )

        case = media([response(), response()], 2, budget=float(rng.integers(3, 20) * 100), price=1.0)
        return replace(
            case,
            season=rng.choice([0.5, 1.0, 2.0], (2, 2)),
            carry=rng.choice([0.0, 0.3, 0.8], 2),
            start=rng.choice([0.0, 200.0], 2),
            least=rng.choice([0.0, 50.0], (2, 2)),
            most=rng.choice([400.0, 900.0, np.inf], (2, 2)),
            weekly=rng.choice([500.0, 1000.0, np.inf], 2),
            concentration=rng.choice([0.6, 0.8, 1.0], 2),
        )

    return make


def best_by_hand(case):
    """Return the best value over every choice of the segment in which each channel's week ends, each a small LP."""
    channels, weeks = case.season.shape
    cells = list(product(range(channels), range(weeks)))
    # Felt spend is a linear map of the spends: what week s leaves for week t.
    fade = np.zeros((len(cells), len(cells)))
    base = np.zeros(len(cells))
    for k, (c, t) in enumerate(cells):
        base[k] = case.start[c] * case.carry[c] ** (t + 1)
        for j, (d, s) in enumerate(cells):
            fade[k, j] = case.carry[c] ** (t - s) if c == d and s <= t else 0.0
    total = np.ones((1, len(cells)))
    week = np.array([[float(t == s) for _, t in cells] for s in range(weeks)])
    own = np.array([[float(c == d) for c, _ in cells] for d in range(channels)])
    rows = np.vstack([total, week[np.isfinite(case.weekly)], own - case.concentration[:, None]])
    limits = np.concatenate([[case.budget], case.weekly[np.isfinite(case.weekly)], np.zeros(channels)])
    bounds = [(case.least[c, t], None if np.isinf(case.most[c, t]) else case.most[c, t]) for c, t in cells]
    best = -np.inf
    for ends in product(range(3), repeat=len(cells)):
        gain, fixed, extra, extra_limit = -case.price * np.ones(len(cells)), 0.0, [], []
        for k, end in enumerate(ends):
            c, t = cells[k]
            stock, value = case.response[c].stock, case.response[c].value
            slope = (value[end + 1] - value[end]) / (stock[end + 1] - stock[end]) if end < 2 else 0.0
            gain = gain + case.season[c, t] * slope * fade[k]
            fixed += case.season[c, t] * (value[end] + slope * (base[k] - stock[end]))
            extra.append(-fade[k])
            extra_limit.append(base[k] - stock[end])
            if end < 2:
                extra.append(fade[k])
                extra_limit.append(stock[end + 1] - base[k])
        found = linprog(
            -gain,
            A_ub=np.vstack([rows, *extra]),
            b_ub=np.concatenate([limits, extra_limit]),
            bounds=bounds,
        )
        if found.status == 0:
            best = max(best, fixed - found.fun)
    return best


@pytest.mark.requirement("S033")
@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 1012), marks=pytest.mark.slow)], ids=len)
def test_the_model_finds_what_trying_every_choice_of_segments_finds(campaigns, seeds):
    whole = 0
    for seed in seeds:
        case = campaigns(seed)
        best = best_by_hand(case)
        if best == -np.inf:
            with pytest.raises(InfeasiblePlanError):
                split(case)
            continue
        whole += not all(response.concave for response in case.response)
        for solver in [Solver.HIGHS] if seed % 5 else list(Solver):
            plan = split(case, solver, EXACT)
            assert plan.proof.objective == pytest.approx(best, rel=1e-6, abs=1e-3)
            assert case.worth(plan.spend) == pytest.approx(best, rel=1e-6, abs=1e-3)
    assert whole >= len(seeds) / 10, "responses with a threshold are to be among them"


def roots(segments):
    knots = np.linspace(0.0, 100.0, segments + 1) ** 2
    return [sampled(lambda fen, a=a: 100 * a * np.sqrt(fen / 100), knots) for a in (3, 4, 5)]


@pytest.mark.parametrize("segments", [10, 40, 160])
def test_split_of_square_roots_is_within_its_stated_error(segments):
    """Maximise 3 sqrt x + 4 sqrt y + 5 sqrt z with 100 CNY: 18, 32, 50 and 70.710678 by Lagrange."""
    responses = roots(segments)
    case = media([response for response, _ in responses], budget=100 * 100.0)
    plan = split(case, effort=EXACT)
    stated = sum(error for _, error in responses)
    assert 0 <= 7071.0678 - plan.proof.objective <= stated + 1e-3
    assert stated < 7071.0678 * 3 / segments
    if segments == 160:
        assert plan.spend[:, 0] == pytest.approx([1800, 3200, 5000], rel=0.03)


@pytest.mark.parametrize(("segments", "worst"), [(5, 0.009), (10, 0.0031), (20, 0.0002 + 1e-4)])
def test_split_of_logarithms_has_the_known_gap_and_price(segments, worst):
    """a log(1 + x / 10), a = 100, 60, 40, 90 CNY: 50, 26, 14, value 291.050727, multiplier 1.666667."""
    knots = np.linspace(0.0, 90.0, segments + 1) * 100
    responses = [sampled(lambda fen, a=a: 100 * a * np.log1p(fen / 1000), knots) for a in (100, 60, 40)]
    case = media([response for response, _ in responses], budget=90 * 100.0)
    plan = split(case, effort=EXACT)
    assert 0 <= 1 - plan.proof.objective / 29105.0727 <= worst
    if segments == 20:
        assert price_of_money(case) == pytest.approx(5 / 3, rel=0.03)
        assert plan.spend[:, 0] == pytest.approx([5000, 2600, 1400], abs=450)


def test_the_price_of_money_is_what_a_little_more_of_it_brings(campaigns):
    compared = 0
    for seed in range(3000, 3020):
        case = campaigns(seed)
        if not all(response.concave for response in case.response):
            continue
        model = formulate(case).model
        if solve(model).objective is None:
            continue
        price = price_of_money(case)
        more, less = (split(replace(case, budget=case.budget + by), effort=EXACT).proof.objective for by in (1.0, -1.0))
        now = split(case, effort=EXACT).proof.objective
        assert more - now - 1e-4 <= price <= now - less + 1e-4
        compared += price > 1e-6
    assert compared >= 3


@pytest.mark.requirement("S033")
def test_looking_ahead_spends_early_what_is_felt_in_the_high_season():
    """By hand: week 2 counts tenfold and takes 100 CNY at most; half of what week 1 spends is felt then."""
    line = Response(np.array([0.0, 100_000.0]), np.array([0.0, 50_000.0]))
    case = replace(
        media([line], 2, budget=20_000.0, carry=0.5, price=1.0),
        season=np.array([[1.0, 10.0]]),
        most=np.array([[np.inf, 10_000.0]]),
    )
    plan = split(case)
    # Week 1: 0.5 now and 10 x 0.5 x 0.5 later for each fen; week 2: 5 for each fen.
    assert plan.spend.tolist() == [[10_000.0, 10_000.0]]
    assert plan.proof.objective == pytest.approx(10_000 * (0.5 + 2.5) + 10_000 * 5 - 20_000)
    assert myopic(case).spend.tolist() == [[0.0, 10_000.0]], "week 1 alone brings 0.5 for each fen"
    assert even(case).spend.tolist() == [[10_000.0, 10_000.0]]


def test_the_best_split_is_never_below_the_baselines(campaigns):
    better = 0
    for seed in range(4000, 4030):
        case = replace(campaigns(seed), least=np.zeros((2, 2)), concentration=np.ones(2))
        best = split(case, effort=EXACT).proof.objective
        for other in (even(case), myopic(case)):
            assert check_media(case, other) == []
            assert other.proof.objective <= best + 1e-3
        better += myopic(case).proof.objective < best - 1
    assert better >= 10


@pytest.mark.requirement("S042")
def test_a_pooled_budget_is_worth_no_less_than_silos(campaigns):
    worth = []
    for seed in range(5000, 5020):
        case = replace(campaigns(seed), least=np.zeros((2, 2)), concentration=np.ones(2), weekly=np.full(2, np.inf))
        worth.append(value_of_pooling(case, np.array([500.0, 700.0]), effort=EXACT))
    assert min(worth) >= -1e-3
    assert sum(gain > 1 for gain in worth) >= 5


def test_no_channel_gets_more_than_its_share_of_what_is_spent():
    steep, flat = (Response(np.array([0.0, 10_000.0]), np.array([0.0, 10_000.0 * s])) for s in (3.0, 1.5))
    case = replace(media([steep, flat], budget=1_000.0, price=1.0), concentration=np.array([0.6, 1.0]))
    assert split(case).spend[:, 0] == pytest.approx([600.0, 400.0])


def test_a_threshold_is_crossed_or_not_approached():
    """By hand: nothing below 300 fen, then 5 for each fen up to 500: with 250 fen nothing is worth spending."""
    step = Response(np.array([0.0, 300.0, 500.0]), np.array([0.0, 0.0, 1000.0]))
    case = media([step, step], budget=700.0, price=1.0)
    assert sorted(split(case).spend[:, 0].tolist()) == [0.0, 500.0]
    assert split(replace(case, budget=250.0)).proof.objective == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda case, plan: {"spend": plan.spend * 5}, "fen of"),
        (lambda case, plan: {"spend": plan.spend - 1_000}, "are due"),
        (lambda case, plan: {"spend": plan.spend[::-1]}, "says it is worth"),
        (lambda case, plan: {"proof": replace(plan.proof, objective=plan.proof.objective + 1)}, "says it is worth"),
        (lambda case, plan: {"spend": plan.spend * np.array([[1.0], [0.0]])}, "of all spend"),
        (lambda case, plan: {"spend": plan.spend + 3_000}, "are allowed"),
    ],
)
def test_the_checker_sees_a_spoiled_plan(spoil, words):
    curves = [Response(np.array([0.0, 400.0, 900.0]), np.array([0.0, h, 1.5 * h])) for h in (1600.0, 1200.0)]
    case = media(curves, 2, budget=1_500.0, carry=0.3, price=1.0)
    case = replace(
        case, weekly=np.array([1000.0, 900.0]), most=np.full((2, 2), 800.0), concentration=np.array([0.7, 0.7])
    )
    plan = split(case)
    assert check_media(case, plan) == []
    found = check_media(case, replace(plan, **spoil(case, plan)))
    assert any(words in finding for finding in found), found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"budget": np.nan}, "budget: nan is no number"),
        ({"budget": 1e308}, "budget: 1e+308 is out of scale"),
        ({"budget": -1.0}, "budget: -1 is negative"),
        ({"season": np.array([[np.nan]])}, "season of channel 0, week 1: nan is no number"),
        ({"most": np.array([[-1.0]])}, "most of channel 0, week 1: -1 is negative"),
        ({"concentration": np.array([1.2])}, "concentration of channel 0: 1.2 is a share above 1"),
        ({"carry": np.array([1.0])}, "carry of channel 0: 1 never ends"),
        ({"weekly": np.zeros(3)}, "weekly has shape (3,), needs (1,)"),
        ({"channels": ()}, "nothing to split"),
        ({"response": (Response(np.array([0.0, 5.0]), np.array([0.0, np.inf])),)}, "no finite number"),
        ({"response": (Response(np.array([0.0, 5.0]), np.array([0.0, -1.0])),)}, "falls"),
        ({"response": (Response(np.array([1.0, 5.0]), np.array([0.0, 1.0])),)}, "must begin at 0"),
        ({"response": (Response(np.array([0.0]), np.array([0.0])),)}, "two knots or more"),
    ],
)
def test_impossible_figures_are_refused_by_name(change, words):
    case = media([Response(np.array([0.0, 5.0]), np.array([0.0, 9.0]))], budget=10.0)
    with pytest.raises(PlanInputError) as refused:
        replace(case, **change)
    assert words in str(refused.value)
    assert refused.value.exit_code == 3


def test_limits_that_clash_are_named():
    case = media([Response(np.array([0.0, 5.0]), np.array([0.0, 9.0]))], budget=1_000.0)
    with pytest.raises(InfeasiblePlanError, match="budget in CNY"):
        split(replace(case, least=np.array([[1_500.0]])))
