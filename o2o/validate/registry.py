"""The registry of oracles: whatever the modules of this package call ``ORACLES``."""

from collections.abc import Collection
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import o2o.validate
from o2o.validate.oracle import Oracle, Tier


def oracles(tier: Tier = "fast", only: Collection[str] | None = None) -> tuple[Oracle, ...]:
    """Return the oracles of ``tier``, sorted by id; those of "full" take the place of fast ones with their id.

    Raises:
        ValueError: an unknown tier or id.
    """
    if tier not in ("fast", "full"):
        raise ValueError(f"tier must be fast or full, got {tier!r}")
    found = {oracle.id: oracle for oracle in _all() if oracle.tier == "fast"}
    if tier == "full":
        found |= {oracle.id: oracle for oracle in _all() if oracle.tier == "full"}
    unknown = sorted(set(only or ()) - found.keys())
    if unknown:
        raise ValueError(f"no oracles {', '.join(unknown)} in tier {tier}; there are {', '.join(sorted(found))}")
    return tuple(found[key] for key in sorted(found) if only is None or key in only)


@cache
def _all() -> tuple[Oracle, ...]:
    """Return every oracle of both tiers, module by module."""
    names = sorted(found.name for found in iter_modules(o2o.validate.__path__, "o2o.validate."))
    return tuple(oracle for name in names for oracle in getattr(import_module(name), "ORACLES", ()))
