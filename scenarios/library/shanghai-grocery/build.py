"""Rebuilds catalogue.csv and outline.geojson of the Shanghai grocery case from the public data they stand on.

Run once when the data or a rule changes: python build.py --data DIR, where DIR holds

- complete_journey/transactions.csv.xz and complete_journey/products.csv.gz (The Complete Journey, CC0),
- geography/districts_shanghai.geojson.gz (echarts 4.9.0, Apache License 2.0) and
- geography/china_admin_areas.csv (china-division 2.7.0).

A product of the case is a product type of the data; a unit of it is one line of a basket, so its price is what the
household paid on average for a line of that type. Types bought too rarely to stand alone are put together by category.
"""

import argparse
import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

CASE = Path(__file__).parent
CNY_PER_USD = 3.6
"""purchasing power; planner's choice, see README.md"""
RARE = 500
"""types with fewer purchase lines than this are put together by category"""
SMALL = 40
"""lines below which such a remainder is left out"""

NOT_GOODS = ("FUEL", "MISCELLANEOUS", "COUPON", "PHOTO & VIDEO", "RESTAURANT", "TRAVEL & LEISURE", "CNTRL/STORE SUP")
"""departments that no supermarket shelf holds"""
NOT_ON_SHELVES = re.compile(r"COUPON|DEPOSIT|PHOTOFIN|PREPAID|TICKETS|CALLING CARDS|FIREWORKS|PHARMACY|PROPANE")
"""categories that no supermarket shelf holds"""

CLASSES = {
    "Produce": (0.17, "department", r"PRODUCE|SALAD BAR|FLORAL|GARDEN"),
    "Meat and seafood": (0.16, "department", r"MEAT|SEAFOOD"),
    "Deli": (0.30, "department", r"DELI|CHEF"),
    "Bakery": (0.32, "department", r"PASTRY"),
    "Beauty": (0.28, "department", r"COSMETICS"),
    "Alcohol and tobacco": (0.17, "product_category", r"BEER|WINE|LIQUOR|SPIRITS|CIGAR|TOBACCO"),
    "Bread": (0.23, "product_category", r"BREAD|BAKED SWEET"),
    "Dairy and eggs": (0.20, "product_category", r"MILK (PROD|BY)|DAIRY|CHEESE|YOGURT|EGGS|^BUTTER|MARGARINE|REFRG"),
    "Frozen": (0.23, "product_category", r"FRZN|FROZEN|ICE CREAM"),
    "Drinks": (0.22, "product_category", r"DRINK|JUICE|WATER|COFFEE$|TEAS|DRNK|COCOA|NEW AGE"),
    "Snacks and sweets": (0.26, "product_category", r"SNACK|COOKIE|CRACKER|CANDY|DESSERT|NUTS"),
    "Baby and care": (
        0.27,
        "product_category",
        r"BABY|INFANT|DIAPER|HAIR|SOAP|ORAL|HYGIENE|DEODOR|SHAV|HAND/|FACIAL PR|COLD AND|ANALG|FIRST|VITAM|DIETARY"
        r"|ANTAC|SINUS|LAXAT|EYE|FOOT|FAMILY PL|ADULT IN|SUNTAN|HBC|ETHNIC",
    ),
    "Household and pet": (
        0.26,
        "product_category",
        r"PAPER|TISS|DETERG|CLEANG|BLEACH|LAUNDRY|AIR CARE|WRAPS|CAT |DOG |PET |BIRD|BROOM|BATTER|FOIL|HOUSEWARE",
    ),
    "General goods": (0.32, "department", r"DRUG GM|GM MERCH|AUTOMOTIVE|TOYS|ELECT"),
    "Pantry": (0.22, "department", r"."),
}
"""class -> gross margin (planner's choice), the column that decides, its pattern; the first match counts"""

