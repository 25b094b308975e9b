"""Words: figures, dates and files as a report writes them."""

from datetime import date
from pathlib import PurePath, PureWindowsPath

from o2o.outcomes import figure


def day_text(day: date) -> str:
    """Return "16 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def brief(value: float) -> str:
    """Return three significant digits, whole numbers from 100 on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def amount_text(value: float, unit: str) -> str:
    """Return a figure for a sentence: "25.1 million CNY", "480 CNY", "17.4 %"."""
    if unit == "CNY" and abs(value) >= 1e6:
        return f"{brief(value / 1e6)} million CNY"
    return f"{brief(value)} {unit}"


def range_text(lo: float | None, hi: float | None, unit: str) -> str:
    """Return an interval for a sentence: "21.7 to 28.4 million CNY"; empty where there is none."""
    if lo is None or hi is None:
        return ""
    if unit == "CNY" and max(abs(lo), abs(hi)) >= 1e6:
        return f"{brief(lo / 1e6)} to {brief(hi / 1e6)} million CNY"
    return f"{brief(lo)} to {brief(hi)} {unit}"


def interval_text(lo: float | None, hi: float | None) -> str:
    """Return an interval for a table: "[1.2, 3.4]", or a dash where one replication gives none."""
    return "–" if lo is None or hi is None else f"[{figure(lo)}, {figure(hi)}]"


def listed(names: "list[str] | tuple[str, ...]") -> str:
    """Return names in a row: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def file_text(name: str) -> str:
    """Return a file's name as it may be shown to others: folders of somebody's machine are left out."""
    if name.startswith("--set"):
        return "command line (--set)"
    path = PureWindowsPath(name) if "\\" in name else PurePath(name)
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()
