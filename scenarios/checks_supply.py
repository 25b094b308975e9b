"""Checks of supply: levels of what exists, complete for their rule, the right way round; suppliers that can deliver."""

from collections.abc import Iterator, Mapping

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE
from sim.replenishment import NEEDED, LevelSpec, ReplenishmentSpec, RuleName
from sim.suppliers import SupplierSpec
from sim.units import DAY, show_duration

_AT = ("policies", "replenishment")
LONGEST_LIFE = 1_000
"""days; goods that keep longer need no ages"""
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


def check_transhipment(scenario: Scenario) -> Iterator[Finding]:
    """Yield stores that give what they would then ask for, and stores that have nobody to help."""
    spec, at = scenario.policies.transhipment, ("policies", "transhipment")
    if spec.keep < spec.below:
        message = f"a store that keeps {show_duration(spec.keep)} of sales is short itself: it asks for more"
        hint = f"keep at least what a store asks for: {show_duration(spec.below)} (below)"
        yield Finding((*at, "keep"), message, hint, ((*at, "below"),))
    if len(scenario.places.stores) > 1:
        return
    message, hint = "there is one store, and nobody to help it out", "name further stores in places.stores"
    for key, change in scenario.plan.changes.items():
        if change.lever == "transhipment":
            yield Finding(("plan", "changes", key, "lever"), message, hint, (("places", "stores"),), "warning")


def check_response(scenario: Scenario) -> Iterator[Finding]:
    """Yield response teams that have nothing to do, since everybody orders every night."""
    spec = scenario.policies.replenishment
    if max(spec.review, spec.warehouse_review) > 1:
        return
    message, hint = "every node orders every night anyway", "let orders be some days apart: review, warehouse_review"
    for key, change in scenario.plan.changes.items():
        if change.lever in ("response.team", "response.delay"):
            also = ((*_AT, "review"), (*_AT, "warehouse_review"))
            yield Finding(("plan", "changes", key, "lever"), message, hint, also, "warning")


def check_suppliers(scenario: Scenario) -> Iterator[Finding]:
    """Yield products of unknown suppliers, suppliers that can never deliver, and terms that help nobody."""
    suppliers, products = scenario.places.suppliers, scenario.goods.products
    for key, product in products.items():
        if product.supplier and product.supplier not in suppliers:
            path = ("goods", "products", key, "supplier")
            hint = near(product.supplier, suppliers)
            yield Finding(path, f"there is no supplier {product.supplier!r}", hint, (("places", "suppliers"),))
    named = {product.supplier for product in products.values()}
    for key, supplier in suppliers.items():
        at = ("places", "suppliers", key)
        if key not in named:
            hint = "name it in goods.products, field supplier"
            yield Finding(at, "no product names this supplier", hint, (("goods", "products"),), "warning")
        if supplier.fill == 0:
            hint = "give it a share above 0; a supplier that is cut off is the lever supplier.open"
            yield Finding((*at, "fill"), "it never delivers anything", hint)
        yield from _leads(supplier, at)


def _leads(supplier: SupplierSpec, at: Path) -> Iterator[Finding]:
    quicker = {"emergency": supplier.emergency.lead, "flexible": supplier.flexible.lead}
    for path, lead in {(*at, "lead"): supplier.lead, **{(*at, key, "lead"): ms for key, ms in quicker.items()}}.items():
        if lead == 0:
            yield Finding(path, "goods cannot arrive when they are ordered", "write for example '24 h'")
    for key, lead in quicker.items():
        if lead > supplier.lead > 0:
            message = f"takes {show_duration(lead)}, longer than usual ({show_duration(supplier.lead)})"
            also = ((*at, "lead"), (*at, key, "lead"))
            yield Finding((*at, key), message, f"give {key} a lead of at most the usual one", also, "warning")


def check_payment(scenario: Scenario) -> Iterator[Finding]:
    """Yield terms of payment in parts of a day, and runs whose measured days begin before bills fall due."""
    term, at = scenario.policies.payment.term, ("policies", "payment", "term")
    if term % DAY:
        message = f"{show_duration(term)} are no whole days, and bills are paid at night"
        yield Finding(at, message, "write for example '30 d'")
    elif term > scenario.calendar.warm_up * DAY:
        message = (
            f"bills fall due after {show_duration(term)}, but days are measured from day {scenario.calendar.warm_up}"
        )
        hint = "until then nothing is paid to suppliers: let calendar.warm_up be at least as long"
        yield Finding(at, message, hint, (("calendar", "warm_up"),), "warning")


def check_making(scenario: Scenario) -> Iterator[Finding]:
    """Yield suppliers that make goods in parts of a day, and sales shared where nobody makes anything."""
    suppliers = scenario.places.suppliers
    for key, supplier in suppliers.items():
        if supplier.making.lead % DAY:
            path = ("places", "suppliers", key, "making", "lead")
            message = f"{show_duration(supplier.making.lead)} are no whole days, and work begins at night"
            yield Finding(path, message, "write for example '3 d'; with 0 everything lies ready")
    if not suppliers or any(supplier.making.lead for supplier in suppliers.values()):
        return
    message, hint = "no supplier makes anything: all goods lie ready", "give one a making with a lead"
    for key, change in scenario.plan.changes.items():
        if change.lever == "supplier.share_pos":
            also = (("places", "suppliers"),)
            yield Finding(("plan", "changes", key, "lever"), message, hint, also, "warning")


def check_supplier_levers(scenario: Scenario) -> Iterator[Finding]:
    """Yield changes that move levers of suppliers where none is named."""
    if scenario.places.suppliers:
        return
    for key, change in scenario.plan.changes.items():
        if change.lever in CATALOGUE and CATALOGUE[change.lever].scope == "supplier":
            path = ("plan", "changes", key, "lever")
            hint = "name one in places.suppliers, and let products name it in their field supplier"
            yield Finding(path, f"{change.lever} moves, but there is no supplier", hint, (("places", "suppliers"),))


def check_markdown(scenario: Scenario) -> Iterator[Finding]:
    """Yield reductions that hold from a product's first day on, or where nothing perishes."""
    lives = {key: product.shelf_life for key, product in scenario.goods.products.items() if product.shelf_life}
    days, at = scenario.goods.markdown.days, ("goods", "markdown", "days")
    fresh = [key for key, life in lives.items() if days >= life]
    if fresh:
        message = f"{fresh[0]!r} can be sold for {lives[fresh[0]]} days, so that it would be reduced from the first"
        yield Finding(at, message, "fewer days than the shortest shelf life", (("goods", "products"),))
    message, hint = "prices of perishables are reduced, but no product perishes", "give products a shelf_life"
    for key, change in scenario.plan.changes.items():
        if change.lever == "markdown" and not lives:
            yield Finding(("plan", "changes", key, "lever"), message, hint, (("goods", "products"),), "warning")


def check_shelf_lives(scenario: Scenario) -> Iterator[Finding]:
    """Yield perishable products that are waste before a truck has brought them to a store."""
    for key, product in scenario.goods.products.items():
        path, days = ("goods", "products", key, "shelf_life"), product.shelf_life or 2
        if days == 1:
            message = "it is past its last day before a truck brings it to a store"
            hint = "trucks leave the night after it came to the warehouse: at least 2 days, or leave it out to keep it"
            yield Finding(path, message, hint)
        elif days > LONGEST_LIFE:
            message = f"{days:,} days are more than {LONGEST_LIFE:,}, and every day of age is counted"
            yield Finding(path, message, "leave it out: it keeps for ever")
