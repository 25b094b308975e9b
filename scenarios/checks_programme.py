"""Checks of a programme: initiatives that name what exists, prerequisites without a circle, shares up to 1."""

from collections.abc import Collection, Iterator, Mapping

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.programme import InitiativeSpec, Programme
from scenarios.tree import Path
from sim.levers import CATALOGUE

CLOSE = 1e-9
"""by which shares that are to sum to 1 may miss it"""


def programme_findings(programme: Programme) -> Iterator[Finding]:
    """Yield every rule between the values of a programme that does not hold."""
    yield from _empty(programme)
    yield from _shares(programme)
    yield from _scopes(programme)
    for key, initiative in programme.initiatives.items():
        at: Path = ("initiatives", key)
        yield from _names(programme, initiative, at)
        yield from _effects(initiative, at)
        yield from _purpose(programme, key, at)
    for key, joint in programme.joint.items():
        at = ("joint", key, "members")
        if len(set(joint.members)) < 2:
            yield Finding(at, "a joint effect needs two initiatives or more", "name them all")
        yield from _unknown(joint.members, programme.initiatives, at, "initiative")
        yield from _told_apart(programme, joint.members, at)
    yield from _circles(programme)


def alternatives(need: str) -> tuple[str, ...]:
    """Return the initiatives that meet a prerequisite written as "i07" or "i07 or i09"."""
    return tuple(part.strip() for part in need.split(" or "))


def buyable(programme: Programme) -> dict[str, str]:
    """Return initiative -> why it cannot be bought; empty text where it can."""
    reasons = {key: initiative.not_simulated for key, initiative in programme.initiatives.items()}
    while blocked := {
        key: f"needs {need}, which is not simulated yet"
        for key, initiative in programme.initiatives.items()
        for need in initiative.needs
        if not reasons[key] and all(reasons.get(other) for other in alternatives(need))
    }:
        reasons |= blocked
    return reasons


def _empty(programme: Programme) -> Iterator[Finding]:
    blocks: Mapping[str, Collection[object]] = {
        "initiatives": programme.initiatives,
        "scopes": programme.scopes,
        "phases": programme.phases,
    }
    for name, block in blocks.items():
        if not block:
            yield Finding((name,), f"the programme is empty: it has no {name}", "write at least one entry")
    if programme.initiatives and all(buyable(programme).values()):
        yield Finding(("initiatives",), "none of the initiatives can be bought", "one must be simulated")


def _shares(programme: Programme) -> Iterator[Finding]:
    shares = {key: phase.share for key, phase in programme.phases.items()}
    total = sum(shares.values())
    if total > 1 + CLOSE:
        path: Path = ("phases", list(shares)[-1], "share")
        others = tuple(("phases", key, "share") for key in shares)
        yield Finding(path, f"the shares of the phases sum to {total:g}, above 1", "lower one of them", others)
    fixed = programme.budget.points * programme.budget.fixed
    if not (fixed or any(phase.revenue for phase in programme.phases.values())):
        message = "the programme has no money"
        yield Finding(("budget",), message, "say points: (CNY of 100 points) above 0, or revenue: in a phase")
    if not programme.budget.tail:
        yield Finding(("budget", "tail"), "a tail of 0 holds no outcome", "write a share such as 0.2")


def _scopes(programme: Programme) -> Iterator[Finding]:
    before: tuple[str, int] | None = None
    for key, scope in programme.scopes.items():
        if before is not None and scope.stores is not None and scope.stores <= before[1]:
            message = f"{scope.stores} stores are no wider than the {before[1]} of {before[0]!r}"
            yield Finding(("scopes", key, "stores"), message, "scopes go from narrow to wide")
        if scope.stores is None and key != list(programme.scopes)[-1]:
            yield Finding(("scopes", key), "all stores, yet a scope follows", "the widest scope comes last")
            return
        before = (key, scope.stores or 0)


