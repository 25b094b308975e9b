"""Places: where stores, warehouses and fleets stand, when they open, who works there; distances in metres."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.rider_terms import OverflowSpec, RushSpec
from sim.spec import spec
from sim.units import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Clock,
    Count,
    Distance,
    Duration,
    Factor,
    Latitude,
    Longitude,
    Money,
    Positive,
    Share,
    Speed,
    Utility,
)

EARTH_RADIUS = 6_371_000.0


@spec
class ShiftSpec:
    """Some people at work for part of each day they come."""

    start: Clock
    """first minute at work"""
    end: Clock
    """last minute at work; later than start"""
    staff: Count
    """people at work in this shift"""
    days: Literal["all", "weekdays", "weekend"] = "all"
    """days of the week they come"""


@spec
class ZoneSpec:
    """A part of the city where customers live; a rider zone may serve it."""

    lon: Longitude
    """centre, degrees east"""
    lat: Latitude
    """centre, degrees north"""
    name: str = ""
    """name to show; the key when empty"""
    radius: Distance = 2_000
    """homes scatter around the centre with this standard deviation"""
    weight: Factor = 1.0
    """share of the customers, relative to the other zones"""


@spec
class StoreSpec:
    """A store: shelves, tills, a crew shared by tills, pickup desk and online picking."""

    lon: Longitude
    """degrees east"""
    lat: Latitude
    """degrees north"""
    name: str = ""
    """name to show; the key when empty"""
    opens: Clock = 8 * HOUR
    """first customer"""
    closes: Clock = 22 * HOUR
    """last customer enters before this time"""
    floor_m2: Positive = 800
    """sales floor, square metres"""
    tills: Positive = 4
    """staffed tills"""
    self_tills: Count = 0
    """self-checkouts"""
    most_inside: Count = 0
    """shoppers among the shelves at the same time; others wait outside; 0 for as many as come"""
    shifts: Mapping[str, ShiftSpec] = field(
        default_factory=lambda: {"day": ShiftSpec(start=7 * HOUR, end=DAY, staff=2)}
    )
    """the crew's roster"""
    staff_by_hour: tuple[Count, ...] = ()
    """people at work in each of the 24 hours of every day, in place of the shifts"""
    warehouse: str = ""
    """key of the warehouse that replenishes it; the nearest when empty"""
    fleet: str = ""
    """key of the rider fleet that serves it; the nearest when empty"""
    price_factor: Factor = 1.0
    """shelf prices relative to the catalogue"""
    walk_ins: bool = True
    """customers may walk in; false for a dark store, which only ships, by riders or parcels"""
    pick_pace: Factor = 1.0
    """pace of picking on the first day, relative to the standard"""


@spec
class WarehouseSpec:
    """A warehouse: replenishes stores, ships parcels."""

    lon: Longitude
    """degrees east"""
    lat: Latitude
    """degrees north"""
    name: str = ""
    """name to show; the key when empty"""
    shifts: Mapping[str, ShiftSpec] = field(
        default_factory=lambda: {"day": ShiftSpec(start=6 * HOUR, end=22 * HOUR, staff=2)}
    )
    """the crew's roster"""
    staff_by_hour: tuple[Count, ...] = ()
    """people at work in each of the 24 hours of every day, in place of the shifts"""
    pickers: Count = 0
    """people of the crew who pick at the same time, at most; 0 for as many as there are"""
    pick_pace: Factor = 1.0
    """pace of picking on the first day, relative to the standard"""
    pack_benches: Positive = 4
    """parcels packed at the same time"""
    parcel_cutoff: Clock = 17 * HOUR
    """parcels packed by now leave with today's carrier truck"""
    waves: tuple[Clock, ...] = ()
    """times of day at which orders are released to the pickers; at once when empty"""
    supplier_lead: Duration = 2 * DAY
    """order to delivery at the warehouse"""


