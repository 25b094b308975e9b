"""Shares: what conservation checks and keyed randomness take of a run."""

import lives
from operations import chain
from pairs import Gate, Measured
from stopwatch import Watched, share

from sim.audit import Audit
from sim.random_field import Purpose
from sim.station import Station
from sim.stock import Stock

CUSTOMERS, STORES, DAYS = 100_000, 20, 2
CHECKS: Watched = {Audit: ("check",), Stock: ("_check",), Station: ("present_time",)}
DRAWS: Watched = {Purpose: tuple(name for name, value in vars(Purpose).items() if callable(value) and name[0] != "_")}


def invariants(pairs: int) -> Measured:
    """Return the share of the daily audit."""
    return _measured("invariants_share", "conservation checks", Gate(most=0.08), CHECKS, pairs)


def randomness(pairs: int) -> Measured:
    """Return the share of the draws."""
    return _measured("randomness_share", "draws from the random field", Gate(most=0.15), DRAWS, pairs)


def _measured(name: str, what: str, gate: Gate, methods: Watched, times: int) -> Measured:
    live = lives.engine(chain, CUSTOMERS, STORES, DAYS, times + 1)
    live()
    values = tuple(share(live, methods) for _ in range(times))
    compared = f"CPU time of {what} / of {DAYS} days of {CUSTOMERS:,} customers and {STORES} stores"
    return Measured(name, compared, gate, values, {})
