"""Wages: the day's paid time, booked at night on the accounts of what it was spent on; the rest is floor."""

from sim.books import Books
from sim.city import City
from sim.facts import Account, Task
from sim.hours import Hours
from sim.units import HOUR

_ACCOUNTS = {
    Task.PICK: Account.LABOUR_PICK,
    Task.PACK: Account.LABOUR_PACK,
    Task.DESK: Account.LABOUR_DESK,
    Task.COUNT: Account.LABOUR_COUNT,
    Task.RETURN: Account.LABOUR_DESK,
}


class Wages:
    """Pays crews and riders.

    Args:
        city: who earns what.
        hours: time paid and spent.
        books: where money is booked.
    """

    def __init__(self, city: City, hours: Hours, books: Books) -> None:
        self._city = city
        self._hours = hours
        self._books = books

    def book(self) -> None:
        """Pay for the time since the last call."""
        city, books = self._city, self._books
        places, stores = city.places, len(city.store_keys)
        for site, task, paid, busy in self._hours.spent():
            if task is Task.RIDE:
                wage = places.fleets[city.fleet_keys[site - city.nodes]].wage
                books.book(Account.RIDERS, site, -(paid * wage // HOUR))
                continue
            wage = places.store_work.wage if site < stores else places.warehouse_work.wage
            if task is Task.CREW:
                books.book(Account.LABOUR_FLOOR, site, -(paid * wage // HOUR))
            elif task in _ACCOUNTS:
                fen = busy * wage // HOUR
                books.book(_ACCOUNTS[task], site, -fen)
                books.book(Account.LABOUR_FLOOR, site, fen)
