"""Store services: parcels, bills, printing and the like at a store's desk; people come for them and may buy as well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Account, Task
from sim.host import Host
from sim.samplers import normal, scattered, ticks
from sim.spec import spec
from sim.station import Served, Station
from sim.tables import as_columns
from sim.units import MINUTE, Duration, Factor, Money


@spec
class ServiceSpec:
    """Something that people come to a store's desk for."""

    per_year: Factor
    """times a person and year needs it, where a store near offers it"""
    work: Duration = 2 * MINUTE
    """the desk's time"""
    cv: Factor = 0.5
    """coefficient of variation of that time"""
    fee: Money = 0
    """earned each time: a carrier's commission, a price"""
    stores: tuple[str, ...] | Literal["all"] = "all"
    """keys of the stores that offer it, once the lever services is on there"""


@dataclass(frozen=True)
class ServiceVisits:
    """People on their way to a desk; n rows, sorted by (time, person)."""

    person: NDArray[np.int64]
    service: NDArray[np.int64]
    """row of the services, by key"""
    site: NDArray[np.int64]
    time: NDArray[np.int64]
    """at the desk, ms"""
    luck: NDArray[np.float64]
    """of the desk's time, uniform"""


class StoreServices:
    """Serves people at the desks of stores, where collected orders are handed over, too.

    Args:
        world: what it is built on to.
        services: by key, in the order of their slots.
    """

    def __init__(self, world: Host, services: Mapping[str, ServiceSpec]) -> None:
        self.world = world
        self.services = tuple(services[key] for key in sorted(services))
        self._table = world.facts["services"]
        self._source = world.source(self._arrive)
        self._served: list[Served] = []
        self._there = 0
        self._done = 0
        self._earned = 0

    def accept(self, visits: ServiceVisits) -> None:
        """Take people who come at their times, which lie ahead."""
        n = visits.time.size
        if not n:
            return
        first = self._table.append(
            n, person=visits.person, service=visits.service, site=visits.site, arrive=visits.time
        )
        mean = np.array([service.work for service in self.services], np.float64)[visits.service]
        cv = np.array([service.cv for service in self.services])[visits.service]
        work = ticks(mean * np.array([float(scattered(z, c)) for z, c in zip(normal(visits.luck), cv, strict=True)]))
        self._there += n
        self._source.add(visits.time, np.arange(first, first + n), visits.site, work)

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none of its own: the stores' desks serve."""
        return {}

    def close_day(self, day: int) -> None:
        """Write down who was served and book what was earned."""
        if not self._served:
            return
        row, began, ended = as_columns(self._served, 3)
        self._served.clear()
        self._table["began"][row] = began
        self._table["ended"][row] = ended
        fees = np.array([service.fee for service in self.services], np.int64)[self._table["service"][row]]
        self._table["fee"][row] = fees
        self.world.books.book(Account.SERVICES, self._table["site"][row], fees)
        self._there -= row.size
        self._done += row.size

    def balances(self) -> Iterator[Balance]:
        """Yield: everybody who came was served or is still there; money is what the table says."""
        yield "visits for store services", len(self._table), self._there + self._done
        yield "money on SERVICES", int(self._table["fee"].sum()), int(self.world.books.total[Account.SERVICES])

    def _arrive(self, row: int, site: int, work: int) -> None:
        self.world.desk(site).join(row, work, self._served.append)
