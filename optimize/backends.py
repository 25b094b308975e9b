"""Back ends: PuLP's HiGHS and CBC, asked for what they truly know; nothing of a scenario's text reaches them."""

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from optimize.errors import SolverFailedError
from optimize.model import Model, Reals, Sense

_SENSES = {
    Sense.AT_MOST.value: pulp.LpConstraintLE,
    Sense.EQUAL.value: pulp.LpConstraintEQ,
    Sense.AT_LEAST.value: pulp.LpConstraintGE,
}
_BOUND = re.compile(r"^Lower bound:\s+(-?[0-9.]+)", re.MULTILINE)
_FEASIBLE_POINT = 2
"""HiGHS's kSolutionStatusFeasible"""
FINE = 1e-9
"""feasibility tolerance asked of HiGHS"""
ROUGH_PRICES = 3e-4
"""relative tolerance of `halfway`"""


class Verdict(Enum):
    """What a solver says about a model, before it is believed."""

    PROVEN = "proven"
    STOPPED = "stopped with a plan"
    EMPTY_HANDED = "stopped without a plan"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    DOUBTFUL = "infeasible or unbounded"


@dataclass(frozen=True)
class Effort:
    """How hard a solver tries. The wall clock is a guard: a plan it cuts short is marked as not reproducible."""

    gap: float = 1e-6
    """relative gap at which a plan counts as proven"""
    nodes: int = 20_000
    """branch-and-bound nodes, the reproducible limit"""
    wall_seconds: float = 600.0
    """the guard"""
    threads: int = 1
    """more than one: HiGHS repeats itself, CBC does so in its deterministic mode"""


@dataclass(frozen=True)
class Answer:
    """A solver's answer to the model as a minimum; values and duals only where it has them."""

    verdict: Verdict
    values: NDArray[np.float64] | None = None
    duals: NDArray[np.float64] | None = None
    bound: float | None = None
    by_clock: bool = False


Backend = Callable[[Model, Effort], Answer]


def as_pulp(model: Model) -> pulp.LpProblem:
    """Return ``model`` as a PuLP minimum under generated names: column 3 is x000003, row 3 c000003."""
    problem = pulp.LpProblem("plan", pulp.LpMinimize)
    # PuLP sorts variables by name: equal widths keep our order.
    width = max(6, len(str(model.cost.size)))
    variables = [
        problem.add_variable(
            f"x{k:0{width}d}",
            None if low == -np.inf else low,
            None if high == np.inf else high,
            pulp.LpInteger if whole else pulp.LpContinuous,
        )
        for k, (low, high, whole) in enumerate(
            zip(model.low.tolist(), model.high.tolist(), model.integer.tolist(), strict=True)
        )
    ]
    cost = (model.cost * model.aim.value).tolist()
    # Costs of 0 stay in: PuLP knows a variable only from where it is used.
    problem.setObjective(pulp.LpAffineExpression(list(zip(variables, cost, strict=True))))
    starts, columns, cells = model.matrix.indptr.tolist(), model.matrix.indices.tolist(), model.matrix.data.tolist()
    for k, (sense, limit) in enumerate(zip(model.sense.tolist(), model.limit.tolist(), strict=True)):
        span = slice(starts[k], starts[k + 1])
        terms = [(variables[column], cell) for column, cell in zip(columns[span], cells[span], strict=True)]
        row = pulp.LpConstraint(pulp.LpAffineExpression(terms), _SENSES[sense], f"c{k:06d}", limit)
        problem.addConstraint(row)
    return problem


def as_highs(model: Model) -> Any:  # noqa: ANN401 -- highspy has no types
    """Return ``model`` as HiGHS takes it in one call; PuLP hands over row by row, slower than many a solve."""
    # Where HiGHS is not installed, CBC still works.
    import highspy

    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = model.cost.size, model.limit.size
    program.col_cost_ = model.cost * model.aim.value
    program.col_lower_, program.col_upper_ = model.low, model.high
    program.row_lower_ = np.where(model.sense == Sense.AT_MOST.value, -np.inf, model.limit)
    program.row_upper_ = np.where(model.sense == Sense.AT_LEAST.value, np.inf, model.limit)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = model.matrix.indptr
    program.a_matrix_.index_ = model.matrix.indices
    program.a_matrix_.value_ = model.matrix.data
    if model.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[whole] for whole in model.integer.tolist()]
    return program


def highs(model: Model, effort: Effort) -> Answer:
    """Return HiGHS's answer, asked of HiGHS itself: PuLP calls a stop "Optimal" and knows no node limit.

    Raises:
        SolverFailedError: HiGHS gave up.
    """
    engine = _run(
        model,
        {
            "threads": effort.threads,
            "time_limit": effort.wall_seconds,
            "mip_rel_gap": effort.gap,
            "mip_max_nodes": effort.nodes,
            "primal_feasibility_tolerance": FINE,
            "mip_feasibility_tolerance": FINE,
        },
    )
    return _read_highs(engine, whole=bool(model.integer.any()))


