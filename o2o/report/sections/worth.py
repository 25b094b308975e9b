"""Worth of plans: what each promised, what it was worth in the run, and what lies between, by cause."""

import numpy as np
from numpy.typing import NDArray

from o2o.figures.ladders import LadderPanel, Step, draw_ladders
from o2o.figures.picture import Caption
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.statistics import mean_interval
from o2o.worth.ladder import CAUSES

NAMES = {"promised": "promised", **CAUSES, "simulated": "simulated"}
LESS = "less is better"
"""words in a promise's unit where it counts costs"""


def worth(evidence: Evidence) -> Section | None:
    """Return the section; None when the run used no plan that had promised anything."""
    promised = evidence.tree.get("planning", {}).get("promised", {})
    steps = {model: _steps(evidence.plan(model)) for model in promised}
    if not steps:
        return None
    panels = [
        LadderPanel(f"{model}: {promised[model]['unit']}", found, LESS in promised[model]["unit"])
        for model, found in steps.items()
    ]
    says = [_sentence(model, promised[model]["unit"], found) for model, found in steps.items()]
    note = (
        "From the top: what the plan promised when it was made; what each cause adds on the way, green where it helps, "
        "orange where it hurts; what the simulation gave. Each cause is switched to how it really was, one "
        "after the other, so the parts sum to the whole. Lines: 95 % intervals over replications."
    )
    caption = Caption("worth", "Promised and simulated", " ".join(says))
    size = (10.0, 0.3 + 2.3 * len(panels))
    picture = exhibit(caption, note, size, lambda sheet: draw_ladders(sheet, panels))
    return Section("worth", "What became of the plans", {"says": says, "exhibit": picture, "table": _table(steps)})


def _steps(values: dict[str, NDArray[np.float64]]) -> list[Step]:
    found = []
    for name, words in NAMES.items():
        interval = mean_interval(values[name])
        found.append(Step(words, *(float(end) for end in (interval.mean, interval.lo, interval.hi))))
    return found


def _sentence(model: str, unit: str, steps: list[Step]) -> str:
    promised, *causes, simulated = steps
    ends = f"promised {figure(promised.value)}, and the simulation gave {figure(simulated.value)}"
    said = f"{model.capitalize()} {ends} ({unit})."
    largest = max(causes, key=lambda step: abs(step.value))
    if not largest.value:
        return said
    return f"{said} Most of what lies between is {largest.name}, {_whole(largest.value, '+')}."


def _table(steps: dict[str, list[Step]]) -> Table:
    rows = [[name, *(_cell(found[k]) for found in steps.values())] for k, name in enumerate(NAMES.values())]
    return Table("Each plan in CNY by its own measure, with 95 % intervals", ["", *steps], rows)


def _cell(step: Step) -> str:
    sign = "+" if step.name in CAUSES.values() else ""
    known = np.isfinite(step.lo) and step.hi > step.lo
    return _whole(step.value, sign) + (f" [{_whole(step.lo)}, {_whole(step.hi)}]" if known else "")


def _whole(value: float, sign: str = "") -> str:
    """Return CNY without decimals, for parts must be seen to sum up; small ones keep two."""
    return f"{value:{sign},.0f}" if abs(value) >= 10 or not value else f"{value:{sign},.2f}"
