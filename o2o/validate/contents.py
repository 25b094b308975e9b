"""Contents: what a tier compares and which faults it must notice, without running anything."""

from collections.abc import Collection, Sequence

from o2o.validate.oracle import Oracle, Tier
from o2o.validate.registry import oracles

Row = dict[str, str | list[str]]
"""id, kind, tier, claim and planted faults of one oracle"""


def contents(tier: Tier = "fast", only: Collection[str] | None = None) -> list[Row]:
    """Return the oracles of ``tier`` as plain data, sorted by id.

    Raises:
        ValueError: an unknown tier or id.
    """
    return [_row(oracle) for oracle in oracles(tier, only)]


def text(rows: Sequence[Row]) -> str:
    """Return the rows for a terminal."""
    lines = [
        f"{row['id']:4} {row['kind']}  {row['claim']}\n          faults: {'; '.join(row['planted'])}" for row in rows
    ]
    return "\n".join([*lines, f"{len(rows)} oracles"])


def _row(oracle: Oracle) -> Row:
    return {
        "id": oracle.id,
        "kind": oracle.kind,
        "tier": oracle.tier,
        "claim": oracle.claim,
        "planted": list(oracle.planted),
    }
