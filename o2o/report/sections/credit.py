"""Credit: how refusals, punctuality and waits depend on the share of online sales that stores are credited with."""

from itertools import pairwise

import numpy as np
import pandas as pd

from o2o.figures.credit import draw_credit
from o2o.figures.picture import Caption
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit

LEVER = "org.credit_store"
FIGURES = {"refused": "E34r", "on_time": "K04", "wait": "E29w"}


def credit(evidence: Evidence) -> Section | None:
    """Return the section; None when all stores get the same credit or nothing was ordered from them."""
    stores = by_store(evidence)
    if stores["credit"].nunique() < 2:
        return None
    caption = Caption("credit", "Online orders by the credit that stores get", _steepest(stores))
    note = (
        "A dot is a store, means of all replications; the line joins means of equal credit. Refused: of the online "
        "orders asked of the store. Credit as at the end of the run."
    )
    picture = exhibit(caption, note, (10.0, 3.0), lambda sheet: draw_credit(sheet, stores))
    percents = stores.assign(credit=100 * stores["credit"])[["credit", "refused", "on_time"]].to_numpy()
    rows = [
        [str(store), *(f"{percent:.1f} %" for percent in line), f"{wait:.2f} min"]
        for store, line, wait in zip(stores["store"], percents, stores["wait"], strict=True)
    ]
    head = ["Store", "Credit", "Refused", "Promises kept", "Till wait"]
    table = Table("Stores by credit", head, rows)
    return Section("credit", "Who is credited", {"exhibit": picture, "says": _steepest(stores), "table": table})


def by_store(evidence: Evidence) -> pd.DataFrame:
    """Return store, credit (share), refused and on_time (%), wait (min) of stores with online orders, by credit."""
    shares = _credits(evidence)
    totals = {name: evidence.totals(kpi) for name, kpi in FIGURES.items()}
    rows = [
        {"store": site.name, "credit": shares.get(site.id, 1.0)}
        | {name: values[f"site:{site.id}"] for name, values in totals.items()}
        for site in evidence.dimensions.sites
        if all(f"site:{site.id}" in values for values in totals.values())
    ]
    columns = ["store", "credit", *FIGURES]
    return pd.DataFrame(rows, columns=columns).sort_values(["credit", "store"], ignore_index=True)


def _credits(evidence: Evidence) -> dict[str, float]:
    """Return the credit of each store at the end, as the plan says; stores it does not name get all of it."""
    moves = [change for change in evidence.tree.get("plan", {}).get("changes", {}).values() if change["lever"] == LEVER]
    every = [site.id for site in evidence.dimensions.sites if site.kind == "store"]
    known: dict[str, float] = {}
    for change in sorted(moves, key=lambda change: str(change["start"])):
        if not change.get("end"):
            where = change.get("where", "all")
            known |= dict.fromkeys(every if where == "all" else where, float(change["to"]))
    return known


def _steepest(stores: pd.DataFrame) -> str:
    """Return in words between which credits punctuality falls most."""
    means = stores.groupby("credit", as_index=False)["on_time"].mean().to_numpy(np.float64).tolist()
    fall, (below, low), (above, high) = max((after[1] - before[1], before, after) for before, after in pairwise(means))
    if fall <= 0:
        return "Punctuality does not fall with the credit."
    return (
        f"Store fulfilment gives way between {100 * above:.0f} % and {100 * below:.0f} % of the credit: "
        f"promises kept fall from {high:.0f} % to {low:.0f} %."
    )