@spec
class FleetSpec:
    """A rider fleet with its base."""

    lon: Longitude
    """base, degrees east"""
    lat: Latitude
    """base, degrees north"""
    name: str = ""
    """name to show; the key when empty"""
    shifts: Mapping[str, ShiftSpec] = field(
        default_factory=lambda: {"day": ShiftSpec(start=8 * HOUR, end=22 * HOUR + 30 * MINUTE, staff=6)}
    )
    """riders on the road"""
    speed: Speed = 19_000
    """straight-line speed (mdrplib: 314-320 m/min, 19 km/h)"""
    at_store: Duration = 2 * MINUTE
    """parking and taking the goods over"""
    at_door: Duration = 4 * MINUTE
    """hand-over at the door (mdrplib: 4 min)"""
    after_door: Duration = 0
    """from the hand-over until the rider rides on"""
    wage: Money = 2_500
    """paid per rider and hour"""
    per_drop: Money = 300
    """paid per order delivered"""
    gives_up: Duration = 90 * MINUTE
    """an order that waits longer for a rider is cancelled"""
    cv: Factor = 0.2
    """coefficient of variation of riding times"""
    capacity: Positive = 1
    """orders a rider carries at a time; more than one where the dispatch rule bundles"""
    accepts: Share = 1.0
    """chance that a rider takes a trip that is offered"""
    answers: Duration = 30 * SECOND
    """a trip that was turned down is offered again after this time"""
    breaks: Mapping[str, ShiftSpec] = field(default_factory=dict)
    """riders of a shift who have a break, unpaid, within it; who is out begins it after the trip"""
    rush: Mapping[str, RushSpec] = field(default_factory=dict)
    """hours in which riders are slower"""
    overflow: OverflowSpec = OverflowSpec()
    """a third party that takes what our own riders leave waiting"""
    co2_per_km: Count = 0
    """grams of carbon dioxide per kilometre ridden, with goods or without"""


@spec
class CarrierSpec:
    """The parcel carrier: days in transit and price."""

    first_zone: Distance = 30_000
    """parcels within it take one day"""
    second_zone: Distance = 200_000
    """parcels within it take two days, beyond three"""
    slip: Factor = 0.06
    """chance that a parcel takes one day more (Olist: 6.5 % of parcels are late)"""
    transit: Literal["zones", "by_distance"] = "zones"
    """zones: one, two or three days and slips; by_distance: days that scatter log-normally and grow with distance"""
    log_days: Utility = -0.53
    """by_distance: logarithm of the median days of the first kilometre (Olist)"""
    log_distance: Factor = 0.42
    """by_distance: growth of that logarithm per logarithm of kilometres (Olist)"""
    log_spread: Factor = 0.66
    """by_distance: scatter of that logarithm (Olist)"""
    late: Share = 0.065
    """by_distance: share of parcels that the promise leaves late (Olist)"""
    price: Money = 450
    """per parcel"""
    price_per_km: Money = 0
    """and per kilometre of the way (Olist: freight grows by 1.12 centavos a kilometre)"""
    packaging: Money = 120
    """per parcel"""
    delivers_from: Clock = 9 * HOUR
    """first door of the delivery day"""
    delivers_to: Clock = 19 * HOUR
    """last door of the delivery day"""


@spec
class TruckSpec:
    """Trucks between warehouses and stores."""

    arrives: Clock = 6 * HOUR
    """replenishment is on the shelf the day after it was ordered"""
    cost_per_km: Money = 350
    """paid per kilometre, both ways"""
    co2_per_km: Count = 600
    """grams of carbon dioxide per kilometre"""


def project(lon: ArrayLike, lat: ArrayLike, lon0: float, lat0: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return metres east and north of (lon0, lat0), rounded; equirectangular, right to 0.1 % within a city."""
    scale = EARTH_RADIUS * np.pi / 180
    x = (np.asarray(lon) - lon0) * scale * np.cos(np.radians(lat0))
    y = (np.asarray(lat) - lat0) * scale
    return np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)


def metres(x0: ArrayLike, y0: ArrayLike, x1: ArrayLike, y1: ArrayLike) -> NDArray[np.int64]:
    """Return straight-line distances, rounded to metres; shapes broadcast."""
    dx = np.asarray(x1, np.float64) - np.asarray(x0, np.float64)
    dy = np.asarray(y1, np.float64) - np.asarray(y0, np.float64)
    return np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
