"""The city of a run: nodes with their sales, zones, and what the plan opened where and when."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from o2o.figures.city_map import Circle, City, Node
from o2o.report.evidence import Evidence
from sim.units import parse_distance

OUTLINE = "outline.geojson"


def city(evidence: Evidence) -> City:
    """Return the city; sales are CNY a measured day, means over replications."""
    known = evidence.dimensions
    sales, days = evidence.totals("E49n"), known.days - known.warm_up
    opened = {store: day for store, day, _ in openings(evidence)}
    nodes = [
        Node(
            site.id,
            site.name,
            site.kind,
            site.lon,
            site.lat,
            sales.get(f"site:{site.id}", 0.0) / days,
            opened.get(site.id),
        )
        for site in known.sites
    ]
    return City(nodes, _zones(evidence), outline(evidence))


def openings(evidence: Evidence) -> list[tuple[str, date, tuple[str, ...]]]:
    """Return store, first day and capabilities of its first wave, in the order of days and keys."""
    waves = evidence.tree.get("plan", {}).get("waves", {})
    stores = [site.id for site in evidence.dimensions.sites if site.kind == "store"]
    found: dict[str, tuple[str, date, tuple[str, ...]]] = {}
    for _, wave in sorted(waves.items(), key=lambda item: (str(item[1]["start"]), item[0])):
        for store in stores if wave["stores"] == "all" else sorted(wave["stores"]):
            found.setdefault(store, (store, date.fromisoformat(str(wave["start"])), tuple(wave["opens"])))
    return sorted(found.values(), key=lambda row: (row[1], row[0]))


def _zones(evidence: Evidence) -> list[Circle]:
    """Return the zones whose radius the files give."""
    given = evidence.tree.get("places", {}).get("zones", {})
    return [
        Circle(zone.lon, zone.lat, float(parse_distance(given[zone.id]["radius"])))
        for zone in evidence.dimensions.zones
        if "radius" in given.get(zone.id, {})
    ]


def outline(evidence: Evidence) -> list[list[tuple[float, float]]]:
    """Return the rings (lon, lat) of the case's districts; empty when the case ships no outline."""
    for folder in _homes(evidence):
        if (folder / OUTLINE).is_file():
            content: dict[str, Any] = json.loads((folder / OUTLINE).read_text("utf-8"))
            return [ring for feature in content["features"] for ring in _rings(feature["geometry"])]
    return []


def _homes(evidence: Evidence) -> Iterator[Path]:
    """Yield the folders of the scenario's files, then the library's folder of the same name."""
    import scenarios

    library = Path(scenarios.__file__).parent / "library"
    source = Path(str(evidence.run.about["scenario"]["source"]))
    files = dict.fromkeys(origin.rsplit(":", 2)[0] for origin in evidence.origins.values())
    folders = list(dict.fromkeys([source.parent, *(Path(file).parent for file in files)]))
    yield from folders
    yield from (library / folder.name for folder in folders if folder.name)


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(float(lon), float(lat)) for lon, lat in part[0]] for part in parts]
