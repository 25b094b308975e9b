"""Trip notes: riders' trips on their way to the table of facts."""

from sim.errand import Errand
from sim.facts import Vehicle
from sim.places import FleetSpec
from sim.tables import Table, as_columns
from sim.trip import Trip, straight

_COLUMNS = (
    "vehicle",
    "kind",
    "site",
    "orders",
    "start",
    "loaded",
    "end",
    "metres_empty",
    "metres_loaded",
    "cost",
    "co2",
)


class TripNotes:
    """Keeps finished trips of one fleet until they are written.

    Args:
        table: the fact table ``trips``.
        slot: the fleet's site slot.
        spec: what a drop costs, what a kilometre emits.
    """

    def __init__(self, table: Table, slot: int, spec: FleetSpec) -> None:
        self._table = table
        self._slot = slot
        self._spec = spec
        self._rows: list[tuple[int, ...]] = []
        self._rides = 0

    def own(self, rider: int, trip: Trip, end: int) -> None:
        """Keep a trip of one of our riders."""
        orders, site = len(trip.errands), trip.errands[0].site
        grams = self._spec.co2_per_km * (trip.empty + trip.full) // 1_000
        times = (trip.start, trip.loaded, end)
        cost = self._spec.per_drop * orders
        self._rows.append((rider, Vehicle.RIDER, site, orders, *times, trip.empty, trip.full, cost, grams))

    def outsourced(self, errand: Errand, times: tuple[int, int, int], fee: int) -> None:
        """Keep a ride of the third party, numbered as they end; its way to the store is not known."""
        way = straight(errand.from_x, errand.from_y, errand.to_x, errand.to_y)
        grams = self._spec.co2_per_km * way // 1_000
        self._rows.append((self._rides, Vehicle.THIRD_PARTY, errand.site, 1, *times, 0, way, fee, grams))
        self._rides += 1

    def flush(self) -> None:
        """Write what was kept to the facts."""
        if self._rows:
            columns = dict(zip(_COLUMNS, as_columns(self._rows, len(_COLUMNS)), strict=True))
            self._table.append(len(self._rows), fleet=self._slot, stops=columns["orders"], **columns)
            self._rows.clear()