def _run(model: Model, options: Mapping[str, str | float]) -> Any:  # noqa: ANN401 -- highspy has no types
    """Return HiGHS after it has run on ``model``."""
    # Where HiGHS is not installed, CBC still works.
    import highspy

    # A process that used HiGHS with another number of threads would get no answer and no error.
    highspy.Highs.resetGlobalScheduler(True)
    # The package marks itself as typed and leaves this one signature bare.
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {"output_flag": False, **options}.items():
        engine.setOptionValue(option, value)
    engine.passModel(as_highs(model))
    engine.run()
    return engine


def halfway(model: Model, seconds: float) -> tuple[Reals, Reals]:
    """Return values and duals of a linear ``model`` that are near the best, from a method that never factors a matrix.

    For models too large for the simplex method (primal-dual hybrid gradient: Applegate et al. 2021). They keep no limit
    exactly: they are for those who reckon with prices that need not be exact.
    """
    options: dict[str, str | float] = {"threads": 1, "time_limit": seconds, "solver": "pdlp"}
    for tolerance in ("pdlp_optimality", "primal_feasibility", "dual_feasibility"):
        options[f"{tolerance}_tolerance"] = ROUGH_PRICES
    engine = _run(model, options)
    found = engine.getSolution()
    return np.array(found.col_value), np.array(found.row_dual) * model.aim.value


def _read_highs(engine: Any, whole: bool) -> Answer:  # noqa: ANN401 -- highspy has no types
    status = engine.getModelStatus()
    kinds = type(status)
    without_plan = {
        kinds.kInfeasible: Verdict.INFEASIBLE,
        kinds.kUnbounded: Verdict.UNBOUNDED,
        kinds.kUnboundedOrInfeasible: Verdict.DOUBTFUL,
    }
    if status in without_plan:
        return Answer(without_plan[status])
    stops = {kinds.kTimeLimit, kinds.kSolutionLimit, kinds.kIterationLimit, kinds.kInterrupt}
    if status not in {kinds.kOptimal, *stops}:
        raise SolverFailedError(f"HiGHS gave up: {engine.modelStatusToString(status)}")
    info, found = engine.getInfo(), engine.getSolution()
    by_clock = status == kinds.kTimeLimit
    if info.primal_solution_status != _FEASIBLE_POINT:
        return Answer(Verdict.EMPTY_HANDED, by_clock=by_clock)
    proven = status == kinds.kOptimal
    return Answer(
        Verdict.PROVEN if proven else Verdict.STOPPED,
        np.array(found.col_value),
        np.array(found.row_dual) if proven and not whole else None,
        info.mip_dual_bound if whole else (info.objective_function_value if proven else -np.inf),
        by_clock,
    )


def cbc(model: Model, effort: Effort) -> Answer:
    """Return CBC's answer: values through PuLP, bound and reason of a stop from its own log.

    Raises:
        SolverFailedError: CBC broke down; the end of its log is in the message.
    """
    problem = as_pulp(model)
    with tempfile.TemporaryDirectory(prefix="plan-") as folder:
        log = Path(folder) / "cbc.log"
        solver = pulp.COIN_CMD(
            path=pulp.PULP_CBC_CMD.pulp_cbc_path,
            msg=False,
            # Any other number above 1 makes CBC's answer depend on the moment.
            threads=1 if effort.threads == 1 else 100 + effort.threads,
            timeLimit=effort.wall_seconds,
            gapRel=effort.gap,
            maxNodes=effort.nodes,
            logPath=str(log),
        )
        solver.tmpDir = folder
        try:
            problem.solve(solver)
        except pulp.PulpSolverError as broken:
            tail = log.read_text(encoding="utf-8", errors="replace")[-500:] if log.is_file() else ""
            raise SolverFailedError(f"CBC broke down: {broken}\n{tail}".rstrip()) from broken
        return _read_cbc(problem, log.read_text(encoding="utf-8", errors="replace"), whole=bool(model.integer.any()))


def _read_cbc(problem: pulp.LpProblem, log: str, whole: bool) -> Answer:
    if "infeasible or unbounded" in log:
        return Answer(Verdict.DOUBTFUL)
    if problem.status in (pulp.LpStatusInfeasible, pulp.LpStatusUnbounded):
        return Answer(Verdict.INFEASIBLE if problem.status == pulp.LpStatusInfeasible else Verdict.UNBOUNDED)
    by_clock = "Stopped on time" in log
    if problem.status == pulp.LpStatusNotSolved:
        return Answer(Verdict.EMPTY_HANDED, by_clock=by_clock)
    if problem.status != pulp.LpStatusOptimal:
        raise SolverFailedError(f"CBC gave up: {pulp.LpStatus[problem.status]}")
    proven = problem.sol_status == pulp.LpSolutionOptimal
    duals = [row.pi for row in problem.constraints()] if proven and not whole else None
    return Answer(
        Verdict.PROVEN if proven else Verdict.STOPPED,
        np.array([variable.varValue for variable in problem.variables()], np.float64),
        None if duals is None else np.array(duals, np.float64),
        _cbc_bound(log) if whole or not proven else None,
        by_clock,
    )


def _cbc_bound(log: str) -> float | None:
    """Return the last bound in the log, widened by the digits that it does not print; None when it prints none."""
    printed = _BOUND.findall(log)
    if not printed:
        return None
    decimals = len(printed[-1].partition(".")[2])
    return float(printed[-1]) - 10.0**-decimals
