"""Cards: how runs and scenarios show themselves in a notebook."""

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from o2o.archive import Run


def run_card(run: "Run") -> str:
    """Return an HTML card of a run: what it is, and its core figures with their intervals."""
    from o2o.summary import summary

    calendar = run.about["calendar"]
    facts = {
        "run": run.id,
        "days": f"{calendar['days']} from {calendar['start']}, the first {calendar['warm_up']} not measured",
        "replications": str(run.replications),
        "seed": str(run.seed),
    }
    rows = "".join(
        f"<tr><td>{escape(line.kpi)}</td><td>{escape(line.name)}</td><td>{escape(line.shown())}</td></tr>"
        for line in summary(run)
    )
    return f"{card(run.name, facts)}<table><tr><th></th><th></th><th>mean and 95 % interval</th></tr>{rows}</table>"


def card(title: str, facts: Mapping[str, str]) -> str:
    """Return a titled HTML table of names and values."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts.items())
    return f"<h4>{escape(title)}</h4><table>{rows}</table>"
