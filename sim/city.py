"""The city: every node gets its slot, its place in metres, and the nodes it works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.dimensions import SiteKind, SiteRow, ZoneRow
from sim.places import (
    CarrierSpec,
    FleetSpec,
    StoreSpec,
    TruckSpec,
    WarehouseSpec,
    ZoneSpec,
    metres,
    project,
)
from sim.popups import PopUpSpec
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec
from sim.supply import Link

_Spec = StoreSpec | WarehouseSpec | FleetSpec
_AROUND_A_STORE = 1_500
"""scatter of homes around each store, metres, where the planner drew no zones"""


@dataclass(frozen=True)
class Places:
    """What the planner put on the map, by key."""

    stores: Mapping[str, StoreSpec]
    warehouses: Mapping[str, WarehouseSpec]
    fleets: Mapping[str, FleetSpec]
    zones: Mapping[str, ZoneSpec]
    carrier: CarrierSpec
    trucks: TruckSpec
    store_work: StoreWorkSpec
    warehouse_work: WarehouseWorkSpec
    popups: Mapping[str, PopUpSpec] = field(default_factory=dict)
    """stores of these keys come and go"""


@dataclass(frozen=True)
class City:
    """Slots: stores first, then warehouses, then fleets, each in the order of their sorted keys."""

    places: Places
    store_keys: tuple[str, ...]
    warehouse_keys: tuple[str, ...]
    fleet_keys: tuple[str, ...]
    zone_keys: tuple[str, ...]
    zones: Mapping[str, ZoneSpec]
    site_xy: NDArray[np.int64]
    """metres east and north of the reference point, shape (sites, 2)"""
    zone_xy: NDArray[np.int64]
    """shape (zones, 2)"""
    links: tuple[Link, ...]
    fleet_of: Mapping[int, int]
    """store slot -> slot of the fleet that serves it; empty without fleets"""

    @property
    def nodes(self) -> int:
        """Return how many sites hold stock: stores and warehouses."""
        return len(self.store_keys) + len(self.warehouse_keys)

    @property
    def sites(self) -> int:
        """Return how many site slots there are."""
        return self.nodes + len(self.fleet_keys)

    def between_stores(self) -> NDArray[np.int64]:
        """Return metres from store to store, shape (stores, stores)."""
        x, y = self.site_xy[: len(self.store_keys)].T
        return metres(x[:, None], y[:, None], x, y)

    def site_rows(self) -> tuple[SiteRow, ...]:
        """Return the sites for `Dimensions`."""
        p = self.places
        rows: list[tuple[str, _Spec, SiteKind, int]] = []
        rows += [
            (key, p.stores[key], "store", p.stores[key].floor_m2 * p.stores[key].walk_ins) for key in self.store_keys
        ]
        rows += [(key, p.warehouses[key], "warehouse", 0) for key in self.warehouse_keys]
        rows += [(key, p.fleets[key], "fleet", 0) for key in self.fleet_keys]
        return tuple(
            SiteRow(key, s.name or key, kind, s.lon, s.lat, int(x), int(y), floor)
            for (key, s, kind, floor), (x, y) in zip(rows, self.site_xy, strict=True)
        )

    def zone_rows(self) -> tuple[ZoneRow, ...]:
        """Return the zones for `Dimensions`."""
        rows = zip(self.zone_keys, self.zone_xy, strict=True)
        return tuple(
            ZoneRow(key, self.zones[key].name or key, self.zones[key].lon, self.zones[key].lat, int(x), int(y))
            for key, (x, y) in rows
        )


def build_city(places: Places) -> City:
    """Return the city of ``places``.

    Raises:
        ValueError: no store or no warehouse.
    """
    if not places.stores or not places.warehouses:
        raise ValueError("places: at least one store and one warehouse are needed")
    stores, warehouses, fleets = (tuple(sorted(m)) for m in (places.stores, places.warehouses, places.fleets))
    specs: list[_Spec] = [*(places.stores[k] for k in stores), *(places.warehouses[k] for k in warehouses)]
    specs += [places.fleets[k] for k in fleets]
    lasting = {key: store for key, store in places.stores.items() if key not in places.popups} or places.stores
    lon0 = float(np.mean([lasting[key].lon for key in sorted(lasting)]))
    lat0 = float(np.mean([lasting[key].lat for key in sorted(lasting)]))
    xy = np.stack(project([s.lon for s in specs], [s.lat for s in specs], lon0, lat0), axis=1)
    zones = places.zones or _zone_per_store(lasting)
    zone_keys = tuple(sorted(zones))
    zone_xy = np.stack(
        project([zones[k].lon for k in zone_keys], [zones[k].lat for k in zone_keys], lon0, lat0), axis=1
    )
    first_fleet = len(stores) + len(warehouses)
    return City(
        places=places,
        store_keys=stores,
        warehouse_keys=warehouses,
        fleet_keys=fleets,
        zone_keys=zone_keys,
        zones=zones,
        site_xy=xy,
        zone_xy=zone_xy,
        links=_links(places.stores, stores, warehouses, xy),
        fleet_of=_fleets(places.stores, stores, fleets, xy, first_fleet),
    )


def _zone_per_store(stores: Mapping[str, StoreSpec]) -> dict[str, ZoneSpec]:
    return {
        key: ZoneSpec(lon=s.lon, lat=s.lat, name=s.name or key, radius=_AROUND_A_STORE) for key, s in stores.items()
    }


def _links(
    specs: Mapping[str, StoreSpec], stores: tuple[str, ...], warehouses: tuple[str, ...], xy: NDArray[np.int64]
) -> tuple[Link, ...]:
    first = len(stores)
    depots = xy[first : first + len(warehouses)]
    links = []
    for slot, key in enumerate(stores):
        away = metres(depots[:, 0], depots[:, 1], xy[slot, 0], xy[slot, 1])
        named = specs[key].warehouse
        nearest = warehouses.index(named) if named else int(np.argmin(away))
        links.append(Link(slot, first + nearest, int(away[nearest])))
    return tuple(links)


def _fleets(
    specs: Mapping[str, StoreSpec],
    stores: tuple[str, ...],
    fleets: tuple[str, ...],
    xy: NDArray[np.int64],
    first: int,
) -> dict[int, int]:
    if not fleets:
        return {}
    bases = xy[first:]
    chosen = {}
    for slot, key in enumerate(stores):
        named = specs[key].fleet
        away = metres(bases[:, 0], bases[:, 1], xy[slot, 0], xy[slot, 1])
        chosen[slot] = first + (fleets.index(named) if named else int(np.argmin(away)))
    return chosen
