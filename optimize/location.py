"""Location: which sites to open and whom each serves, at least cost; the capacitated warehouse problem."""

import numpy as np

from optimize.backends import Effort
from optimize.checker import check_location, refuse
from optimize.errors import InfeasiblePlanError, listed
from optimize.explain import accepted
from optimize.location_case import LocationPlan, Locations
from optimize.model import Aim, Draft, Model, Origin, Sense
from optimize.solving import USUAL_EFFORT, Solver


def formulate(data: Locations) -> Model:
    """Return the strong formulation, in which a closed site serves nobody, customer by customer."""
    draft = Draft(Aim.LEAST)
    opened = draft.columns("open", (data.sites,), cost=data.opening_cost, high=1.0, integer=True)
    share = draft.columns("share of", (data.sites, data.customers), cost=data.serving_cost)
    served = draft.rows("all of", (data.customers,), Sense.EQUAL, 1.0, Origin.LAW)
    draft.enter(served, share, 1.0)
    small = np.flatnonzero(np.isfinite(data.capacity))
    names = tuple(data.sites[w] for w in small.tolist())
    room = draft.rows("capacity of", (names,), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(room[:, None], share[small], data.demand)
    draft.enter(room, opened[small], -data.capacity[small])
    door = draft.rows("open door of", (data.sites, data.customers), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(door, share, 1.0)
    draft.enter(door, opened[:, None], -1.0)
    if np.isfinite(data.most_open):
        count = draft.rows("sites opened", (), Sense.AT_MOST, data.most_open, Origin.LIMIT)
        draft.enter(count, opened, 1.0)
    return draft.model()


def locate(data: Locations, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> LocationPlan:
    """Return the cheapest sites to open.

    Raises:
        InfeasiblePlanError: all sites together are too small.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    _enough_room(data)
    values, proof = accepted(formulate(data), solver, effort)
    width = len(data.sites)
    plan = LocationPlan(
        opened=values[:width] > 0.5,
        share=values[width:].reshape(width, len(data.customers)),
        proof=proof,
    )
    refuse(check_location(data, plan))
    return plan


def _enough_room(data: Locations) -> None:
    """Raise when all sites together are too small, the only way in which a split demand can fail to be served."""
    room, need = float(data.capacity.sum()), float(data.demand.sum())
    if need > room:
        clash = (f"capacity of all sites: at most {room:,.10g}", f"demand of all customers: exactly {need:,.10g}")
        repair = f"raise the capacity of the sites by {need - room:,.6g} in all"
        message = f"no plan satisfies all limits. These cannot hold together:\n{listed(clash)}\n{repair}"
        raise InfeasiblePlanError(message, clash, (repair,))
