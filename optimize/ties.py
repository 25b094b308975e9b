"""Ties: of equally good plans one and the same, whichever solver is asked and however the data are ordered."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, vstack

from optimize.backends import Effort
from optimize.explain import accepted
from optimize.model import Aim, Block, Model, Reals, Sense
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver

SLACK = 1e-6
"""share of the objective by which a plan may miss the best one and still count as equally good"""
SHUFFLE = 997.0
"""times a square root, its digits after the point have no pattern that sums of a few columns could share"""


def first_of_ties(model: Model, proof: Proof, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Reals:
    """Return the plan that is least by a second objective among those as good as ``proof`` says, shape (columns,).

    The second objective weighs each column by the place of its words in the alphabet, so that another order of sites or
    products gives the same plan; the weights are digits of square roots, so that plans hardly ever tie again.

    Raises:
        PlanningError: as in `optimize.explain.accepted`.
    """
    words = [model.column(slot) for slot in range(model.cost.size)]
    place = np.empty(len(words))
    place[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    turn = model.aim.value
    good = (proof.objective - model.base) * turn + SLACK * max(1.0, abs(proof.objective))
    kept = Block("as good as the best", (), model.limit.size)
    tied = replace(
        model,
        aim=Aim.LEAST,
        base=0.0,
        cost=1.0 + np.mod(np.sqrt(place + 2.0) * SHUFFLE, 1.0),
        matrix=csr_array(vstack([model.matrix, csr_array((model.cost * turn)[None, :])])),
        sense=np.append(model.sense, Sense.AT_MOST.value),
        limit=np.append(model.limit, good),
        movable=np.append(model.movable, False),
        row_blocks=(*model.row_blocks, kept),
    )
    values, _ = accepted(tied, solver, effort)
    return values
