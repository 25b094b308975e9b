"""Small weeks: random campaigns and rosters, each small enough to try every split of money and every staffing."""

from itertools import product

import numpy as np

from o2o.validate.small_plans import Figures, names
from optimize.media_case import Media, Response
from optimize.model import Reals
from optimize.shifts_case import Shifts

STEP = 100.0
"""fen; all figures of a campaign are multiples of it, and so is a best split where nothing is carried over"""
MOST = 5
"""steps that a channel's week may get"""
STAFF = 4
"""people on a pattern that are tried, from none; more than any need asks for"""


def campaign(case: int, channels: int = 2, weeks: int = 2) -> Media:
    """Return two channels and weeks with returns that diminish, limits by week and for all; money in fen."""
    figures = Figures(40_000 + case)
    slopes: Reals = -np.sort(-figures.between(1, 40, channels, MOST), axis=1) / 10
    return Media(
        channels=names("channel", channels),
        weeks=names("week", weeks),
        response=tuple(_response(slope) for slope in slopes),
        season=figures.between(1, 3, channels, weeks) / 2,
        carry=np.zeros(channels),
        start=np.zeros(channels),
        least=np.zeros((channels, weeks)),
        most=figures.between(2, MOST, channels, weeks) * STEP,
        weekly=figures.between(3, 8, weeks) * STEP,
        budget=float(figures.between(3, 14, 1)[0] * STEP),
        concentration=np.ones(channels),
    )


def _response(slope: Reals) -> Response:
    stock, value = np.zeros((2, slope.size + 1))
    stock[1:] = np.arange(1, slope.size + 1) * STEP
    value[1:] = np.cumsum(slope) * STEP
    return Response(stock, value)


def best_split(data: Media) -> float:
    """Return the most that a campaign brings, every split in steps tried; fen."""
    splits = np.array(list(product(range(MOST + 1), repeat=data.season.size))).reshape(-1, *data.season.shape) * STEP
    kept = (splits <= data.most).all(axis=(1, 2)) & (splits.sum(axis=1) <= data.weekly).all(axis=1)
    tried = splits[kept & (splits.sum(axis=(1, 2)) <= data.budget)]
    brought = [data.season[c] * response.at(tried[:, c]) for c, response in enumerate(data.response)]
    return float((sum(brought) - tried.sum(axis=1)).sum(axis=1).max())


def week(case: int, times: int = 4) -> Shifts:
    """Return four times of a day and four shifts for one crew; money in fen a week."""
    figures = Figures(50_000 + case)
    works = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 1, 1]], bool)
    return Shifts(
        times=names("time", times),
        roles=("till",),
        kinds=("crew",),
        patterns=names("shift", len(works)),
        weight=figures.between(2, 5, times),
        need=figures.between(0, 3, 1, times),
        short_cost=figures.between(20, 90, 1),
        can=np.ones((1, 1), bool),
        works=works,
        cost=figures.between(60, 300, 1, len(works)),
        least=figures.between(0, 1, times),
        most=np.full(times, np.inf),
        people=np.full(1, np.inf),
    )


def best_roster(data: Shifts) -> float:
    """Return the least cost of a week, every staffing tried; fen."""
    staff: Reals = np.array(list(product(range(STAFF), repeat=len(data.patterns))), np.float64)
    there = staff @ data.works
    cost = staff @ data.cost[0] + np.maximum(data.need[0] - there, 0.0) @ data.weight * data.short_cost[0]
    return float(cost[(there >= data.least).all(axis=1)].min())
