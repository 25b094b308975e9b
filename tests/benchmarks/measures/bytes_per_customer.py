"""Bytes: the state that the engine keeps for a customer."""

from operations import chain
from pairs import Gate, Measured

from o2o.construction import build

CUSTOMERS, STORES = 100_000, 20


def measure(pairs: int) -> Measured:
    """Return bytes of all columns per person; a count, so that one look is enough (``pairs`` is for the others)."""
    del pairs
    population = build(chain(CUSTOMERS, STORES, days=1), replication=0)
    people = population.people
    population.forget()
    return Measured(
        "bytes_per_customer",
        f"bytes of all columns of {CUSTOMERS:,} customers / customers",
        Gate(most=128),
        (people.nbytes() / people.count,),
        {},
    )
