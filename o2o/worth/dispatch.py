"""Dispatch in a run: the busiest hours of every fleet, replayed under the rule, and as they were ridden."""

from dataclasses import replace

import numpy as np

from o2o.planning.dispatch import LENGTH, Sample, busiest, prices, riders_at
from o2o.planning.load import hours_of
from o2o.planning.replay import bill, replayed
from o2o.worth.appraisal import Lived
from o2o.worth.ladder import Ladder
from optimize.dispatch import Optimised
from optimize.promise_spec import PromiseSpec
from sim.dispatch import Nearest
from sim.facts import Task, Vehicle
from sim.units import CNY, HOUR, MINUTE


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY for the busiest two hours of every fleet, less is better.

    Demand: the orders of this run's busiest hours. Capacity: the riders who were at work. Information: the rule knows
    orders as soon as they are placed, not when their goods are ready. What is left is luck on the road, the beat of
    decisions, riders who begin elsewhere, and trips that were turned down.
    """
    samples = busiest(lived.scenario, lived.run)
    steps = np.array([_steps(lived, one) for one in samples]).sum(axis=0)
    return Ladder(promise.value, *(steps / CNY).tolist())


def _steps(lived: Lived, one: Sample) -> list[float]:
    price = prices(lived.scenario, one.fleet)
    rule = Optimised() if lived.scenario.policies.dispatch.rule == "optimised" else Nearest()
    there = replace(one.stretch, riders=riders_at(_present(lived, one), _base(lived, one), one.begins))
    early = replace(there, known=one.stretch.errands.since)
    replays = [bill(part, replayed(part, rule), price).fen for part in (one.stretch, there, early)]
    return [*replays, _ridden(lived, one, price)]


def _slot(lived: Lived, one: Sample) -> int:
    return next(k for k, site in enumerate(lived.run.dimensions.sites) if (site.kind, site.id) == ("fleet", one.fleet))


def _base(lived: Lived, one: Sample) -> tuple[int, int]:
    site = lived.run.dimensions.sites[_slot(lived, one)]
    return site.x, site.y


def _present(lived: Lived, one: Sample) -> int:
    """Return the riders at work in the stretch, the mean of its hours; at least one."""
    paid = hours_of(lived.run, (Task.RIDE,), "paid")[:, _slot(lived, one)].ravel()
    first = one.begins // HOUR
    return max(1, round(float(paid[first : first + LENGTH // HOUR].mean())))


def _ridden(lived: Lived, one: Sample, price: tuple[float, float]) -> float:
    """Return the bill of the stretch as it was: riders' time per order carried, and its orders' lateness."""
    trips, orders = lived.run.facts["trips"], lived.run.facts["orders"]
    rows = one.stretch.errands.order
    mine = (trips["fleet"] == _slot(lived, one)) & (trips["kind"] == Vehicle.RIDER) & (trips["end"] >= 0)
    mine &= (trips["loaded"] >= one.begins) & (trips["loaded"] < one.begins + LENGTH + HOUR)
    carried = int(trips["orders"][mine].sum())
    riding = float((trips["end"][mine] - trips["start"][mine]).astype(np.int64).sum())
    ended = np.where(orders["delivered"][rows] >= 0, orders["delivered"][rows], orders["cancelled"][rows])
    late = np.maximum(ended - orders["promise"][rows], 0).astype(np.int64).sum()
    return riding / max(1, carried) * rows.size * price[0] / HOUR + float(late) * price[1] / MINUTE
