"""The workbench: assemble, run, measure, compare, show.

import o2o

base = o2o.load("scenarios/library/two-stores/two-stores.yaml").run()
base.kpis()
base.facts("orders")
o2o.compare(base, o2o.open_run("latest"))
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from o2o.archive import Run
    from o2o.compare import Comparison
    from o2o.decomposition import Decomposition
    from o2o.study import Study

__all__ = ["compare", "decompose", "load", "open_run", "runs"]


def load(path: "str | Path", variant: str | None = None, sets: "Sequence[str]" = ()) -> "Study":
    """Return the scenario in ``path``, read and checked; ``.run()`` simulates it.

    ``variant``: one of the file's variants; ``sets``: values to change, written "a.b=c".

    Raises:
        ScenarioError: every problem of the file with file, line and column.
    """
    _start()
    from o2o.study import load as read

    return read(path, variant, sets)


def open_run(run: "str | Path" = "latest", results: "str | Path" = "results") -> "Run":
    """Return a finished run by its folder, its id or the beginning of it.

    Raises:
        UsageProblemError: there is no such run.
        DamagedResultsError: it is damaged, or a newer version wrote it.
    """
    _start()
    from o2o.archive import open_run as read

    return read(run, results)


def runs(results: "str | Path" = "results") -> "list[Run]":
    """Return all finished runs, by name."""
    _start()
    from o2o.archive import all_runs

    return all_runs(results)


def compare(a: "Run", b: "Run", period: str = "total", scope: str = "chain") -> "Comparison":
    """Return what changes from run ``a`` to run ``b``, KPI by KPI, with intervals and a verdict in words.

    Raises:
        CompareError: the runs simulate other days.
    """
    _start()
    from o2o.compare import compare as paired

    return paired(a, b, period, scope)


def decompose(study: "Study", changes: "Sequence[str]", period: str = "total", scope: str = "chain") -> "Decomposition":
    """Return how much of what ``changes`` (variants of the study's file) bring together is owed to each.

    Raises:
        UsageProblemError: too few changes or too many, or two that set the same value.
        ScenarioError, CompareError, StorageError: as for the runs and their comparison.
    """
    _start()
    from o2o.choices import runs_with
    from o2o.decomposition import parts_of

    return parts_of(runs_with(study, changes), changes, period, scope)


def _start() -> None:
    from o2o._names import check_names

    check_names()


class _Face(ModuleType):
    """This package as its users see it."""

    def __setattr__(self, name: str, value: object) -> None:
        # Python puts a submodule under its name when first imported: o2o.compare must stay the function.
        if not (name == "compare" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
