"""Shelf labels by hand: the till knows a price at midnight, the shelf when somebody has changed its label."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.errors import InvariantBrokenError
from sim.facts import Mode, Task
from sim.labels import Labels
from sim.units import DAY, HOUR, MINUTE

STORE = 0
NINE = DAY + 9 * HOUR


def priced(city, to=1.5, start="2026-03-03", **levers):
    """Return ``city`` whose prices move on ``start``; ``levers`` of its labels hold from the first day."""
    city["plan"]["changes"] = {"price": {"start": start, "lever": "price.factor", "to": to}}
    for name, value in levers.items():
        change = {"start": "2026-03-02", "lever": f"labels.{name}", "to": value}
        city["plan"]["changes"][name] = change
    return city


@pytest.mark.requirement("S097")
def test_shoppers_pay_the_old_label_until_the_crew_has_changed_it(city, lived):
    priced(city, latency="12 h", work="1 min")
    wishes = [
        (NINE, Mode.WALK_IN, STORE, (0,)),
        (NINE + MINUTE, Mode.COLLECT, STORE, (0,)),
        (DAY + 13 * HOUR, Mode.WALK_IN, STORE, (1,)),
    ]
    facts = lived(city, wishes, days=2).world.facts
    # 4 CNY before, 6 CNY after; online the new price holds at once. The other product costs 5 CNY, then 7.50 CNY.
    assert facts["orders"]["goods"].tolist() == [400, 600, 750]
    labels = {name: values.tolist() for name, values in facts["labels"].columns().items()}
    assert (labels["wrong"], labels["given_away"], labels["labels"]) == ([0, 0], [0, 200], [15, 15])
    hours = facts["staff_hours"]
    busy = (hours["task"] == Task.LABEL) & (hours["hour"] == 36)
    assert int(hours["busy"][busy].sum()) == 15 * MINUTE, "fifteen labels, a minute each, from noon on"


@pytest.mark.requirement("S097")
def test_a_label_that_is_missed_shows_the_old_price_until_the_next_change(city, lived):
    population = lived(priced(city, errors=0.5), days=1)
    population.world.orders.labels._luck = lambda day: np.arange(15) / 14
    population.live_day(1)
    # 0/14 to 6/14 are less than a half.
    assert population.world.facts["labels"]["wrong"].tolist() == [0, 7]
    population.world.levers.start_with("labels.errors", 0.0)
    population.world.levers.start_with("price.factor", 1.2)
    population.live_day(2)
    assert population.world.facts["labels"]["wrong"][2] == 0


def test_a_lower_price_is_paid_whatever_the_label_says(city, lived):
    facts = lived(priced(city, to=0.5, latency="12 h"), [(NINE, Mode.WALK_IN, STORE, (0,))], days=2).world.facts
    assert facts["orders"]["goods"].tolist() == [200]
    assert facts["labels"]["given_away"].tolist() == [0, 0]
    assert facts["labels"]["wrong"].tolist() == [0, 0], "changed at noon"


@pytest.mark.requirement("S097")
def test_electronic_labels_give_less_away_than_paper_and_cost_no_time():
    paper = simulate(read(priced(tree(), latency="8 h", work="2 min", errors=0.1)), 0)
    electronic = simulate(read(priced(tree(), latency="5 min")), 0)
    given = [int(run.facts["labels"]["given_away"].sum()) for run in (paper, electronic)]
    assert given[0] > 1000
    assert given[1] == 0
    right = [measure(run.facts, run.dimensions).get("E38l", period="day:2") for run in (paper, electronic)]
    n = 45
    assert abs(right[0] - 90) < 4 * 100 * np.sqrt(0.09 / n)
    assert right[1] == 100
    busy = [
        run.facts["staff_hours"]["busy"][run.facts["staff_hours"]["task"] == Task.LABEL].sum()
        for run in (paper, electronic)
    ]
    assert busy[0] == 3 * 15 * 2 * MINUTE
    assert busy[1] == 0


@pytest.mark.requirement("M10")
def test_labels_without_a_new_price_change_nothing():
    plain, labelled = tree(), tree()
    labelled["plan"]["changes"] = {
        "late": {"start": "2026-03-02", "lever": "labels.latency", "to": "1 d"},
    }
    aside = ("labels", "lever_changes")
    assert same(simulate(read(plain), 0).facts, simulate(read(labelled), 0).facts, aside).passed


def test_a_label_that_vanishes_is_noticed(monkeypatch):
    honest = Labels._finish

    def sloppy(self, served, hit):
        honest(self, served, hit)
        self._changed -= 1

    monkeypatch.setattr(Labels, "_finish", sloppy)
    population = build(read(priced(tree(), latency="1 h")), 0)
    with pytest.raises(InvariantBrokenError, match="labels to change do not balance"):
        population.live(3)
    population.forget()