SPELLED = {
    "Frzn": "Frozen",
    "Sft": "Soft",
    "Drnk": "Drink",
    "Drnks": "Drinks",
    "Drnking": "Drinking",
    "Dnrs": "Dinners",
    "Dnr": "Dinner",
    "Btl": "Bottle",
    "Carb": "Carbonated",
    "Sngl": "Single",
    "Srv": "Serve",
    "Veg": "Vegetable",
    "Dsh": "Dishes",
    "Prod": "Products",
    "Prods": "Products",
    "Hshld": "Household",
    "Refrgratd": "Refrigerated",
    "Refrg": "Refrigerated",
    "Choc": "Chocolate",
    "Pkg": "Package",
    "Mlt": "Multi",
    "Pk": "Pack",
    "Brkfst": "Breakfast",
    "Swt": "Sweet",
    "Gds": "Goods",
    "Sw": "Sweet",
    "Brd": "Bread",
    "Jce": "Juice",
    "Conc": "Concentrate",
    "Mxs": "Mixes",
    "Cleang": "Cleaning",
    "Fd": "Food",
    "Trsh": "Trash",
    "Bg": "Bags",
    "Ss": "Single Serve",
    "Rts": "Ready To Serve",
    "Iws": "Wrapped",
    "Beeralemalt": "Beer, Ale And Malt",
    "Plstc": "Plastic",
    "Ctlrytblclthstthpksst": "Cutlery And Tablecloths",
    "Misc": "Mixed",
    "Pwdr": "Powder",
    "Crystl": "Crystal",
    "Sald": "Salad",
    "Drsng": "Dressing",
    "Sndwch": "Sandwich",
    "Sprd": "Spread",
    "Convenient": "Convenience",
    "Whlsm": "Wholesome",
    "Pnt": "Peanut",
    "Btr": "Butter",
}
"""words the data abbreviate"""

DISTRICTS = {
    "黄浦区": "Huangpu",
    "徐汇区": "Xuhui",
    "长宁区": "Changning",
    "静安区": "Jing'an",
    "普陀区": "Putuo",
    "虹口区": "Hongkou",
    "杨浦区": "Yangpu",
    "闵行区": "Minhang",
    "宝山区": "Baoshan",
    "嘉定区": "Jiading",
    "浦东新区": "Pudong",
    "金山区": "Jinshan",
    "松江区": "Songjiang",
    "青浦区": "Qingpu",
    "奉贤区": "Fengxian",
    "崇明区": "Chongming",
}


def purchase_lines(data: Path) -> pd.DataFrame:
    """Return one row per basket line that a supermarket's shelf could serve: class, category, type, value in USD."""
    lines = pd.read_csv(data / "complete_journey" / "transactions.csv.xz", usecols=["product_id", "sales_value"])
    goods = pd.read_csv(data / "complete_journey" / "products.csv.gz")
    rows = lines.merge(goods, on="product_id")
    named = rows.product_type.notna() & rows.product_category.notna() & ~rows.department.isin(NOT_GOODS)
    rows = rows[named & (rows.sales_value > 0)]
    rows = rows[~rows.product_category.str.contains(NOT_ON_SHELVES)]
    kinds = rows[["department", "product_category"]].drop_duplicates()
    kinds["category"] = [class_of(kind) for kind in kinds.to_dict("records")]
    return rows.merge(kinds, on=["department", "product_category"])


def class_of(kind: dict[Any, Any]) -> str:
    """Return the class of a department and category; the first pattern that matches counts."""
    return next(name for name, (_, column, pattern) in CLASSES.items() if re.search(pattern, kind[column]))


def spelled(text: str) -> str:
    """Return a name of the data in plain words: "FRZN SNACKS" -> "Frozen Snacks"."""
    plain = re.sub(r"[(/:].*$", "", text) if len(text) >= 28 else text
    words = re.sub(r"[^A-Za-z0-9&%-]+", " ", plain).strip().title().split()
    return " ".join(SPELLED.get(word, word) for word in words)


