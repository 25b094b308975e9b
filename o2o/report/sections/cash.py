"""Cash: the cash flow statement, week by week, where payment or money's price is part of the scenario."""

import numpy as np
import pandas as pd

from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from o2o.report.words import amount_text

_FLOWS = {"E71i": "From customers", "E71s": "To suppliers", "E71w": "To others", "E71": "Cash flow"}
_GOODS = {"E72": "Days payable", "E73": "Tied up in goods", "E74": "Interest"}
_SIGNS = {"E71s": -1, "E71w": -1, "E74": -1}
"""what is paid stands with a minus"""


def cash(evidence: Evidence) -> Section | None:
    """Return the section; None where nobody asks for cash."""
    names = {**_FLOWS, **_GOODS}
    weeks = {kpi: evidence.weeks(kpi) for kpi in names}
    if not np.isfinite(weeks["E71"]["mean"]).any():
        return None
    table = Table(
        "Cash flow statement by week, CNY, mean of the replications",
        ["Week from", *names.values()],
        [_row(weeks, nth) for nth in range(len(weeks["E71"]))],
    )
    return Section("cash", "Cash", {"says": _says(weeks), "table": table})


def _row(weeks: dict[str, pd.DataFrame], nth: int) -> list[str]:
    first = weeks["E71"]["date"].iloc[nth] - pd.Timedelta(days=(weeks["E71"]["days"].iloc[nth] - 1) // 2)
    return [
        f"{first:%d %b}",
        *(figure(0.0 + _SIGNS.get(kpi, 1) * rows["mean"].iloc[nth]) for kpi, rows in weeks.items()),
    ]


def _says(weeks: dict[str, pd.DataFrame]) -> str:
    flow, interest = weeks["E71"]["mean"].sum(), weeks["E74"]["mean"].sum()
    days, tied = weeks["E72"]["mean"].iloc[-1], weeks["E73"]["mean"].iloc[-1]
    return (
        f"In the measured weeks operations bring in {amount_text(flow, 'CNY')} of cash; interest on goods takes "
        f"{amount_text(interest, 'CNY')} of it. In the last week suppliers wait {figure(days)} days for their money, "
        f"and {amount_text(tied, 'CNY')} are tied up in goods."
    )
