"""What people hear of what ended, by hand: lateness, want of goods, queues and warnings reach their memory."""

import numpy as np
import pytest

from agents.memory import MemorySpec
from sim.facts import CancelReason, Mode, Outcome
from sim.units import HOUR, MINUTE, SECOND

TEN = 10 * HOUR
MIND = MemorySpec()
RIDE = (TEN, Mode.INSTANT, 0, (0,))


def remembered(population, mode):
    """Return what the first customer thinks of a way after one experience with it, in points of its score."""
    return population.people.satisfaction[0][mode] / MIND.weight


def warned(city, delay):
    """Promise what no rider can keep, and let customers hear of delays ``delay`` after the promise."""
    city["offers"] = {"instant_promise": "10 min", "instant_radius": "10 m"}
    moves = {"alert.customers": delay is not None, "alert.delay": delay or 0}
    city["plan"]["changes"] = {
        path.replace(".", "_"): {"start": "2026-03-02", "lever": path, "to": to} for path, to in moves.items()
    }
    return city


@pytest.mark.requirement("S127", "S252")
@pytest.mark.parametrize(("delay", "told"), [(None, False), ("0 min", True), ("5 h", False)])
def test_a_late_order_is_minded_by_how_late_it_was_and_less_by_who_was_warned(city, lived, delay, told):
    population = lived(warned(city, delay), [RIDE])
    orders = population.world.facts["orders"]
    late = int(orders["delivered"][0] - orders["promise"][0]) / (10 * MINUTE)
    assert 0 < late < 1
    fall = MIND.late + MIND.later * late
    assert remembered(population, Mode.INSTANT) == pytest.approx(MIND.on_time - fall * (MIND.told if told else 1.0))


@pytest.mark.requirement("S251")
def test_a_cancelled_order_is_minded_as_one_that_is_as_late_again_as_promised(city, lived):
    city["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = 0
    population = lived(city, [RIDE])
    assert population.world.facts["orders"]["cancel_reason"].tolist() == [CancelReason.NO_RIDER]
    assert remembered(population, Mode.INSTANT) == pytest.approx(MIND.on_time - MIND.late - MIND.later)


@pytest.mark.requirement("S134", "S251")
def test_what_was_promised_and_not_found_is_minded_by_its_share_of_the_basket(city, lived):
    city["policies"] = {"replenishment": {"facing": 1, "cover": "0 h"}}
    city["information"] = {"sync_latency": "1 h"}
    wishes = [(TEN, Mode.WALK_IN, 0, (0,)), (TEN + 10 * MINUTE, Mode.COLLECT, 0, (0, 1, 2, 3))]
    population = lived(city, wishes)
    assert population.world.facts["orders"]["got"].tolist() == [1, 3]
    assert remembered(population, Mode.COLLECT) == pytest.approx(MIND.on_time - MIND.missing / 4)


@pytest.mark.requirement("S122")
def test_who_waits_at_the_till_for_a_crew_that_picks_minds_the_minutes(city, lived):
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    city["places"]["store_work"] |= {"pick_base": "15 min", "patience": "100 h"}
    city["offers"] = {"instant_promise": "2 h"}
    population = lived(city, [(TEN, Mode.WALK_IN, 0, (0,)), (TEN + 270 * SECOND, Mode.COLLECT, 0, (1,))])
    visits = population.world.facts["visits"]
    row = int(np.flatnonzero(visits["touchpoint"] == 0)[0])
    assert visits["outcome"][row] == Outcome.BOUGHT
    waited = int(visits["served"][row] - visits["queue"][row]) / MINUTE
    assert waited == pytest.approx(15 + 0.5 + 1 - 10 / 60)
    free = MIND.patient_wait / MINUTE
    assert remembered(population, Mode.WALK_IN) == pytest.approx(MIND.on_time - MIND.wait * (waited - free))
