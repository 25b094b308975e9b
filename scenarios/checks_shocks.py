"""Checks of shocks: dated or by luck, on levers and places that exist, with an end that can fade."""

from collections.abc import Iterator

from scenarios.checks_plan import check_start, check_value, check_where, ids_of
from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE, Lever
from sim.shocks import EffectSpec, ShockSpec

_MEDIA = "paid.spend"


def check_shocks(scenario: Scenario) -> Iterator[Finding]:
    """Yield shocks that cannot happen as they are written."""
    for key, shock in scenario.shocks.items():
        at = ("shocks", key)
        if not shock.effects:
            yield Finding((*at, "effects"), "effects needs at least one entry", "write effects: {a-key: {lever: ...}}")
        yield from _when(scenario, shock, at)
        for name, effect in shock.effects.items():
            yield from _effect(scenario, effect, (*at, "effects", name))
        levers = {name: CATALOGUE[effect.lever] for name, effect in shock.effects.items() if effect.lever in CATALOGUE}
        yield from _fading(shock, levers, at)
        yield from _apart(shock, levers, at)
        yield from _twice(scenario, shock, levers, at)


def _when(scenario: Scenario, shock: ShockSpec, at: Path) -> Iterator[Finding]:
    if shock.follows:
        yield from _follows(scenario, shock, at)
        return
    if shock.start is not None and shock.per_year:
        message = f"has a date, {shock.start}, and strikes by luck as well"
        yield Finding((*at, "per_year"), message, "keep start or per_year", ((*at, "start"),))
    if shock.start is None and not shock.per_year:
        hint = "write start: with a date, or per_year: with the strikes to be expected in a year"
        yield Finding(at, "never strikes: it has neither a date nor a rate", hint, ((*at, "start"), (*at, "per_year")))
    if shock.per_year > 365:
        yield Finding((*at, "per_year"), "strikes more often than once a day", "at most 365 a year")
    if shock.start is not None and shock.busy:
        yield Finding((*at, "busy"), "has a date, on which it strikes however busy that is", "leave busy out")
    if shock.start is not None:
        yield from check_start(scenario, at, shock.start)


def _follows(scenario: Scenario, shock: ShockSpec, at: Path) -> Iterator[Finding]:
    plan = [*scenario.plan.waves, *scenario.plan.changes]
    if shock.follows not in plan:
        message = f"the plan has neither a wave nor a change {shock.follows!r}"
        yield Finding((*at, "follows"), message, near(shock.follows, plan))
    for name in ("start", "per_year", "busy"):
        if getattr(shock, name):
            message = f"it follows {shock.follows!r}, which says when it strikes"
            yield Finding((*at, name), message, f"leave {name} out", ((*at, "follows"),))


def _effect(scenario: Scenario, effect: EffectSpec, at: Path) -> Iterator[Finding]:
    lever = CATALOGUE.get(effect.lever)
    if lever is None:
        yield Finding((*at, "lever"), f"there is no lever {effect.lever!r}", near(effect.lever, CATALOGUE))
        return
    if effect.lever == _MEDIA:
        hint = "the media budget is a decision: move it by plan.changes"
        yield Finding((*at, "lever"), "no shock can spend the firm's money", hint)
    yield from check_value(lever, effect.to, at)
    yield from check_where(scenario, effect.where, lever, at)


def _fading(shock: ShockSpec, levers: dict[str, Lever], at: Path) -> Iterator[Finding]:
    switches = [lever.path for lever in levers.values() if lever.unit == "on/off"]
    if shock.recovery and shock.burn_in:
        message = "it fades evenly (recovery) and ever more slowly (burn_in) at once"
        yield Finding((*at, "burn_in"), message, "keep one of the two", ((*at, "recovery"),))
    for name in ("recovery", "burn_in"):
        days = getattr(shock, name)
        if days and switches:
            message = f"{switches[0]} is on or off and cannot fade over {days} days"
            hint = f"leave {name} out, or make a shock of its own of the effects that fade"
            yield Finding((*at, name), message, hint, ((*at, "effects"),))


def _apart(shock: ShockSpec, levers: dict[str, Lever], at: Path) -> Iterator[Finding]:
    if shock.strikes == "together":
        return
    path = (*at, "strikes")
    scopes = sorted({lever.scope for lever in levers.values()})
    if shock.start is not None or shock.follows:
        hint = "leave strikes out, or write per_year instead of start"
        yield Finding(path, "a dated shock strikes all its places on its date", hint, ((*at, "start"),))
    elif len(scopes) > 1:
        message = f"its effects strike places of different kinds: {', '.join(scopes)}"
        yield Finding(path, message, "write one shock for each kind of place", ((*at, "effects"),))
    elif scopes == ["chain"]:
        message = "its effects belong to the whole chain, which has no places to strike apart"
        yield Finding(path, message, "leave strikes out", ((*at, "effects"),))


def _twice(scenario: Scenario, shock: ShockSpec, levers: dict[str, Lever], at: Path) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for name, lever in levers.items():
        where = shock.effects[name].where
        for place in ids_of(scenario, lever) if where == "all" else where:
            other = first.setdefault((lever.path, place), name)
            if other != name:
                message = f"moves {lever.path} of {place!r}, as the effect {other!r} does"
                paths = ((*at, "effects", other), (*at, "effects", name))
                yield Finding((*at, "effects", name, "lever"), message, "keep one of the two", paths)
                break
