"""The survey behind the promoter score: stars follow lateness as in the Olist reviews."""

import numpy as np
import pytest

from o2o.kpi.survey import answers, scatter, stars_for_lateness
from o2o.kpis import measure
from sim.facts import CancelReason, Mode, Outcome, Touchpoint

MANY = (np.arange(200_000) + 0.5) / 200_000


# Olist, full data: mean stars and one-star share by days late, at the median promise of 23.3 days
@pytest.mark.requirement("K01")
@pytest.mark.parametrize(
    ("days_late", "mean", "one_star"),
    [
        (-14, 4.3, (0.06, 0.11)),
        (1.5, 3.17, (0.29, 0.29)),
        (4, 2.33, (0.53, 0.53)),
        (8, 2.03, None),
        (15, 1.86, (0.57, 0.65)),
    ],
)
def test_stars_by_lateness_match_olist(days_late, mean, one_star):
    level = stars_for_lateness(np.array([days_late * 10]), np.array([233]))
    stars = answers(np.full(MANY.shape, level[0]), MANY) / 2
    assert stars.mean() == pytest.approx(mean, abs=0.001)
    if one_star:
        assert one_star[0] - 0.001 <= (stars == 1).mean() <= one_star[1] + 0.001


def test_answers_keep_their_mean_between_and_beyond_the_anchors():
    for mean in (1.0, 1.4, 2.7, 3.9, 4.6, 5.0):
        assert answers(np.full(MANY.shape, mean), MANY).mean() / 2 == pytest.approx(mean, abs=0.001)
    assert answers(np.array([-3.0, 9.0]), np.array([0.5, 0.5])).tolist() == [2, 10]


def test_the_promise_is_a_cliff():
    kept, broken = stars_for_lateness(np.array([0, 1]), np.array([1_800_000, 1_800_000]))
    assert kept - broken == pytest.approx(1.13)


def test_scatter_is_even_and_depends_on_person_moment_and_purpose_only():
    person, time = np.repeat(np.arange(300), 300), np.tile(np.arange(300) * 60_000, 300)
    drawn = scatter(person, time, 1)
    # 90,000 draws in 100 cells: chi-square with 99 degrees stays below 148.2 at p = 0.001
    counts = np.bincount((drawn * 100).astype(int), minlength=100)
    assert ((counts - 900) ** 2 / 900).sum() < 148.2
    assert drawn[7] == scatter(person[7:8], time[7:8], 1)[0]
    # standard error of a correlation among 90,000 pairs is 0.0033
    assert abs(np.corrcoef(drawn, scatter(person, time, 2))[0, 1]) < 0.012
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.012


def crowd(small, count, **orders):
    at = small.at
    person = list(range(count))
    people = {"segment": [0] * count, "known": 1}
    columns = {"person": person, "member": person, "channel": 1, "mode": Mode.INSTANT, "placed": at(7, 9)}
    columns |= {"promise": at(7, 10), "handed": at(7, 9, 20), "delivered": at(7, 9, 50), "lines": 4, "got": 4} | orders
    return measure(small.facts(people=people, orders=columns), small.dimensions())


@pytest.mark.requirement("K01")
def test_score_follows_the_experience(small):
    at = small.at
    # on time: 63 % recommend, 17 % warn; 10,000 answers have a standard error of 0.8 points
    assert crowd(small, 10_000).get("K01") == pytest.approx(46, abs=2.4)
    # 1 h promise, 30 min late: 10 % recommend, 85 % warn
    assert crowd(small, 10_000, delivered=at(7, 10, 30)).get("K01") == pytest.approx(-75, abs=2.4)
    # a cancelled order earns 1.9 stars, close to the latest ones
    cancelled = crowd(small, 10_000, delivered=-1, cancelled=at(7, 9, 5)).get("K01")
    assert -78 < cancelled < -70
    # whoever did not come for goods that were there is not asked
    unfetched = {"cancelled": at(9, 9), "cancel_reason": CancelReason.NOT_FETCHED}
    assert np.isnan(crowd(small, 100, delivered=-1, **unfetched).get("K01"))
    # a quarter of the basket missing costs 0.6 stars: between on time and late
    assert -75 < crowd(small, 10_000, got=3).get("K01") < 44


@pytest.mark.requirement("K01")
def test_the_firm_asks_a_tenth_of_recognised_customers(small):
    table = crowd(small, 10_000)
    # a tenth of the answers, so a standard error of 2.4 points
    assert table.get("K01o") == pytest.approx(46, abs=7.5)
    assert table.get("K01o") != table.get("K01")
    assert np.isnan(crowd(small, 50, member=-1).get("K01o"))


def test_orders_under_way_and_browsing_visits_do_not_answer(small):
    at = small.at
    visits = {"person": [0], "arrive": [at(8)], "outcome": [Outcome.BROWSED], "touchpoint": Touchpoint.STORE}
    orders = {"person": [0], "placed": [at(8)], "promise": [at(9)], "mode": Mode.PARCEL, "channel": 1, "lines": 1}
    assert np.isnan(measure(small.facts(visits=visits, orders=orders), small.dimensions()).get("K01"))


def test_queues_and_empty_shelves_lower_the_score_of_store_visits(small):
    at = small.at

    def score(**columns):
        person = list(range(4_000))
        visits = {"person": person, "arrive": at(8), "queue": at(8), "served": at(8, 0, 3), "leave": at(8, 0, 5)}
        visits |= {"wanted": 5, "found": 5, "outcome": Outcome.BOUGHT, "touchpoint": Touchpoint.STORE} | columns
        facts = small.facts(people={"segment": [0] * 4_000}, visits=visits)
        return measure(facts, small.dimensions()).get("K01")

    calm = score()
    assert calm == pytest.approx(46, abs=3.8)
    assert score(served=at(8, 0, 14)) < calm - 10
    assert score(found=3) < calm - 10
    assert score(outcome=Outcome.GAVE_UP, served=-1) < -65
    assert score(outcome=Outcome.TURNED_AWAY, served=-1, queue=-1) < -65