def key_of(name: str) -> str:
    """Return a key for files: "Potato Chips" -> "potato-chips"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def catalogue(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the products: id, name, category, price and cost in CNY, popularity in purchase lines."""
    by_type = rows.groupby(["category", "product_category", "product_type"], as_index=False).agg(
        lines=("sales_value", "size"), spent=("sales_value", "sum")
    )
    rare = by_type.lines < RARE
    rest = by_type[rare].groupby(["category", "product_category"], as_index=False)[["lines", "spent"]].sum()
    rest = rest[rest.lines >= SMALL].assign(product_type="")
    both = pd.concat([by_type[~rare], rest], ignore_index=True)
    pairs = zip(both.product_type, both.product_category, strict=True)
    both["name"] = [_name(str(kind), spelled(str(group))) for kind, group in pairs]
    both = both.groupby(["category", "name"], as_index=False)[["lines", "spent"]].sum()
    margin = both.category.map({name: rule[0] for name, rule in CLASSES.items()})
    both["price"] = (both.spent / both.lines * CNY_PER_USD).round(1).clip(lower=0.5)
    both["cost"] = (both.price * (1 - margin)).round(2)
    both["popularity"] = both.lines
    twice = both.name.duplicated(keep=False)
    both["name"] = both.name.where(~twice, both.category + ": " + both.name)
    both["id"] = [key_of(name) for name in both.name]
    columns = ["id", "name", "category", "price", "cost", "popularity"]
    return both.sort_values(["popularity", "id"], ascending=[False, True])[columns]


def _name(kind: str, group: str) -> str:
    if not kind:
        return f"Other {group}"
    name = spelled(kind)
    return name if " " in name or name in group else f"{group}: {name}"


def outline(data: Path) -> dict[str, Any]:
    """Return the districts' outlines with four decimals (11 m), GB/T 2260 codes and names in two languages."""
    with gzip.open(data / "geography" / "districts_shanghai.geojson.gz", "rt", encoding="utf-8") as source:
        drawn = json.load(source)
    areas = pd.read_csv(data / "geography" / "china_admin_areas.csv", dtype=str)
    local = areas[areas.code.str.startswith("31")]
    codes = dict(zip(local.name, local.code, strict=True))
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": codes[district["properties"]["name"]],
                "name": DISTRICTS[district["properties"]["name"]],
                "name_zh": district["properties"]["name"],
            },
            "geometry": {
                "type": district["geometry"]["type"],
                "coordinates": rounded(district["geometry"]["coordinates"]),
            },
        }
        for district in drawn["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


def rounded(shape: list[Any]) -> list[Any]:
    """Return nested coordinates with four decimals, points that fall on the one before left out."""
    if isinstance(shape[0], int | float):
        return [round(float(number), 4) for number in shape[:2]]
    parts = [rounded(part) for part in shape]
    if not isinstance(parts[0][0], float):
        return parts
    return [point for at, point in enumerate(parts) if at == 0 or point != parts[at - 1]]


def main() -> None:
    """Write both files beside this one and say what they hold."""
    parser = argparse.ArgumentParser(description="Rebuild catalogue.csv and outline.geojson from the public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder with complete_journey/ and geography/")
    data = parser.parse_args().data
    table = catalogue(purchase_lines(data))
    table.to_csv(CASE / "catalogue.csv", index=False, lineterminator="\n")
    shapes = json.dumps(outline(data), ensure_ascii=False, separators=(",", ":"))
    (CASE / "outline.geojson").write_text(shapes + "\n", encoding="utf-8")
    sales = (table.price * table.popularity).sum()
    margin = 1 - (table.cost * table.popularity).sum() / sales
    mean = sales / table.popularity.sum()
    sys.stdout.write(f"{len(table)} products, {mean:.2f} CNY a line, gross margin {margin:.1%}, {len(shapes)} bytes\n")


if __name__ == "__main__":
    main()
