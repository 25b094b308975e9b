"""Dominated plans: who pays more for the same, or gets less for the same money, does not rank above (row M27)."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from o2o.archive import Run
from o2o.compare import compare
from o2o.executors import Serial
from o2o.progress import Silence
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.whole_runs import experiment

_REPLICATIONS = 3
_KPI = "K15c"
"""contribution"""

Edit = Callable[[Tree], None]


def dearer_riders(city: Tree) -> None:
    """Let the same riders earn more."""
    city["places"]["fleets"]["riders"]["wage"] = "29 CNY"


def dearer_freight(city: Tree) -> None:
    """Let the same parcels cost more."""
    put(city, ["places", "carrier", "price"], "6 CNY")


def slower_pickers(city: Tree) -> None:
    """Let the same crews pick at a third of the pace."""
    put(city, ["plan", "changes", "slow"], {"start": "2026-03-02", "lever": "pick.rate_mult", "to": 0.33})


def one_till(city: Tree) -> None:
    """Let the same crews serve at a single till a store."""
    put(city, ["plan", "changes", "tills"], {"start": "2026-03-02", "lever": "tills.staffed", "to": 1})


_DEARER: tuple[Edit, ...] = (dearer_riders, dearer_freight)
_FEEBLER: tuple[Edit, ...] = (slower_pickers, one_till)


def ranks(mixed_up: bool = False) -> Outcome:
    """Return whether no dominated plan ranks above the other; ``mixed_up`` plants a comparison that takes b for a."""
    verdicts = [pair[mixed_up] for pair in _verdicts()]
    shown = verdicts[: len(_DEARER)]
    return every(
        [
            none_of(len(verdicts), verdicts.count("better"), "dominated plans rank above"),
            none_of(len(shown), len(shown) - shown.count("worse"), "dearer plans do not rank below"),
        ]
    )


@cache
def _verdicts() -> list[tuple[str, str]]:
    """Return what comparisons say of each dominated plan beside the other, and of the other beside it."""
    with TemporaryDirectory() as folder:
        plan, *others = (_lived(Path(folder), edit) for edit in (_as_it_is, *_DEARER, *_FEEBLER))
        return [(_verdict(plan, worse), _verdict(worse, plan)) for worse in others]


def _verdict(one: Run, two: Run) -> str:
    return compare(one, two).row(_KPI).verdict


def _as_it_is(_: Tree) -> None:
    """Leave the plan as it is."""


def _lived(folder: Path, plan: Edit) -> Run:
    city = tree()
    plan(city)
    return experiment(city, replications=_REPLICATIONS).start(folder, Serial(), Silence())


ORACLES = (
    Oracle(
        "M27",
        "M",
        "plans that pay more for the same, or get less for the same money: none ranks above the plan that dominates "
        "it beyond the interval, and those that only pay more rank below",
        f"whole runs through o2o.experiment and o2o.compare, contribution over {_REPLICATIONS} replications",
        ranks,
        {"a comparison that mixes up its sides": partial(ranks, True)},
    ),
)
