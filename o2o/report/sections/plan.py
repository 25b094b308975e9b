"""Plan: waves and lever changes as a chart, and what really moved when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from o2o.figures.gantt import Bar, draw_gantt
from o2o.figures.picture import Caption
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.report.words import day_text
from sim.units import DAY


def plan(evidence: Evidence) -> Section | None:
    """Return the section; None when nothing is planned."""
    bars = sorted(_bars(evidence.tree.get("plan", {})), key=lambda bar: (bar.start, not bar.wave, bar.name))
    if not bars:
        return None
    known = evidence.dimensions
    ends = (known.start, known.date_of(known.warm_up), known.date_of(known.days))
    steps = "; ".join(f"{bar.name} from {day_text(bar.start)}: {bar.text}" for bar in bars)
    caption = Caption("plan", "Waves and changes", steps)
    note = "Blue: a wave opens services; orange: a lever changes. An arrow means: for good."
    size = (10.0, 0.9 + 0.55 * len(bars))
    picture = exhibit(caption, note, size, lambda sheet: draw_gantt(sheet.add_subplot(), bars, ends))
    return Section("plan", "The plan", {"exhibit": picture, "table": _moves(evidence)})


def _bars(given: dict[str, Any]) -> Iterator[Bar]:
    for name, wave in (given.get("waves") or {}).items():
        text = f"opens {', '.join(wave['opens'])} in {_where(wave['stores'], 'stores')}"
        yield Bar(name, text, _day(wave["start"]), None, wave=True)
    for name, change in (given.get("changes") or {}).items():
        text = f"{change['lever']} to {change['to']} ({_where(change.get('where', 'all'), 'places')})"
        why = f": {change['why']}" if change.get("why") else ""
        end = _day(change["end"]) if change.get("end") else None
        yield Bar(name, text + why, _day(change["start"]), end, wave=False)


def _where(keys: list[str] | str, kind: str) -> str:
    if isinstance(keys, str):
        return f"all {kind}"
    return ", ".join(keys) if len(keys) <= 3 else f"{len(keys)} {kind}"


def _day(text: object) -> date:
    return date.fromisoformat(str(text))


def _moves(evidence: Evidence) -> Table | None:
    rows = evidence.ask(
        "lever_changes",
        f"SELECT time // {DAY} AS day, cause, lever, old, new, count(*) AS places FROM facts"
        " GROUP BY ALL ORDER BY day, cause, lever, old, new",
    )
    if rows.empty:
        return None
    known = evidence.dimensions
    shown = [
        [
            known.levers[row["lever"]],
            day_text(known.start + timedelta(days=int(row["day"]))),
            f"{row['places']}",
            figure(row["old"]),
            figure(row["new"]),
            known.causes[row["cause"]],
        ]
        for row in rows.to_dict("records")
    ]
    head = ["Lever", "Day", "Places", "Before", "After", "Because of"]
    return Table(f"What moved in replication {evidence.kept}, in engine units", head, shown, frozenset({0, 1, 5}))
