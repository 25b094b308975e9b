"""Dispatch input: errands, riders and terms that no trip could be made of, each told by its place and the way out."""

from collections import Counter
from dataclasses import fields

import numpy as np

from optimize.errors import PlanInputError, listed
from optimize.impossible import Numbered, Table, impossible, misfits
from sim.dispatch import Errands, Riders, Terms

FAR = 10**12
"""metres or ms, thirty years; beyond it sums of whole numbers could run over"""
EVER = 2.0**62
"""ms; a rider may be there without an end"""
TIMES = ("arriving", "leaving", "at_door", "after_door")
KILOMETRE = 1000.0


def check_input(errands: Errands, riders: Riders, terms: Terms) -> None:
    """Return when trips can be made of these.

    Raises:
        PlanInputError: all findings at once.
    """
    if _plain(errands) and _plain(riders) and not _terms(terms):
        return
    tables = [*_tables("errand", errands), *_tables("rider", riders)]
    found = misfits(tables) or [*impossible(tables), *_terms(terms)]
    raise PlanInputError(f"no trips can be made of these data:\n{listed(found)}")


def _plain(rows: Errands | Riders) -> bool:
    """Return whether all columns are whole numbers of one length and in scale: it is asked at every decision."""
    columns = [getattr(rows, part.name) for part in fields(rows)]
    if not all(isinstance(column, np.ndarray) and column.dtype == np.int64 for column in columns):
        return False
    if len({column.shape for column in columns}) > 1 or columns[0].ndim != 1:
        return False
    together = np.concatenate([getattr(rows, part.name) for part in fields(rows) if part.name != "until"])
    return not together.size or bool(together.min() >= -FAR and together.max() <= FAR)


def _tables(word: str, rows: Errands | Riders) -> list[Table]:
    names = [part.name for part in fields(rows)]
    # The column that is unlike the others is the wrong one.
    usual = Counter(len(getattr(rows, name)) for name in names).most_common(1)[0][0]
    axes = (Numbered(word, usual),)
    high = dict.fromkeys(names, FAR) | {"until": EVER}
    return [Table(name, getattr(rows, name), axes, low=-FAR, high=high[name], whole=True) for name in names]


def _terms(terms: Terms) -> list[str]:
    found = [
        f"{name}: {getattr(terms, name)} ms; give 0 or more, at most {FAR:g}"
        for name in TIMES
        if not 0 <= getattr(terms, name) <= FAR
    ]
    if not terms.capacity >= 1:
        found.append(f"capacity: {terms.capacity} orders a rider; give 1 or more")
    with np.errstate(all="ignore"):
        ride = float(terms.ride(np.array([KILOMETRE]))[0])
    if not 0 <= ride <= FAR:
        found.append(f"ride: a kilometre takes {ride:g} ms; give a speed above 0 km/h")
    return found
