"""Packages: an order that several nodes ship becomes a row for each of its packages."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from sim.intents import Intents
from sim.orders import Rows
from sim.stock import Units


def divide(intents: Intents, nodes: Mapping[int, Units]) -> tuple[Intents, Rows]:
    """Return intents in which each order is one package, and which row of the old ones each is.

    Args:
        intents: whole orders.
        nodes: row -> the node that ships each of its lines, of those that need several packages; the package with
            the order's first line comes first.
    """
    whole = np.arange(len(intents))
    if not nodes:
        return intents, whole
    count = np.ones(len(intents), np.int64)
    stops = {row: list(dict.fromkeys(lines.tolist())) for row, lines in nodes.items()}
    for row, sites in stops.items():
        count[row] = len(sites)
    source = whole.repeat(count)
    first = count.cumsum() - count
    columns: dict[str, Any] = {field.name: getattr(intents, field.name)[source] for field in fields(Intents)[:-1]}
    parts, end = [intents.sku], intents.sku.size
    for row, sites in stops.items():
        sku = intents.sku[intents.line[row] : intents.line[row] + intents.units[row]]
        for package, site in enumerate(sites, int(first[row])):
            parts.append(sku[nodes[row] == site])
            columns["site"][package], columns["line"][package] = site, end
            columns["units"][package] = parts[-1].size
            end += parts[-1].size
    return Intents(**columns, sku=np.concatenate(parts)), source
