"""The service standard: how crews differ, what customers remember of it, and what mystery shoppers see."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.errors import InvariantBrokenError
from sim.facts import Mode
from sim.samplers import normal
from sim.service_standard import CrewLuck, ServiceStandard, StandardSpec
from sim.units import HOUR

TEN = 10 * HOUR


def uneven(days=3, *, spread=None, audits=None, **standard):
    city = tree()
    city["calendar"]["days"] = days
    city["places"]["standard"] = {"stores": 0.4, "days": 0.2} | standard
    city["plan"]["changes"] = {}
    for name, value in (("service.spread", spread), ("audit.visits", audits)):
        if value is not None:
            city["plan"]["changes"][name.replace(".", "-")] = {"start": "2026-03-02", "lever": name, "to": value}
    return city


@pytest.mark.requirement("S157")
def test_a_days_service_is_the_stores_and_the_crews_and_a_shopper_judges_it_with_an_error(city):
    population = build(read(city), 0)
    world = population.world
    world.levers.start_with("service.spread", 0.5)
    world.levers.start_with("audit.visits", 0.3)
    luck = CrewLuck(np.array([0.9]), lambda day: np.array([[0.2, 0.25, 0.7]]))
    policy = StandardSpec(stores=0.4, days=0.2, audit_error=0.1)
    standard = ServiceStandard(world, policy, luck)
    standard.close_day(0)
    expected = 0.5 * (0.4 * normal(0.9) + 0.2 * normal(0.2))
    assert world.facts["manners"]["quality"].tolist() == [round(1000 * expected)]
    # 0.25 < 0.3: somebody comes; the judgement is off by 0.1 times the score of 0.7.
    assert world.facts["audits"]["score"].tolist() == [round(1000 * (expected + 0.1 * normal(0.7)))]
    population.forget()


@pytest.mark.requirement("S157")
def test_who_is_served_well_remembers_it_beside_the_rest(city, lived):
    wishes = [(TEN, Mode.WALK_IN, 0, (0,))]
    plain = lived(city, wishes, days=1).people.satisfaction[0].copy()
    city["places"]["standard"] = {"stores": 0.4}
    served = lived(city, wishes, days=1)
    quality = served.world.facts["manners"]["quality"][0] / 1000
    assert quality != 0
    gain = served.people.satisfaction[0] - plain
    # A memory gives the newest experience a weight of 0.3.
    assert gain == pytest.approx([0.3 * quality, 0, 0, 0], abs=1e-6)


@pytest.mark.requirement("S157")
def test_a_unified_standard_narrows_what_customers_think_of_their_stores():
    spreads = []
    for spread in (1.0, 0.25):
        population = build(read(uneven(12, spread=spread)), 0)
        population.live(12)
        people = population.people
        means = [people.satisfaction[people.last_site == store, Mode.WALK_IN].mean() for store in range(3)]
        spreads.append(float(np.std(means)))
        population.forget()
    assert spreads[1] < 0.6 * spreads[0]


@pytest.mark.requirement("S157", "S255")
def test_audits_are_a_sample_with_an_error_around_the_truth():
    run = simulate(read(uneven(40, audits=0.5, audit_error=0.15)), 0)
    table = measure(run.facts, run.dimensions)
    visits = len(run.facts["audits"]["score"])
    assert abs(visits - 60) < 4 * np.sqrt(30)
    manners = run.facts["manners"]["quality"].reshape(40, 3)
    audits = run.facts["audits"]
    errors = (audits["score"] - manners[audits["day"], audits["site"]]) / 1000
    assert abs(errors.mean()) < 4 * 0.15 / np.sqrt(visits)
    assert abs(errors.std() - 0.15) < 4 * 0.15 / np.sqrt(2 * visits)
    assert table.get("E28qo") == pytest.approx(table.get("E28q"), abs=0.15)
    by_store = [table.get("E28q", f"site:{key}") for key in ("centre", "north", "south")]
    assert table.get("E28v") == pytest.approx(np.std(by_store, ddof=1))
    assert np.isnan(measured_without_audits().get("E28vo"))


def measured_without_audits():
    run = simulate(read(uneven()), 0)
    return measure(run.facts, run.dimensions)


@pytest.mark.requirement("M10")
def test_a_standard_kept_by_everybody_changes_no_byte():
    plain, kept = simulate(read(tree()), 0).facts, simulate(read(uneven(spread=0)), 0).facts
    assert same(plain, kept, ("manners", "lever_changes")).passed


def test_a_store_without_a_mark_is_noticed(monkeypatch):
    honest = ServiceStandard.close_day

    def sloppy(self, day):
        honest(self, day)
        self._booked += day

    monkeypatch.setattr(ServiceStandard, "close_day", sloppy)
    population = build(read(uneven()), 0)
    with pytest.raises(InvariantBrokenError, match="store-days of service do not balance"):
        population.live(3)
    population.forget()
