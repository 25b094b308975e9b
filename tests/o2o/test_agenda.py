"""The agenda of a plan: changes that follow one another leave nothing behind."""

import pytest

from o2o.construction import build
from o2o.validate.small_city import put, read, tree


@pytest.mark.parametrize(("first", "second"), [("eve", "festival"), ("warm_up", "eve")])
def test_a_change_that_begins_when_another_ends_holds_and_leaves_the_plan_as_it_was(first, second):
    city = tree()
    put(
        city,
        ["plan", "changes", first],
        {"start": "2026-03-03", "end": "2026-03-04", "lever": "demand.factor", "to": 2},
    )
    put(
        city,
        ["plan", "changes", second],
        {"start": "2026-03-04", "end": "2026-03-05", "lever": "demand.factor", "to": 3},
    )
    city["calendar"]["days"] = 4
    population = build(read(city), 0)
    seen = []
    for day in range(4):
        population.world.begin_day(day)
        seen.append(float(population.world.levers["demand.factor"][0]))
    population.forget()
    assert seen == [1.0, 2.0, 3.0, 1.0]
