"""A store's crew by hand: one roster serves everything, and in which order when hands are short."""

import pytest

from o2o.construction import build
from o2o.validate.small_city import read
from sim.clock import run_until
from sim.facts import Mode, Task
from sim.units import HOUR, MINUTE, SECOND

TEN = 10 * HOUR
FIRST = (Task.ASSIST, Task.TILL, Task.ADVICE, Task.DESK, Task.RETURN, Task.PICK, Task.COUNT)
"""customers who cannot go on, who pay, who ask, who collect, who bring something back; then goods, then the shelf"""


@pytest.fixture
def staffed(city):
    """Return the stations by task of a store with one person at work, and its clock."""
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    city["places"]["store_work"] |= {"advice": 0.1, "assist": 0.1}
    city["goods"]["products"]["p00"]["returned"] = 0.5
    city["after_sales"] = {"returns": {}}
    world = (population := build(read(city), 0)).world
    run_until(world.env, TEN)
    stations = dict(world.crewed_stations())[0] | world._annexes[0].stations()[0]
    yield stations, world.env
    population.forget()


@pytest.mark.requirement("S101", "S122", "S226")
@pytest.mark.parametrize("turn", [1, -1], ids=["in order", "the last first"])
def test_free_hands_go_to_who_stands_first_and_nobody_leaves_a_job_half_done(staffed, turn):
    stations, env = staffed
    ends = []
    stations[Task.COUNT].join(0, HOUR, lambda served: ends.append((served[2] - TEN) // MINUTE))
    for task in FIRST[::turn]:
        stations[task].join(int(task), MINUTE, lambda served: ends.append(Task(served[0])))
    assert stations[Task.COUNT].busy == 1
    run_until(env, TEN + 2 * HOUR)
    assert ends == [60, *FIRST], "the count in hand is finished first, though six customers and an order wait"


@pytest.mark.requirement("S122")
def test_a_picker_goes_to_the_till_when_the_order_is_bagged_and_is_busy_as_one_person_in_two_roles(city, lived):
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    # On the shelves for 280 s, at the till when the only person has just begun to pick; then the second order waits.
    wishes = [(TEN, Mode.WALK_IN, 0, (0,)), (TEN + 270 * SECOND, Mode.COLLECT, 0, (1,))]
    facts = lived(city, [*wishes, (TEN + 275 * SECOND, Mode.COLLECT, 0, (2,))], days=1).world.facts
    orders, visits = facts["orders"], facts["visits"]
    walk_in, first, second = (int(row) for row in (0, 1, 2))
    bagged = int(orders["packed"][first])
    assert int(orders["pick_start"][first]) == TEN + 270 * SECOND
    assert int(visits["served"][orders["visit"][walk_in]]) == bagged > int(visits["queue"][orders["visit"][walk_in]])
    assert int(orders["pick_start"][second]) == int(visits["leave"][orders["visit"][walk_in]])
    hours = facts["staff_hours"]
    busy = {task: int(hours["busy"][(hours["site"] == 0) & (hours["task"] == task)].sum()) for task in FIRST}
    handed = [int(orders["packed"][row] - orders["pick_start"][row]) for row in (first, second)]
    assert busy[Task.PICK] == sum(handed)
    assert busy[Task.TILL] == int(visits["leave"][orders["visit"][walk_in]]) - bagged
