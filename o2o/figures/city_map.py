"""The map of a city: districts, zones, stores sized by their sales, warehouses and fleets; no tiles, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians, sqrt
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Polygon
from matplotlib.transforms import Affine2D

from o2o.figures.labels import Box, Frame, place
from o2o.figures.style import BLUE, GREEN, GREY, INK, LAND, ORANGE, PURPLE, RED, SKY, bare
from sim.dimensions import SiteKind

METRES_PER_DEGREE = 111_195
"""of latitude, on a sphere of 6,371 km"""
LARGEST = 11.0
"""radius of the mark of the best-selling site, points"""
NAME_SIZE = 7.5
SHAPES: Mapping[SiteKind, str] = {"store": "o", "warehouse": "s", "fleet": "^"}
KINDS: Mapping[SiteKind, str] = {"store": "store", "warehouse": "warehouse", "fleet": "rider fleet"}

Ring = Sequence[tuple[float, float]]
Window = tuple[float, float, float, float]
"""west, east, south, north in degrees"""


@dataclass(frozen=True)
class Node:
    """A site; lon and lat in degrees."""

    id: str
    name: str
    kind: SiteKind
    lon: float
    lat: float
    sales: float
    """net sales, CNY a day"""
    opened: date | None
    """day on which the plan first opens something here"""


@dataclass(frozen=True)
class Circle:
    """A zone around its middle, in degrees; the radius in metres."""

    lon: float
    lat: float
    radius: float


@dataclass(frozen=True)
class City:
    """What there is to draw."""

    nodes: Sequence[Node]
    zones: Sequence[Circle]
    outline: Sequence[Ring]


def draw_city(ax: Axes, city: City) -> Axes:
    """Draw the city so that all sites are on the map; the area of a mark grows with its sales."""
    window = _window(city)
    stretch = 1 / cos(radians((window[2] + window[3]) / 2))
    bare(ax)
    ax.set_xlim(window[0], window[1])
    ax.set_ylim(window[2], window[3])
    ax.set_aspect(stretch)
    for ring in city.outline:
        if _touches(ring, window):
            ax.add_patch(Polygon(np.array(ring), closed=True, facecolor=LAND, edgecolor="#C3CBD2", linewidth=0.7))
    for zone in city.zones:
        high = 2 * zone.radius / METRES_PER_DEGREE
        ax.add_patch(Ellipse((zone.lon, zone.lat), high * stretch, high, facecolor=SKY, alpha=0.16, linewidth=0))
    _key(ax, city.nodes)
    _scale_bar(ax, window, stretch)
    _marks(ax, city.nodes)
    return ax


def city_size(city: City, width: float) -> tuple[float, float]:
    """Return a sheet of ``width`` inches that fits the city's shape and the key below it."""
    west, east, south, north = _window(city)
    shape = (north - south) / ((east - west) * cos(radians((south + north) / 2)))
    return width, min(max(width * shape, 2.5), 9.0) + 0.4


def _window(city: City) -> Window:
    """Return what must be seen, with a margin."""
    reach = np.array([zone.radius / METRES_PER_DEGREE for zone in city.zones])
    lons, lats = (np.array([getattr(zone, end) for zone in city.zones]) for end in ("lon", "lat"))
    lon = np.concatenate([[node.lon for node in city.nodes], lons - reach, lons + reach])
    lat = np.concatenate([[node.lat for node in city.nodes], lats - reach, lats + reach])
    wide, high = max(float(np.ptp(lon)), 0.02), max(float(np.ptp(lat)), 0.02)
    return (
        float(lon.min()) - 0.10 * wide,
        float(lon.max()) + 0.16 * wide,
        float(lat.min()) - 0.10 * high,
        float(lat.max()) + 0.08 * high,
    )


def _touches(ring: Ring, window: Window) -> bool:
    lon, lat = np.array(ring).T
    return bool(lon.max() > window[0] and lon.min() < window[1] and lat.max() > window[2] and lat.min() < window[3])


def colours(nodes: Sequence[Node]) -> dict[date, str]:
    """Return a colour for each day on which stores open something."""
    days = sorted({node.opened for node in nodes if node.opened})
    return {day: (RED, ORANGE, PURPLE, GREEN)[k % 4] for k, day in enumerate(days)}


def _marks(ax: Axes, nodes: Sequence[Node]) -> None:
    by_day = colours(nodes)
    most = max(*(node.sales for node in nodes), 1e-9)
    radii = []
    for node in nodes:
        radius = 4.0 if node.kind == "fleet" else max(3.5, LARGEST * sqrt(max(node.sales, 0.0) / most))
        colour = (by_day[node.opened] if node.opened else BLUE) if node.kind == "store" else INK
        # The area of a mark is what the eye compares.
        ax.scatter(
            node.lon, node.lat, s=(2 * radius) ** 2, marker=SHAPES[node.kind], color=colour, alpha=0.85, linewidth=0
        )
        radii.append(radius)
    _names(ax, nodes, radii)


def _names(ax: Axes, nodes: Sequence[Node], radii: Sequence[float]) -> None:
    figure = cast(Figure, ax.get_figure(root=True))
    # Where a name fits is known only once the sheet is laid out, and must not change after.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    spots = [ax.transData.transform((node.lon, node.lat)) * 72 / figure.dpi for node in nodes]
    points = [(float(x), float(y)) for x, y in spots]
    sheet = ax.get_window_extent().transformed(Affine2D().scale(72 / figure.dpi))
    frame = Box(sheet.x0, sheet.y0, sheet.x1, sheet.y1)
    boxes = place([node.name for node in nodes], points, radii, Frame(frame, NAME_SIZE))
    for node, (x, y), box in zip(nodes, points, boxes, strict=True):
        away = ((box.left + box.right) / 2 - x, (box.bottom + box.top) / 2 - y)
        ax.annotate(
            node.name,
            (node.lon, node.lat),
            xytext=away,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=NAME_SIZE,
        )


def _scale_bar(ax: Axes, window: Window, stretch: float) -> None:
    width_km = (window[1] - window[0]) / stretch * METRES_PER_DEGREE / 1000
    km = next(step for step in (50, 20, 10, 5, 2, 1, 0.5) if step <= max(width_km / 4, 0.5))
    left, low = window[0] + 0.03 * (window[1] - window[0]), window[2] + 0.03 * (window[3] - window[2])
    ax.plot([left, left + km * 1000 / METRES_PER_DEGREE * stretch], [low, low], color=GREY, linewidth=2)
    ax.annotate(f"{km:g} km", (left, low), xytext=(0, 4), textcoords="offset points", fontsize=8, color=GREY)


def _key(ax: Axes, nodes: Sequence[Node]) -> None:
    by_day = colours(nodes)
    rows = [(colour, "o", f"store, opens {day.day} {day:%b}") for day, colour in by_day.items()]
    if any(node.kind == "store" and not node.opened for node in nodes):
        rows.insert(0, (BLUE, "o", "store, as before" if by_day else "store"))
    kinds = {node.kind for node in nodes}
    rows += [(INK, SHAPES[kind], KINDS[kind]) for kind in ("warehouse", "fleet") if kind in kinds]
    handles = [Line2D([], [], color=colour, marker=shape, linestyle="", label=text) for colour, shape, text in rows]
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(rows), fontsize=8, handletextpad=0.2
    )
