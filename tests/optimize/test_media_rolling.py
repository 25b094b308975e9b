"""Media plans made anew every week: by hand, and against the plan that knew all along."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.backends import Effort
from optimize.errors import PlanInputError
from optimize.media import split
from optimize.media_case import Media, Response
from optimize.media_rolling import rolling

EXACT = Effort(gap=1e-9)


def line(slope, end=100_000.0):
    return Response(np.array([0.0, end]), np.array([0.0, end * slope]))


def media(*responses, weeks, budget, weekly=np.inf):
    count = len(responses)
    return Media(
        channels=tuple(f"channel {c}" for c in range(count)),
        weeks=tuple(f"week {t + 1}" for t in range(weeks)),
        response=responses,
        season=np.ones((count, weeks)),
        carry=np.zeros(count),
        start=np.zeros(count),
        least=np.zeros((count, weeks)),
        most=np.full((count, weeks), np.inf),
        weekly=np.full(weeks, weekly),
        budget=budget,
        concentration=np.ones(count),
        price=0.0,
    )


@pytest.mark.requirement("S033", "S042")
def test_what_is_left_moves_to_the_channel_that_turns_out_better():
    """By hand: 50 a week; the first channel brings 2 a fen, the second 1, and 5 as week 2 shows."""
    before = media(line(2.0), line(1.0), weeks=3, budget=15_000.0, weekly=5_000.0)
    after = replace(before, response=(line(2.0), line(5.0)))
    assert split(before).spend.tolist() == [[5_000.0] * 3, [0.0] * 3]
    spend = rolling([before, after])
    assert spend.tolist() == [[5_000.0, 0.0, 0.0], [0.0, 5_000.0, 5_000.0]]
    assert after.worth(spend) == 10_000 + 2 * 25_000
    # Fixed budgets by channel, halves of the money, would have brought 7,500 x (2 + 5).
    assert after.worth(spend) > 7_500 * 7 > after.worth(split(before).spend)


def test_who_knew_all_along_is_not_improved_by_planning_anew():
    for seed in range(15):
        rng = Generator(PCG64(seed))
        responses = [
            Response(np.array([0.0, 300.0, 900.0]), np.cumsum([0.0, 300 * high, 600 * low]))
            for high, low in rng.uniform(0.2, 3.0, (2, 2)) * [[1.0, 0.3]] + [[0.5, 0.0]]
        ]
        case = replace(
            media(*responses, weeks=4, budget=1_500.0, weekly=600.0),
            season=rng.choice([0.5, 1.0, 2.0], (2, 4)),
            carry=rng.choice([0.0, 0.5], 2),
            start=np.array([100.0, 0.0]),
            price=float(rng.choice([0.0, 1.0])),
        )
        best = split(case, effort=EXACT).proof.objective
        assert case.worth(rolling([case], effort=EXACT)) == pytest.approx(best, rel=1e-6)


def test_the_money_and_the_limits_of_the_first_case_hold_throughout():
    before = media(line(2.0), weeks=3, budget=9_000.0, weekly=4_000.0)
    loose = replace(before, budget=90_000.0, weekly=np.full(3, np.inf), concentration=np.array([0.5]))
    spend = rolling([before, loose])
    assert spend.sum() == pytest.approx(9_000.0)
    assert spend.max() <= 4_000.0 + 1e-6


@pytest.mark.parametrize(
    ("believed", "words"),
    [
        ([], "nothing is believed"),
        ([media(line(1.0), weeks=2, budget=1.0), media(line(1.0), weeks=3, budget=1.0)], "give each week's"),
        ([replace(media(line(1.0), weeks=2, budget=1.0), concentration=np.array([0.5]))], "limit channels by most"),
    ],
)
def test_what_cannot_be_planned_week_by_week_is_refused(believed, words):
    with pytest.raises(PlanInputError, match=words):
        rolling(believed)
