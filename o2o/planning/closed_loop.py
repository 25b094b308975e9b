"""The closed loop of the budget: simulate a design, fit, plan, simulate what the plan makes, until it stops moving."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from o2o.planning.arms import Arm, Menu, menu
from o2o.planning.design import Terms, design, terms
from o2o.planning.finalists import finalists
from o2o.planning.programme_case import Ground, case_of, dated_changes, lapse, live_arms
from o2o.planning.response import Response, fit
from o2o.planning.trials import MONTH, Changes, Outcome, Trials
from optimize.backends import Effort
from optimize.budget import described, plan_budget
from optimize.budget_case import BudgetPlan, Programme, Purchase
from optimize.budget_schedule import Schedule, weighed
from optimize.errors import PlanInputError
from optimize.model import Reals
from optimize.solving import USUAL_EFFORT
from scenarios.load_programme import LoadedProgramme
from sim.units import CNY

TRUST = 20.0
"""how much an arm of a plan counts in the fit against one of the design: there the surface must be right"""


@dataclass(frozen=True)
class Told:
    """A plan's gain over the run's measured days, predicted and simulated under the same luck; CNY, shape (R,)."""

    predicted: Reals
    """by the fitted surface"""
    steady: Reals
    """by the plan's arms, each simulated as if it had always been so"""
    simulated: Reals
    """by the plan itself, with its dates: habits and stocks take their time"""

    @property
    def causes(self) -> dict[str, Reals]:
        """Return what lies between prediction and simulation, by cause; the parts sum to the whole."""
        return {"surface": self.steady - self.predicted, "building up": self.simulated - self.steady}


@dataclass(frozen=True)
class Closed:
    """A plan that no longer moves, and how it came about."""

    menu: Menu
    case: Programme
    response: Response
    plan: BudgetPlan
    told: Told
    values: tuple[float, ...]
    """objective of each round, fen"""
    settled: bool
    """the last round planned what the round before had simulated"""
    arms: int
    """simulated combinations of initiatives"""
    lapse: int
    """days of the run in which a month of the plan passes"""
    sales: float
    """simulated net sales of the measured days without the plan, CNY"""
    gained: float
    """fen that the plan is worth beyond the surface's own one, both simulated with their dates: the regret saved"""


