"""Arms: combinations of initiatives, each in a scope, that keep prerequisites; and the lever changes that make them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from o2o.planning.trials import Changes
from scenarios.checks_programme import alternatives
from scenarios.load_programme import LoadedProgramme
from scenarios.programme import InitiativeSpec
from scenarios.schema import Scenario
from sim.levers import CATALOGUE, Scope
from sim.plan import ChangeSpec

Arm = tuple[int, ...]
"""how many scopes of each initiative are live, in the order of `Menu.initiatives`"""


@dataclass(frozen=True)
class Menu:
    """What a programme offers to one scenario: initiatives that can be bought, and scopes that differ there."""

    initiatives: Mapping[str, InitiativeSpec]
    scopes: tuple[str, ...]
    reach: tuple[int, ...]
    """stores of each scope, rising"""
    stores: tuple[str, ...]
    """keys of the scenario's stores, in its order"""
    needs: tuple[tuple[int, tuple[int, ...]], ...]
    """initiative, and the slots of which one must be live"""
    exclusions: tuple[tuple[int, int], ...]
    nobody: frozenset[Scope] = frozenset()
    """kinds of places that the scenario has none of; levers that belong to them move nothing"""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the initiatives."""
        return tuple(self.initiatives)

    def spreads(self, slot: int) -> bool:
        """Return whether an initiative's effect grows with its scope: some lever belongs to stores."""
        return any(CATALOGUE[effect.lever].scope == "store" for effect in self._spec(slot).effects.values())

    def idle(self, slot: int) -> bool:
        """Return whether an initiative moves no lever: it only makes others possible."""
        return not self._spec(slot).effects

    def steps(self, slot: int) -> range:
        """Return the scopes at which an initiative has an effect of its own."""
        return range(0 if self.idle(slot) else (len(self.scopes) if self.spreads(slot) else 1))

    def closed(self, arm: Arm) -> Arm | None:
        """Return ``arm`` with the prerequisites it lacks, or None when it holds what excludes each other."""
        levels = list(arm)
        changed = True
        while changed:
            changed = False
            for slot, ways in self.needs:
                if levels[slot] > max(levels[way] for way in ways):
                    levels[ways[0]], changed = levels[slot], True
        clash = any(levels[a] and levels[b] for a, b in self.exclusions)
        return None if clash else tuple(levels)

    def changes(self, slot: int, step: int, start: date) -> Iterator[tuple[str, ChangeSpec]]:
        """Yield the lever changes with which a scope of an initiative goes live on ``start``, by key."""
        key, added = self.keys[slot], self.stores[self.reach[step - 1] if step else 0 : self.reach[step]]
        for name, effect in self._spec(slot).effects.items():
            scope = CATALOGUE[effect.lever].scope
            by_store = scope == "store"
            if scope in self.nobody or (step and not by_store):
                continue
            where: tuple[str, ...] | Literal["all"] = added if by_store else "all"
            why = f"{self._spec(slot).name}: {self.scopes[step]}"
            yield (
                f"{key}-{self.scopes[step]}-{name}",
                ChangeSpec(start=start, lever=effect.lever, to=effect.to, where=where, why=why),
            )

    def arm_changes(self, arm: Arm, start: date) -> Changes:
        """Return the lever changes of everything live in ``arm``, all on ``start``."""
        steps = ((slot, step) for slot, level in enumerate(arm) for step in range(level))
        return tuple(change for slot, step in steps for change in self.changes(slot, step, start))

    def _spec(self, slot: int) -> InitiativeSpec:
        return self.initiatives[self.keys[slot]]


def menu(loaded: LoadedProgramme, scenario: Scenario) -> Menu:
    """Return what the programme offers to ``scenario``; scopes no wider there than the one before are left out."""
    stores = tuple(scenario.places.stores)
    scopes: dict[int, str] = {}
    for name, scope in loaded.programme.scopes.items():
        scopes.setdefault(min(scope.stores or len(stores), len(stores)), name)
    chosen = {key: loaded.programme.initiatives[key] for key in loaded.buyable}
    slot = {key: k for k, key in enumerate(chosen)}
    needs = [
        (slot[key], tuple(slot[way] for way in alternatives(need) if way in slot))
        for key, initiative in chosen.items()
        for need in initiative.needs
    ]
    pairs = {
        (min(slot[key], slot[other]), max(slot[key], slot[other]))
        for key, initiative in chosen.items()
        for other in initiative.excludes
        if other in slot
    }
    ways = tuple(needs), tuple(sorted(pairs))
    return Menu(chosen, tuple(scopes.values()), tuple(scopes), stores, *ways, _nobody(scenario))


def _nobody(scenario: Scenario) -> frozenset[Scope]:
    there: dict[Scope, object] = {"supplier": scenario.places.suppliers, "fleet": scenario.places.fleets}
    return frozenset(scope for scope, members in there.items() if not members)
