"""Hours: once an hour every site's paid and busy time is written down and its wages are booked."""

from collections.abc import Generator
from itertools import pairwise
from typing import TYPE_CHECKING

from naive.riders import note_hour
from naive.store import Site, Store
from simpy import Event

from sim.facts import Account, Task
from sim.roster import Roster
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.town import Town

LABOUR = {
    Task.PICK: Account.LABOUR_PICK,
    Task.PACK: Account.LABOUR_PACK,
    Task.DESK: Account.LABOUR_DESK,
    Task.RETURN: Account.LABOUR_DESK,
    Task.COUNT: Account.LABOUR_COUNT,
}
NOBODYS = (Task.SELF_TILL, Task.SHELVES)
"""what customers do alone"""


def read_hourly(town: "Town") -> Generator[Event, None, None]:
    """Write every full hour down, for ever."""
    hour = 0
    while True:
        yield town.env.timeout(HOUR)
        for site in town.sites:
            note_site(town, site, hour)
        for fleet in town.fleets.values():
            breaks = paid_in(fleet.breaks, fleet.weekday, hour)
            note_hour(town, fleet, hour, paid_in(fleet.roster, fleet.weekday, hour) - breaks)
        hour += 1


def note_site(town: "Town", site: Site, hour: int) -> None:
    """Write one site's hour down."""
    notes = town.notes
    wage = town.store_work.wage if isinstance(site, Store) else town.warehouse_work.wage
    paid = paid_in(site.roster, site.weekday, hour)
    busy = sum(ms for task, ms in site.busy.items() if task not in NOBODYS)
    if paid or busy:
        notes.staff_hours.append((site.slot, Task.CREW, hour, paid, busy, 0))
        notes.book(Account.LABOUR_FLOOR, site.slot, -(paid * wage // HOUR))
    for task, ms in site.busy.items():
        notes.staff_hours.append((site.slot, task, hour, 0, ms, site.queued[task]))
        if task in LABOUR:
            notes.book(LABOUR[task], site.slot, -(ms * wage // HOUR))
            notes.book(Account.LABOUR_FLOOR, site.slot, ms * wage // HOUR)
    site.busy.clear()
    site.queued.clear()


def paid_in(roster: Roster, weekday: int, hour: int) -> int:
    """Return person-ms on the roster in an hour; ``weekday``: of the first day."""
    day, clock = divmod(hour * HOUR, DAY)
    today = (weekday + day) % 7
    inside = [time for time in roster.moves(today) if clock < time < clock + HOUR]
    return sum(roster.at(today, start) * (end - start) for start, end in pairwise([clock, *inside, clock + HOUR]))
