"""Whole runs: shared out among processes, watched, made in a sweep, stopped and continued (rows M21 to M23, M26)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from agents.population import Population
from o2o.archive import Run
from o2o.construction import build
from o2o.executors import Processes, Serial
from o2o.experiment import Experiment
from o2o.planning.trials import Trials
from o2o.progress import Advanced, Event, Silence
from o2o.replication import ReplicationResult, Task
from o2o.run_plan import KeepFacts, RunPlan
from o2o.scenario_task import ScenarioTask
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, read, tree
from o2o.validate.twin_worlds import Facts, same
from scenarios.schema import Scenario
from sim.plan import ChangeSpec
from sim.station import Process
from sim.units import HOUR, MINUTE

_REPLICATIONS = 2
_DAY_TWO = "2026-03-03"
Visit = Callable[[Population], None]


@dataclass
class CountingTask:
    """A task at fault: its luck hangs on how many replications this process has simulated before."""

    scenario: Scenario
    done: int = 0

    def __call__(self, replication: int) -> ReplicationResult:
        """Return a replication, not always that one."""
        self.done += 1
        return ScenarioTask(self.scenario)(self.done - 1 if replication else 0)


class _StopAfterOne:
    """Interrupts an experiment when the first replication is on disk."""

    def tell(self, event: Event) -> None:
        """Stop."""
        if isinstance(event, Advanced):
            raise KeyboardInterrupt


def shared_out(task: Callable[[Scenario], Task] = ScenarioTask) -> Outcome:
    """Return whether two processes make the run that one makes; ``task`` is the fault's."""
    with TemporaryDirectory() as folder, Processes(2) as pool:
        return _like_whole(experiment(tree(), task(read(tree()))).start(Path(folder), pool, Silence()))


def watched(curious: bool = False) -> Outcome:
    """Return whether keeping all facts, and a process that looks at a city every hour, leave a run as it is.

    ``curious``: planted onlooker who takes the longest queues so far away.
    """

    def look(population: Population) -> None:
        population.world.env.process(_onlooker(population, curious))

    with TemporaryDirectory() as folder:
        kept = experiment(tree(), keep="all").start(Path(folder), Serial(), Silence())
        return every([_like_whole(kept), same(_lived(_short_of_hands()), _lived(_short_of_hands(), first=look))])


def sweep_of_one(seed: int = 11) -> Outcome:
    """Return whether a plan alone in a sweep, and among others, comes to what its single run comes to.

    ``seed`` is that of the sweep; the fault plants another.
    """
    plan, dearer = (((("fee", _fee(price)),)) for price in ("2 CNY", "9 CNY"))
    file = tree()
    file["plan"]["changes"] = {"fee": {"start": _DAY_TWO, "lever": "instant.fee", "to": "2 CNY"}}
    with TemporaryDirectory() as folder:
        table = experiment(file).start(Path(folder), Serial(), Silence()).kpis()
    single = table[table["kpi"].isin(["K15c", "E49n"])].sort_values(["kpi", "replication"])["value"].to_numpy()
    swept = tree()
    swept["experiment"]["seed"] = seed
    wrong = 0
    for wanted in ([plan], [(), dearer, plan]):
        outcomes = Trials(read(swept), _REPLICATIONS, Serial()).run(wanted)[plan]
        figures = [[outcome.revenue for outcome in outcomes], [outcome.contribution for outcome in outcomes]]
        wrong += int((np.ravel(figures) != single).sum())
    return none_of(2 * single.size, wrong, "figures differ")


