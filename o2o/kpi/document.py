"""The KPI page of the documentation, written from the register."""

from o2o.kpi.kpi import Kpi
from o2o.kpi.registry import CORE, REGISTRY

_HEAD = """# KPIs

Every figure is a function of the facts of a run (`o2o.kpis.measure`). This page is written from the register in
`o2o/kpi/`; rewrite it with `python -m o2o.kpi.document > docs/kpis.md`.

- **Values** stand in a long table: replication, period, scope, kpi, value. Percentages run from 0 to 100, money is in
  CNY. A KPI whose denominator is zero is not applicable and its value missing.
- **Periods**: `total` and `week:k` leave the warm-up days out; `day:d` covers them. Days count from 0, week k holds the
  days 7k to 7k + 6.
- **Scopes**: `chain`, `site:<id>`, `segment:<id>`, `mode:<walk_in|collect|instant|parcel>`, `channel:<store|app>`, as
  far as the definition allows.
- **Plans** that a run used have rows of their own, scope `plan:<model>`: promised, demand, capacity, information,
  approximation, simulated, in CNY by the model's measure ([what plans are worth](theory/worth.md)).
- **Truth and observed**: core values count true persons. Ids that end in `o` show what the firm sees through its
  member ids, its survey or its tracking; the gap is the price of not knowing.
- **Direction**: up or down is better; none depends on the plan.
"""


def _table(kpis: list[Kpi]) -> str:
    rows = ["| Id | KPI | 中文 | Unit | Better | View | How it is counted |", "|---|---|---|---|---|---|---|"]
    rows += [
        f"| {kpi.id} | {kpi.name} | {kpi.chinese} | {kpi.unit} | {kpi.direction} | {kpi.view} | {kpi.formula} |"
        for kpi in kpis
    ]
    return "\n".join(rows) + "\n"


def markdown() -> str:
    """Return the page."""
    core = [kpi for kpi in REGISTRY.values() if kpi.source in CORE]
    others = [kpi for kpi in REGISTRY.values() if kpi.source not in CORE]
    return f"{_HEAD}\n## Core KPIs and their companions\n\n{_table(core)}\n## Extended KPIs\n\n{_table(others)}"


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
