"""Trials: what was simulated once is kept, also through an interruption; fewer days are the first days of all."""

from dataclasses import replace

import numpy as np
import pytest

from o2o.executors import Done, Serial
from o2o.planning.shelf import Shelf
from o2o.planning.trials import Outcome, Trials
from o2o.progress import Advanced, Ended, Started
from scenarios.load import load
from sim.plan import ChangeSpec

TOY = """schema_version: 1
extends: sites.yaml
calendar: {days: 28, warm_up: 7}
people: {segments: {everyone: {customers: 80, prospects: 40}}}
plan: {changes: {late: {start: 2026-03-27, lever: price.factor, to: 1.1}}}
"""


class Counted:
    """An executor whose trials come to their number; it may be stopped by Ctrl-C after some."""

    def __init__(self, stop=99):
        self.done, self.stop = [], stop

    def outcomes(self, work, points):
        for point in points:
            if len(self.done) == self.stop:
                raise KeyboardInterrupt
            self.done.append(point)
            yield Done(point, Outcome(len(self.done) + 0.1, 2.0, np.array([0.1, 1e-17])))


class Heard:
    def __init__(self):
        self.events = []

    def tell(self, event):
        self.events.append(event)


@pytest.fixture
def city(toy):
    return load(toy)


@pytest.fixture
def ads(city):
    return (("ads", ChangeSpec(start=city.scenario.calendar.start, lever="paid.spend", to="20 CNY")),)


def test_what_is_on_the_shelf_is_not_simulated_again_and_comes_back_to_the_last_bit(city, ads, tmp_path):
    first, second = Counted(), Counted()
    shelf = Shelf(tmp_path, city.tree)
    was = Trials(city.scenario, 2, first, shelf=shelf).run([(), ads])
    now = Trials(city.scenario, 2, second, shelf=shelf).run([ads, ()])
    assert (len(first.done), len(second.done)) == (4, 0)
    for changes in ((), ads):
        for one, other in zip(was[changes], now[changes], strict=True):
            assert (one.contribution, one.revenue) == (other.contribution, other.revenue)
            assert one.weekly.tolist() == other.weekly.tolist() == [0.1, 1e-17]


@pytest.mark.parametrize(
    ("sets", "again"),
    [
        (["calendar.days=21"], True),
        (["places.stores.north.tills=1"], True),
        (["experiment.seed=7"], True),
        (["planning.budget.rounds=2", "description=another"], False),
    ],
)
def test_another_city_is_simulated_another_question_to_the_same_city_is_not(city, toy, tmp_path, sets, again):
    Trials(city.scenario, 1, Counted(), shelf=Shelf(tmp_path, city.tree)).run([()])
    other, seen = load(toy, sets=sets), Counted()
    Trials(other.scenario, 1, seen, shelf=Shelf(tmp_path, other.tree)).run([()])
    assert bool(seen.done) == again


@pytest.mark.parametrize("damage", ["{", "[]", '{"trial": "other", "contribution": 1.0, "revenue": 1.0, "weekly": []}'])
def test_a_damaged_outcome_is_simulated_again(city, tmp_path, damage):
    shelf, seen = Shelf(tmp_path, city.tree), Counted()
    Trials(city.scenario, 1, Counted(), shelf=shelf).run([()])
    (file,) = tmp_path.rglob("*.json")
    file.write_text(damage, "utf-8")
    assert Trials(city.scenario, 1, seen, shelf=shelf).run([()])[()][0].revenue == 2.0
    assert len(seen.done) == 1


def test_an_interruption_keeps_what_is_finished_and_the_same_call_goes_on(city, ads, tmp_path):
    shelf, heard, rest = Shelf(tmp_path, city.tree), Heard(), Counted()
    with pytest.raises(KeyboardInterrupt):
        Trials(city.scenario, 2, Counted(stop=3), shelf=shelf, listener=heard).run([(), ads])
    assert heard.events[0] == Started("trials", 4, 0, "trials")
    assert sum(isinstance(event, Advanced) for event in heard.events) == 3
    assert heard.events[-1] == Ended("interrupted")
    heard = Heard()
    Trials(city.scenario, 2, rest, shelf=shelf, listener=heard).run([(), ads])
    assert rest.done == [(ads, 1)]
    assert heard.events == [Started("trials", 4, 3, "trials"), Advanced(1, 0.0), Ended("complete")]


def test_fewer_days_are_the_first_days_of_all_whatever_is_planned_after_them(city, ads):
    whole = Trials(city.scenario, 1, Serial())
    brief = whole.brief(14)
    assert (whole.days, brief.days) == (21, 14)
    for changes in ((), ads):
        everything, beginning = (trials.run([changes])[changes][0] for trials in (whole, brief))
        assert beginning.weekly.tolist() == everything.weekly[: len(beginning.weekly)].tolist()
        assert beginning.contribution == pytest.approx(beginning.weekly.sum())
    assert whole.brief(0) is whole.brief(21) is whole
    assert replace(whole, known={}).brief(14).run([()]).keys() == {()}
