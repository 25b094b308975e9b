"""Floors, queues and crews in one view: who is inside, who waits, and from which load on."""

import numpy as np
import pandas as pd
import pytest

from o2o.report.evidence import Evidence
from o2o.report.sections.load import crossover, load
from o2o.report.tables.load import by_hour
from o2o.report.tables.workload import by_load, inside_by_hour
from sim.facts import Task
from sim.units import HOUR


@pytest.fixture(scope="module")
def evidence(pilot):
    return Evidence(pilot)


@pytest.mark.requirement("C36")
def test_shoppers_inside_are_shown_beside_the_queues_before_the_tills(evidence, pilot):
    inside = inside_by_hour(evidence)
    visits = pilot.facts("visits")
    first = pilot.dimensions.warm_up * 24 * HOUR
    entered = visits[(visits["touchpoint"].astype(str) == "STORE") & visits["site"].notna()]
    entered = entered[entered["arrive"] >= first]
    hours = (entered["leave"] - entered["arrive"]).sum() / HOUR
    days = pilot.dimensions.days - pilot.dimensions.warm_up
    assert inside.to_numpy().sum() * days == pytest.approx(hours, rel=1e-9), "every hour inside is counted once"
    titles = [one.title for one in load(evidence).content["exhibits"]]
    assert titles.index("Shoppers inside") == 1


@pytest.mark.requirement("C40")
def test_a_busy_crew_is_told_apart_by_what_keeps_it_busy(conflict_facts):
    loads = by_load(Evidence(conflict_facts))
    assert loads["hours"].min() >= 10
    middle = loads["serving"] + loads["picking"]
    inner = (loads["load"] < 95).to_numpy()
    assert np.abs(middle - loads["load"])[inner].max() < 5, "the parts add up to the load of their class"
    assert loads["picking"].max() > 5
    assert loads["tills"].iloc[-1] > 5 * loads["tills"].iloc[1]
    titles = [one.title for one in load(Evidence(conflict_facts)).content["exhibits"]]
    assert "What waits by how busy the crew is" in titles


@pytest.mark.requirement("C40")
def test_the_crossover_is_the_load_at_which_somebody_waits():
    loads = pd.DataFrame({"load": [45.0, 55.0, 65.0], "tills": [0.1, 0.3, 0.7], "orders": [0.0, 0.0, 0.2]})
    assert crossover(loads) == pytest.approx(60.0)
    assert crossover(loads.assign(tills=0.0)) is None
    assert crossover(loads.assign(orders=[0.6, 0.7, 0.8])) == 45.0


def test_till_hours_are_the_same_in_both_views(evidence):
    rows = by_hour(evidence, Task.CREW)
    assert set(inside_by_hour(evidence).index) <= set(rows["name"])


def test_a_month_of_hours_is_more_milliseconds_than_a_small_number_holds(month):
    evidence = Evidence(month)
    hours = evidence.ask("staff_hours", "SELECT max(hour) AS last FROM facts")["last"][0]
    assert int(hours) * HOUR > 2**31
    assert by_load(evidence)["hours"].sum() > 50
    assert len(by_hour(evidence, Task.CREW))