def _names(programme: Programme, initiative: InitiativeSpec, at: Path) -> Iterator[Finding]:
    own = str(at[-1])
    others = tuple(key for key in programme.initiatives if key != own)
    for position, need in enumerate(initiative.needs):
        for name in alternatives(need):
            yield from _known(name, others, (*at, "needs", position), "other initiative")
    yield from _unknown(initiative.excludes, others, (*at, "excludes"), "other initiative")
    if initiative.category:
        yield from _known(initiative.category, programme.categories, (*at, "category"), "category")
    for pool in initiative.people:
        yield from _known(pool, programme.pools, (*at, "people", pool), "pool of people")


def _effects(initiative: InitiativeSpec, at: Path) -> Iterator[Finding]:
    moved: dict[str, str] = {}
    for key, effect in initiative.effects.items():
        path = (*at, "effects", key)
        lever = CATALOGUE.get(effect.lever)
        if lever is None:
            yield Finding((*path, "lever"), f"there is no lever {effect.lever!r}", near(effect.lever, CATALOGUE))
            continue
        if effect.lever in moved:
            message = f"moves {effect.lever}, as {moved[effect.lever]!r} does"
            yield Finding((*path, "lever"), message, "keep one of the two")
        moved.setdefault(effect.lever, key)
        try:
            lever.parse(effect.to)
        except ValueError as error:
            hint = f"{lever.path}: {lever.meaning}, {lever.unit}"
            yield Finding((*path, "to"), str(error), hint, ((*path, "lever"),))


def _purpose(programme: Programme, key: str, at: Path) -> Iterator[Finding]:
    initiative = programme.initiatives[key]
    if initiative.effects and initiative.not_simulated:
        message = "it moves levers, yet is said not to be simulated"
        yield Finding((*at, "not_simulated"), message, "remove the one or the other", ((*at, "effects"),))
    needed = any(key in alternatives(need) for other in programme.initiatives.values() for need in other.needs)
    if not (initiative.effects or initiative.not_simulated or needed):
        message = "it moves no lever, and nothing needs it"
        hint = "give it effects:, or say in not_simulated: why it has none yet"
        yield Finding(at, message, hint)


def _told_apart(programme: Programme, members: Collection[str], at: Path) -> Iterator[Finding]:
    """Yield a joint effect of which no simulation could tell: one member is never live without the other."""
    for key in members:
        others = _requires(programme, key).intersection(members)
        if others:
            message = f"{key} is never live without {', '.join(sorted(others))}: what they bring together is its own"
            paths: tuple[Path, ...] = (("initiatives", key, "needs"),)
            yield Finding(at, message, "take one of them out", paths)
            return


def _requires(programme: Programme, key: str) -> set[str]:
    """Return what must be live before initiative ``key``, whichever way is taken, at any remove."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        initiative = programme.initiatives.get(waiting.pop())
        needs = initiative.needs if initiative else ()
        new = {alternatives(need)[0] for need in needs if len(alternatives(need)) == 1} - found
        found |= new
        waiting += sorted(new)
    return found


def _circles(programme: Programme) -> Iterator[Finding]:
    possible: set[str] = set()
    waiting = dict(programme.initiatives)
    while ready := [key for key, initiative in waiting.items() if _met(initiative, possible, waiting)]:
        possible.update(ready)
        waiting = {key: initiative for key, initiative in waiting.items() if key not in possible}
    if waiting:
        first = next(iter(waiting))
        message = f"prerequisites in a circle: {', '.join(waiting)} wait for one another"
        paths = tuple(("initiatives", key, "needs") for key in waiting)
        yield Finding(("initiatives", first, "needs"), message, "take one prerequisite out", paths)


def _met(initiative: InitiativeSpec, possible: Collection[str], waiting: Collection[str]) -> bool:
    """Return whether every prerequisite has a way that is possible; names nobody knows are told elsewhere."""
    return all(any(name in possible or name not in waiting for name in alternatives(need)) for need in initiative.needs)


def _known(name: str, known: Collection[str], path: Path, what: str) -> Iterator[Finding]:
    if name not in known:
        yield Finding(path, f"there is no {what} {name!r}", near(name, tuple(known)))


def _unknown(names: Collection[str], known: Collection[str], path: Path, what: str) -> Iterator[Finding]:
    for position, name in enumerate(names):
        yield from _known(name, known, (*path, position), what)
