"""Checks of size: figures that fit the books, and runs that a laptop can bear."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario

MOST_PEOPLE = 5_000_000
MOST_PERSON_DAYS = 2_000_000_000
MOST_FEN = 2**62
"""half of what a column of fen can hold"""
_LARGE = ("experiment", "large")


def check_money(scenario: Scenario) -> Iterator[Finding]:
    """Yield amounts whose sum over the run could leave the books' range."""
    days = scenario.calendar.days
    dearest = max((max(product.price, product.cost) for product in scenario.goods.products.values()), default=0)
    # Every need could end in the largest basket of the dearest product, on the busiest day, each day.
    units = sum(
        (segment.customers + segment.prospects) * (segment.needs.per_year / 365.0) * segment.basket.most
        for segment in scenario.people.segments.values()
    )
    if units * days * dearest > MOST_FEN:
        message = "the turnover of this scenario could be larger than the books can hold"
        hint = f"the dearest product costs {dearest / 100:,.0f} CNY; are prices in CNY?"
        yield Finding(("goods", "products"), message, hint, (("people", "segments"), ("calendar", "days")))
    stores = len(scenario.places.stores)
    for key, wave in scenario.plan.waves.items():
        if (wave.cost + wave.running * days) * stores > MOST_FEN:
            message = "the cost of this wave could be larger than the books can hold"
            yield Finding(("plan", "waves", key), message, "are cost and running in CNY?", (("calendar", "days"),))


def check_large(scenario: Scenario) -> Iterator[Finding]:
    """Yield sizes that need hours or much memory, unless the planner said so."""
    if scenario.experiment.large:
        return
    people = sum(segment.customers + segment.prospects for segment in scenario.people.segments.values())
    days = scenario.calendar.days
    hint = "begin smaller; when you mean it, set experiment.large: true"
    at = ("people", "segments")
    if people > MOST_PEOPLE:
        message = f"{people:,} people are more than {MOST_PEOPLE:,}"
        yield Finding(at, message, hint, (_LARGE,), too_large=True)
    elif people * days > MOST_PERSON_DAYS:
        message = f"{people:,} people on {days:,} days are more than {MOST_PERSON_DAYS:,} days of people"
        yield Finding(at, message, hint, (_LARGE, ("calendar", "days")), too_large=True)
