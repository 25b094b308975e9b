"""Fitting: what people learn about fit before they buy, from mirrors and fitting rooms in stores, or in the app (S106).

A unit that is bought goes back when its luck u is below the chance p that it does not fit: the product's level and the
person's own fit (`agents.returning`). Where a share s of that is shown (levers ``fit.shown``, ``fit.online``), the
clearest misfits, u < s p, are left, and what is bought and does not fit has s p <= u < p. The luck is the same whatever
is shown: nothing is left that would not have come back. And who fears that things will not fit
(`ChoiceSpec.fit`) has less to fear: each way loses the weight times the mean chance of the basket's units, times 1 - s
(docs/theory/fit.md).
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from agents.line_luck import LineLuck, Slots
from agents.needs import Occasions
from agents.people import NEAR, People
from sim.facts import NEVER, Mode
from sim.intents import NOTHING, Intents, ranges
from sim.world import World

if TYPE_CHECKING:
    from agents.returning import Returning
    from agents.ways import Choices


class Fitting:
    """Tells everybody a part of what would not fit.

    Args:
        people: everybody.
        world: its levers and products.
        returning: knows how likely a unit does not fit, and the luck of each.
    """

    def __init__(self, people: People, world: World, returning: "Returning") -> None:
        self._people = people
        self._returning = returning
        self.luck: LineLuck = returning.luck
        self._catalog = world.catalog
        self._in_store, self._online = world.levers["fit.shown"], world.levers["fit.online"]
        self._misfits = world.facts["misfits"]
        self._fear = people.by_segment([spec.choice.fit for spec in people.specs])

    def weigh(self, today: Occasions, choices: "Choices") -> None:
        """Take off each way to buy what people fear of it."""
        if not self._fear.any():
            return
        sku = today.sku[ranges(today.line, today.units)]
        begins, fear = today.units.cumsum() - today.units, self._fear[self._people.segment[today.person]]
        in_store, online = (
            (fear * np.add.reduceat(chance[sku], begins) / today.units)[:, None] if begins.size else np.empty((0, 1))
            for chance in (self._catalog.returned_in_store, self._catalog.returned)
        )
        choices.merit[:, :NEAR] -= in_store * (1.0 - self._in_store[choices.site[:, :NEAR]])
        choices.merit[:, NEAR:-1] -= online * (1.0 - self._online[0])

    def leave_misfits(self, intents: Intents, day: int) -> Intents:
        """Return the intents of ``day`` without the units that their buyers see will not fit.

        Who is left with nothing has looked in vain: online they decide for nothing, in a store they go out again.
        """
        if not self._in_store.any() and not self._online[0]:
            return intents
        walks = intents.mode == Mode.WALK_IN
        stores = np.where(walks, intents.site, 0)
        shown = np.where(walks, self._in_store[stores], np.where(intents.mode == NOTHING, 0.0, self._online[0]))
        rows = (shown > 0).nonzero()[0]
        owner, sku = intents.lines(rows)
        who, units = intents.person[rows], intents.units[rows]
        chance = self._returning.chance_of_misfit(who[owner], ~walks[rows][owner], sku)
        left = self.luck.of_wishes(who, day, units)[:, 0] < shown[rows][owner] * chance
        if not left.any():
            return intents
        nth = np.arange(owner.size) - (units.cumsum() - units)[owner]
        self.luck.leave(day, who[owner[left]], nth[left])
        self._note(intents, rows[owner[left]], sku[left])
        return _without(intents, rows, owner[~left], sku[~left])

    def _note(self, intents: Intents, rows: Slots, sku: Slots) -> None:
        columns = {name: getattr(intents, name)[rows] for name in ("time", "person", "mode", "site")}
        self._misfits.append(rows.size, sku=sku, **columns)


def _without(intents: Intents, rows: Slots, owner: Slots, sku: Slots) -> Intents:
    """Return ``intents`` whose ``rows`` ask for ``sku`` alone; ``owner`` is the place in ``rows`` of each line."""
    units, line = intents.units.copy(), intents.line.copy()
    units[rows] = np.bincount(owner, minlength=rows.size)
    line[rows] = intents.sku.size + units[rows].cumsum() - units[rows]
    nothing = (units == 0) & (intents.mode != Mode.WALK_IN)
    return replace(
        intents,
        units=units,
        line=line,
        mode=np.where(nothing, NOTHING, intents.mode).astype(intents.mode.dtype),
        site=np.where(nothing, NEVER, intents.site),
        sku=np.concatenate((intents.sku, sku)),
    )