def continued(fee: str = "5 CNY", skipped: int = 0) -> Outcome:
    """Return whether a run stopped after a replication, and a city stopped at midnight, go on as if they had not.

    Args:
        fee: of riders in the replications that were still to come; the fault plants another.
        skipped: planted number of days that the city does not live.
    """
    rest = tree()
    rest["offers"] = {"instant_fee": fee}
    with TemporaryDirectory() as folder:
        with suppress(KeyboardInterrupt):
            experiment(tree()).start(Path(folder), Serial(), _StopAfterOne())
        resumed = experiment(tree(), ScenarioTask(read(rest))).resume(Path(folder), Serial(), Silence())
        return every(
            [_like_whole(resumed), same(_lived(tree()), _lived(tree(), at_night=_another_lives, days=3 - skipped))]
        )


def _onlooker(population: Population, curious: bool) -> Process:
    world = population.world
    yield world.env.timeout(30 * MINUTE)
    while True:
        world.facts.tables()
        for _, stations in world.crewed_stations() if curious else ():
            for station in stations.values():
                station.read()
        yield world.env.timeout(HOUR)


def _another_lives(_: Population) -> None:
    population = build(read(tree()), 1)
    try:
        population.live_day(0)
    finally:
        population.forget()


def _nothing(_: Population) -> None:
    """Do nothing to a city."""


def _short_of_hands() -> Tree:
    """Return a city with queues to look at."""
    city = tree()
    for store in city["places"]["stores"].values():
        store["tills"] = store["shifts"]["day"]["staff"] = 1
    return city


def _lived(file: Tree, first: Visit = _nothing, at_night: Visit = _nothing, days: int = 3) -> Facts:
    """Return the facts of a city to which something happens at ``first`` and ``at_night``."""
    population = build(read(file), 0)
    try:
        first(population)
        for day in range(days):
            population.live_day(day)
            at_night(population)
        return population.world.facts.tables()
    finally:
        population.forget()


def _fee(price: str) -> ChangeSpec:
    return ChangeSpec(start=date.fromisoformat(_DAY_TWO), lever="instant.fee", to=price)


def experiment(
    file: Tree, task: Task | None = None, keep: KeepFacts = "first", replications: int = _REPLICATIONS
) -> Experiment:
    """Return the experiment of a small city's file; ``task`` stands for another engine."""
    plan = RunPlan(
        name="Small city",
        stem="small-city",
        source="small-city.yaml",
        tree=file,
        origins={},
        seed=int(file["experiment"]["seed"]),
        replications=replications,
        keep_facts=keep,
    )
    return Experiment(plan, task or ScenarioTask(read(file)))


@cache
def _whole() -> str:
    """Return the content of the run made in this process, without a break."""
    with TemporaryDirectory() as folder:
        return experiment(tree()).start(Path(folder), Serial(), Silence()).content_hash


def _like_whole(run: Run) -> Outcome:
    return none_of(1, int(run.content_hash != _whole()), "runs of other content")


ORACLES = (
    Oracle(
        "M21",
        "M",
        "replications shared out to two processes make the run that one process makes",
        "whole runs through o2o.experiment, folders included, over two processes of its own",
        shared_out,
        {"luck hangs on what a process did before": partial(shared_out, CountingTask)},
        "full",
    ),
    Oracle(
        "M22",
        "M",
        "facts kept or not, a process that looks at all tables every hour or none: the same run",
        "whole runs through o2o.experiment, and a city that lives day by day",
        watched,
        {"onlookers take the longest queues with them": partial(watched, True)},
    ),
    Oracle(
        "M23",
        "M",
        "a plan alone in a sweep, and among others, comes to what its single run comes to",
        "o2o.planning.trials and whole runs through o2o.experiment",
        sweep_of_one,
        {"another seed": partial(sweep_of_one, 12)},
    ),
    Oracle(
        "M26",
        "M",
        "a run stopped after a replication and resumed, a city stopped at midnight while another lives: "
        "as without a stop",
        "whole runs through o2o.experiment (what it keeps are whole replications), and Population.live_day",
        continued,
        {
            "another fee in what was still to come": partial(continued, "9 CNY"),
            "a day is missing": partial(continued, "5 CNY", 1),
        },
    ),
)
