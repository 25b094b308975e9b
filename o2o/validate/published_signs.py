"""Published signs: launches in a simulated city move sales the way they were found to move in shops (rows E1 to E7).

The sources tell sizes, too, which hang on their shops; here the signs are claimed, under common luck. What the sources
say beyond that is not simulated and not claimed: stores that gain by faster parcels (E1), fewer returns after a visit
(E5), a new store as an advertisement for the app (E6). Row E4, which is about money, is claimed in `best_sellers`.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial

import numpy as np

from o2o.statistics import Interval, paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome, Tier, every
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run
from sim.facts import Mode

_REPLICATIONS = 8
_ONLINE = (Mode.COLLECT, Mode.INSTANT, Mode.PARCEL)
_PARTS: Mapping[str, tuple[Mode, ...]] = {
    "all": tuple(Mode),
    "online": _ONLINE,
    "brought": (Mode.INSTANT, Mode.PARCEL),
    "in stores": (Mode.WALK_IN, Mode.COLLECT),
}
"""sales of which modes count"""

City = Callable[[bool], Tree]
"""a city without and with the launch"""


def signs(city: City, up: tuple[str, ...], down: tuple[str, ...] = (), mixed_up: bool = False) -> Outcome:
    """Return whether sales of the parts ``up`` rise with the launch, and those of ``down`` fall.

    ``mixed_up``: planted exchange of the two cities.
    """
    before, after = (_sales(city, launched) for launched in ((True, False) if mixed_up else (False, True)))
    changes = {part: paired_interval(before[part], after[part], 2 * LEVEL - 1) for part in (*up, *down)}
    return every([_moved(part, before[part].mean(), changes[part], part in up) for part in changes])


def _moved(part: str, base: float, change: Interval, up: bool) -> Outcome:
    """Return whether sales of a part moved as claimed; ``change`` is the one-sided interval of their change."""
    low, mean, high = (100 * float(value) / base for value in (change.lo, change.mean, change.hi))
    return Outcome(
        f"sales {part} {'higher' if up else 'lower'}",
        f"{mean:+.1f} %, at {'least' if up else 'most'} {low if up else high:+.1f} %",
        "one-sided 99.9 %",
        low > 0 if up else high < 0,
        high < 0 if up else low > 0,
    )


@cache
def _sales(city: City, launched: bool) -> Mapping[str, np.ndarray]:
    """Return sales less refunds by part, shape (replications,)."""
    found: dict[str, list[int]] = {part: [] for part in _PARTS}
    for nth in range(_REPLICATIONS):
        orders = run(city(launched), nth).facts["orders"]
        for part, modes in _PARTS.items():
            mine = np.isin(orders["mode"], modes)
            found[part].append(int((orders["goods"] - orders["refund"])[mine].sum()))
    return {part: np.array(values, np.float64) for part, values in found.items()}


def faster_delivery(launched: bool) -> Tree:
    """Return a city whose riders promise 45 minutes instead of 4 hours."""
    city = _with_hands(["instant"])
    city["offers"] = {"instant_promise": "45 min" if launched else "4 h"}
    return city


def collection(launched: bool) -> Tree:
    """Return a city where online orders may be collected, too."""
    return _with_hands(["instant", "ship_from_store", *(["collect"] if launched else [])])


def popup(launched: bool) -> Tree:
    """Return a city of prospects, with a store that is there for five days."""
    city = _with_hands(["instant"])
    city["calendar"]["days"] = 15
    city["people"]["segments"]["families"] |= {"customers": 100, "prospects": 1_200}
    city["people"]["segments"]["singles"]["customers"] = 60
    if launched:
        shift = {"start": "07:00", "end": "23:00", "staff": 3}
        city["places"]["stores"]["popup"] = {"lon": 121.47, "lat": 31.22, "shifts": {"day": shift}}
        city["places"]["popups"] = {"popup": {"start": "2026-03-03", "end": "2026-03-08", "passers_by": 0.06}}
    return city


def store_among_customers(launched: bool) -> Tree:
    """Return a town whose people buy by parcel from afar, or have a store."""
    city = tree()
    places = city["places"]
    places["zones"] = {"town": {"lon": 121.45, "lat": 31.19}}
    places["stores"] = {key: places["stores"][key] for key in ("north", "south")}
    places["stores"]["north"] |= {"lon": 121.9}
    del places["fleets"]
    tastes = {"parcel": 1.5, "app": 0.8}
    city["people"]["segments"] = {"all": {"customers": 400, "needs": {"per_year": 100}, "tastes": tastes}}
    shut = {"start": "2026-03-02", "lever": "store.open", "to": launched, "where": ["south"]}
    city["plan"] = {"changes": {"opens": shut}}
    city["calendar"]["days"] = 8
    return city


def true_records(launched: bool) -> Tree:
    """Return a store whose records go wrong and are counted, or not."""
    city = tree()
    city["calendar"]["days"] = 21
    city["places"]["stores"] = {"centre": city["places"]["stores"]["centre"]}
    city["people"]["segments"] = {"all": {"customers": 150, "needs": {"per_year": 150}}}
    product = {"category": "grocery", "price": "10 CNY", "cost": "6 CNY", "popularity": 1}
    city["goods"]["products"] = {f"p{nth:02}": {"name": f"product {nth}", **product} for nth in range(60)}
    city["information"] = {"record_shrink": 0.06, "record_counts": 0.3 if launched else 0}
    put(city, ["policies", "replenishment"], {"cover": "2 d", "safety": 1, "facing": 3})
    return city


def _with_hands(opens: list[str]) -> Tree:
    city = tree()
    city["calendar"]["days"] = 8
    city["people"]["segments"]["families"]["customers"] = 600
    for site in (*city["places"]["stores"].values(), *city["places"]["fleets"].values()):
        site["shifts"]["day"]["staff"] = 8
    city["plan"]["waves"]["open"]["opens"] = opens
    return city


def _oracle(row: str, claim: str, check: Callable[..., Outcome], tier: Tier = "fast") -> Oracle:
    what = f"whole scenarios through o2o.runner.simulate, {_REPLICATIONS} replications"
    return Oracle(row, "M", claim, what, check, {"the launch in the other city": partial(check, mixed_up=True)}, tier)


ORACLES = (
    _oracle(
        "E1",
        "faster delivery: more is sold online (Fisher, Gallino and Xu 2019: 1.5 % for each day saved)",
        partial(signs, faster_delivery, ("online",)),
    ),
    _oracle(
        "E2",
        "collection opens: more is sold in all (Bai et al.: 3.9 %)",
        partial(signs, collection, ("all",)),
    ),
    _oracle(
        "E3",
        "collection opens: less is brought home, more is bought in stores (Gallino and Moreno 2014)",
        partial(signs, collection, ("in stores",), ("brought",)),
    ),
    _oracle(
        "E5",
        "a store to look in, for some days: more is sold in all, and online (Bell, Gallino and Moreno 2018)",
        partial(signs, popup, ("all", "online")),
    ),
    _oracle(
        "E6",
        "a store opens among customers of the app: less is sold online, more in all (Wang and Goldfarb 2017)",
        partial(signs, store_among_customers, ("all",), ("online",)),
    ),
    _oracle(
        "E7",
        "stock records are counted right: more is sold (DeHoratius and Raman 2008; 4 to 8 % in seven chains)",
        partial(signs, true_records, ("all",)),
        "full",
    ),
)
