"""Checks of replenishment: levels of what exists, once, complete for their rule, and the right way round."""

from collections.abc import Iterator, Mapping

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.replenishment import NEEDED, LevelSpec, ReplenishmentSpec, RuleName
from sim.units import DAY, show_duration

_AT = ("policies", "replenishment")
_COLUMNS = ("level", "reorder", "lot")


def check_levels(scenario: Scenario) -> Iterator[Finding]:
    """Yield levels of unknown sites and products, levels given twice, and those their site's rule cannot use."""
    spec, places = scenario.policies.replenishment, scenario.places
    rules: Mapping[str, tuple[str, RuleName]] = {
        **dict.fromkeys(places.warehouses, ("warehouse_rule", spec.warehouse_rule)),
        **dict.fromkeys(places.stores, ("rule", spec.rule)),
    }
    first: dict[tuple[str, str], str] = {}
    for key, row in spec.levels.items():
        at = (*_AT, "levels", key)
        if row.sku not in scenario.goods.products:
            yield Finding((*at, "sku"), f"there is no product {row.sku!r}", near(row.sku, scenario.goods.products))
        if row.site not in rules:
            hint = near(row.site, rules)
            yield Finding((*at, "site"), f"there is no store or warehouse {row.site!r}", hint)
            continue
        other = first.setdefault((row.site, row.sku), key)
        if other != key:
            message = f"the levels of {row.sku!r} at {row.site!r} are given twice; {other!r} gives them, too"
            yield Finding(at, message, "keep one of the two", ((*_AT, "levels", other),))
        yield from _for_rule(row, at, *rules[row.site])


def _for_rule(row: LevelSpec, at: Path, field: str, rule: RuleName) -> Iterator[Finding]:
    """Yield what the row lacks or says in vain under the rule, and levels that are the wrong way round."""
    also = ((*_AT, field),)
    for column in _COLUMNS:
        given = getattr(row, column) is not None
        if column in NEEDED[rule] and not given:
            needs = " and ".join(NEEDED[rule])
            yield Finding((*at, column), f"{column} is missing", f"the {field} {rule} needs {needs}", also)
        elif given and column not in NEEDED[rule]:
            hint = f"the {field} {rule} reads {' and '.join(NEEDED[rule])} only"
            yield Finding((*at, column), f"{column} is not read", hint, also, "warning")
    if rule == "s_S" and row.reorder is not None and row.level is not None and row.reorder >= row.level:
        message = f"the reorder point {row.reorder} is not below the level {row.level} that is ordered up to"
        hint = "under s_S nothing is ordered above reorder, and then up to level: reorder < level"
        yield Finding((*at, "reorder"), message, hint, (*also, (*at, "level")))


def check_reviews(scenario: Scenario) -> Iterator[Finding]:
    """Yield reviews so rare that what is ordered cannot last until the next one."""
    spec = scenario.policies.replenishment
    yield from _lasts(spec, "review", "cover")
    yield from _lasts(spec, "warehouse_review", "warehouse_cover")


def _lasts(spec: ReplenishmentSpec, review: str, cover: str) -> Iterator[Finding]:
    days, held = getattr(spec, review), getattr(spec, cover)
    if days > 1 and held < days * DAY:
        message = f"orders are {days} days apart, but {cover} is {show_duration(held)}"
        hint = f"{cover} must last until the next order: at least {days} d, or review more often"
        yield Finding((*_AT, review), message, hint, ((*_AT, cover),))
