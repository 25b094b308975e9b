"""City: the map of sites and sales, and what each store may do from when on."""

from o2o.figures.city_map import city_size, draw_city
from o2o.figures.picture import Caption
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.report.tables.city import city as city_of
from o2o.report.tables.city import openings
from o2o.report.words import day_text, listed


def city(evidence: Evidence) -> Section:
    """Return the section; every run has sites."""
    drawn = city_of(evidence)
    opened = {store: f"{listed(what)} from {day_text(day)}" for store, day, what in openings(evidence)}
    best = max(drawn.nodes, key=lambda node: node.sales)
    caption = Caption(
        "city",
        "Sites by net sales",
        f"{len(drawn.nodes)} sites; {best.name} sells most, {figure(best.sales)} CNY a day. The table has them all.",
    )
    note = "The area of a mark grows with the site's net sales; pale circles are the zones where customers live."
    sold = sorted((node for node in drawn.nodes if node.kind != "fleet"), key=lambda node: -node.sales)
    rows = [[node.name, node.kind, figure(node.sales), opened.get(node.id, "–")] for node in sold]
    table = Table("Sites by net sales", ["Site", "Kind", "Net sales, CNY a day", "Opens"], rows, frozenset({0, 1, 3}))
    picture = exhibit(caption, note, city_size(drawn, 8.4), lambda sheet: draw_city(sheet.add_subplot(), drawn))
    return Section("city", "The city", {"exhibit": picture, "table": table})
