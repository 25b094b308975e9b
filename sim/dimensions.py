"""Dimensions: the names and measures behind the slots that facts refer to."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

SiteKind = Literal["store", "warehouse", "fleet"]


@dataclass(frozen=True)
class SiteRow:
    """A node of the network; stores come first, then warehouses, then rider fleets."""

    id: str
    name: str
    kind: SiteKind
    lon: float
    lat: float
    x: int
    """metres east of the city's reference point"""
    y: int
    """metres north of it"""
    floor_m2: int
    """sales floor; 0 for warehouses and fleets"""


@dataclass(frozen=True)
class ZoneRow:
    """A part of the city where customers live."""

    id: str
    name: str
    lon: float
    lat: float
    x: int
    y: int


@dataclass(frozen=True)
class SkuRow:
    """A product; price and cost in fen."""

    id: str
    name: str
    category: str
    price: int
    cost: int


@dataclass(frozen=True)
class Dimensions:
    """What a reader of facts must know; slot k of a kind is row k here."""

    start: date
    days: int
    warm_up: int
    """days at the beginning that figures leave out"""
    sites: tuple[SiteRow, ...]
    zones: tuple[ZoneRow, ...]
    segments: tuple[str, ...]
    skus: tuple[SkuRow, ...]
    levers: tuple[str, ...]
    """paths of the lever catalogue"""
    causes: tuple[str, ...]
    """why levers changed and money moved: waves and changes of the plan, then shocks, each by key"""
    suppliers: tuple[str, ...] = ()
    """suppliers that the catalogue names"""

    def date_of(self, day: int) -> date:
        """Return the calendar date of simulated ``day`` (0 is the start)."""
        return self.start + timedelta(days=day)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; `from_json` reads it back."""
        return asdict(self) | {"start": self.start.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Dimensions":
        """Return the dimensions that `to_json` wrote."""
        return cls(
            start=date.fromisoformat(data["start"]),
            days=data["days"],
            warm_up=data["warm_up"],
            sites=tuple(SiteRow(**row) for row in data["sites"]),
            zones=tuple(ZoneRow(**row) for row in data["zones"]),
            segments=tuple(data["segments"]),
            skus=tuple(SkuRow(**row) for row in data["skus"]),
            levers=tuple(data["levers"]),
            causes=tuple(data["causes"]),
            suppliers=tuple(data.get("suppliers", ())),
        )
