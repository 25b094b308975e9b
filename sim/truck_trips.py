"""Truck trips: what it costs to bring goods from node to node, there and back."""

from sim.facts import Table, Vehicle
from sim.places import TruckSpec
from sim.units import KM


class TruckTrips:
    """Notes trips that have ended.

    Args:
        spec: what a kilometre costs.
        table: the trips.
    """

    def __init__(self, spec: TruckSpec, table: Table) -> None:
        self._spec = spec
        self._table = table

    def note(self, way: tuple[int, int], metres: int, units: int, times: tuple[int, int]) -> int:
        """Note a trip and return its cost, fen.

        Args:
            way: slots of the nodes from which and to which goods went.
            metres: one way.
            units: aboard.
            times: when it set off and when it was unloaded, ms.
        """
        source, target = way
        start, end = times
        cost = 2 * metres * self._spec.cost_per_km // KM
        self._table.append(
            1,
            vehicle=0,
            kind=Vehicle.TRUCK,
            fleet=source,
            site=target,
            orders=units,
            stops=1,
            start=start,
            loaded=start,
            end=end,
            metres_empty=metres,
            metres_loaded=metres,
            cost=cost,
            co2=2 * metres * self._spec.co2_per_km // KM,
        )
        return cost
