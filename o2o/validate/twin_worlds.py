"""Twin worlds: facts of two runs under the same luck, compared column by column."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.construction import build
from o2o.runner import WorldRun, simulate
from o2o.validate.oracle import Outcome
from o2o.validate.small_city import read

Table = Mapping[str, NDArray[Any]]
Facts = Mapping[str, Table]


def run(tree: Mapping[str, object], replication: int = 0) -> WorldRun:
    """Return one replication of the scenario that ``tree`` says."""
    return simulate(read(tree), replication)


def facts_until(tree: Mapping[str, object], day: int) -> Facts:
    """Return the facts as they stand when ``day`` begins."""
    population = build(read(tree), 0)
    try:
        for nth in range(day):
            population.live_day(nth)
        return population.world.facts.tables()
    finally:
        population.forget()


def same(one: Facts, two: Facts, leave_out: Collection[str] = ()) -> Outcome:
    """Return whether two sets of facts are equal to the byte, tables in ``leave_out`` aside."""
    columns = [(table, column) for table in sorted(one) if table not in leave_out for column in sorted(one[table])]
    odd = [f"{table}.{column}" for table, column in columns if not _equal(one[table][column], two[table][column])]
    named = f" ({', '.join(odd[:3])} ...)" if odd else ""
    # A world in which nothing happened shows nothing.
    lived = len(one["orders"]["person"]) > 0
    return Outcome(
        f"{len(columns)} columns equal",
        f"{len(columns) - len(odd)} columns equal{named}",
        "0",
        lived and not odd,
        bool(odd),
    )


def content(facts: Facts) -> Facts:
    """Return facts without the traces of how a day was cut: visits sorted, row numbers of visits left out."""
    visits = facts["visits"]
    order = np.lexsort((visits["touchpoint"], visits["person"], visits["arrive"]))
    sorted_visits = {column: values[order] for column, values in visits.items()}
    without = {
        name: {column: values for column, values in table.items() if column != "visit"} for name, table in facts.items()
    }
    return without | {"visits": sorted_visits}


def _equal(one: NDArray[Any], two: NDArray[Any]) -> bool:
    return one.dtype == two.dtype and np.array_equal(one, two)