@dataclass
class Loop:
    """A programme planned for a scenario by simulating it."""

    loaded: LoadedProgramme
    trials: Trials
    """over the whole calendar: what plans bring with their dates"""
    effort: Effort = USUAL_EFFORT
    brief: Trials | None = None
    """over fewer days: what combinations bring once they have settled; the whole calendar, too, when missing"""
    gains: dict[Arm, Reals] = field(default_factory=dict)
    """simulated CNY a month over the empty arm, shape (R,) an arm"""
    revenue: dict[Arm, Reals] = field(default_factory=dict)
    trusted: set[Arm] = field(default_factory=set)
    """arms that a plan has asked for"""

    def close(self, runs: int, rounds: int) -> Closed:
        """Return the plan after at most ``rounds`` rounds; the design simulates ``runs`` arms, if 0 two an effect.

        Raises:
            PlanInputError: a calendar too short, or too few runs to tell the effects apart.
            PlanningError: as in `optimize.budget.plan_budget`.
        """
        offered = menu(self.loaded, self.trials.scenario)
        slot = {key: k for k, key in enumerate(offered.keys)}
        joint = [
            tuple(slot[m] for m in j.members)
            for j in self.loaded.programme.joint.values()
            if slot.keys() >= {*j.members}
        ]
        wanted = terms(offered, joint)
        if not wanted.count:
            raise PlanInputError("none of the initiatives that can be bought moves a lever: there is nothing to plan")
        lapse(self.trials.scenario, sum(phase.months for phase in self.loaded.programme.phases.values()))
        ground = Ground(self.loaded.programme, offered, self._monthly("revenue", ()).mean())
        self._simulate(offered, design(offered, wanted, runs or 2 * wanted.count))
        return self._rounds(ground, wanted, rounds)

    def _rounds(self, ground: Ground, wanted: Terms, rounds: int) -> Closed:
        values: list[float] = []
        settled = False
        for _ in range(max(1, rounds)):
            response = fit(wanted, self.gains, self.revenue, dict.fromkeys(self.trusted, TRUST))
            case = case_of(ground, response)
            plan = plan_budget(case, effort=self.effort)
            values.append(plan.proof.objective)
            new = {arm for arm in live_arms(case, plan.purchases) if any(arm)} - self.trusted
            settled = not new
            self._simulate(ground.menu, sorted(new))
            self.trusted |= new
            if settled:
                break
        chosen, told, gained = self._best_of(finalists(case, plan.purchases), ground.menu, case, response)
        if chosen != plan.purchases:
            worth = weighed(case, Schedule(case, chosen).worth)
            plan = described(case, chosen, replace(plan.proof, objective=worth, proven=False))
        days = lapse(self.trials.scenario, case.horizon)
        sales = float(np.mean([outcome.revenue for outcome in self._base]))
        runs = len(self.gains)
        return Closed(ground.menu, case, response, plan, told, tuple(values), settled, runs, days, sales, gained)

    def _best_of(
        self, plans: list[tuple[Purchase, ...]], offered: Menu, case: Programme, response: Response
    ) -> tuple[tuple[Purchase, ...], Told, float]:
        """Return the plan that is worth most when simulated with its dates, and by how many fen beyond the first.

        Its worth is what the surface says, and what the simulation brought beyond that in a month as long as a plan's.
        """
        days = lapse(self.trials.scenario, case.horizon)
        told = [self._told(offered, case, response, purchases) for purchases in plans]
        worth = [
            weighed(case, Schedule(case, purchases).worth)
            + float((one.simulated - one.predicted).mean()) * CNY * MONTH / days
            for purchases, one in zip(plans, told, strict=True)
        ]
        best = int(np.argmax(worth))
        return plans[best], told[best], worth[best] - worth[0]

    def _simulate(self, offered: Menu, arms: Iterable[Arm]) -> None:
        start = self.trials.scenario.calendar.start
        changes = {arm: offered.arm_changes(arm, start) for arm in arms}
        self._learning.run([(), *changes.values()])
        for arm, change in changes.items():
            for kind, table in (("contribution", self.gains), ("revenue", self.revenue)):
                table[arm] = self._monthly(kind, change) - self._monthly(kind, ())

    def _told(self, offered: Menu, case: Programme, response: Response, purchases: tuple[Purchase, ...]) -> Told:
        scenario = self.trials.scenario
        share = lapse(scenario, case.horizon) / MONTH
        arms = live_arms(case, purchases)
        # The last month goes on to the end of the run.
        months = np.full(case.horizon, share)
        months[-1] += self.trials.days / MONTH - months.sum()
        nothing = np.zeros(self.trials.replications)
        predicted = sum((part * response.predicted(arm) for part, arm in zip(months, arms, strict=True)), nothing)
        steady = sum((part * self.gains.get(arm, nothing) for part, arm in zip(months, arms, strict=True)), nothing)
        return Told(predicted, steady, self.dated(dated_changes(offered, case, purchases, scenario)))

    def dated(self, changes: Changes) -> Reals:
        """Return the simulated gain of dated ``changes`` over all measured days, CNY, shape (R,)."""
        whole = np.array([outcome.contribution for outcome in self.trials.run([changes])[changes]])
        return whole - np.array([outcome.contribution for outcome in self._base])

    @property
    def _base(self) -> tuple[Outcome, ...]:
        return self.trials.run([()])[()]

    @property
    def _learning(self) -> Trials:
        return self.brief or self.trials

    def _monthly(self, kind: str, changes: Changes) -> Reals:
        """Return what settled ``changes`` come to a month, CNY, shape (R,)."""
        outcomes = self._learning.run([changes])[changes]
        return np.array([getattr(outcome, kind) for outcome in outcomes]) * MONTH / self._learning.days
