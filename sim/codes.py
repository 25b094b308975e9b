"""Codes: the closed sets by which facts are told apart; columns hold their numbers."""

from enum import IntEnum


class Touchpoint(IntEnum):
    """Where a customer meets the firm."""

    STORE = 0
    APP = 1


class Mode(IntEnum):
    """How goods change hands."""

    WALK_IN = 0
    COLLECT = 1
    INSTANT = 2
    PARCEL = 3


class OrderClass(IntEnum):
    """What kind of service an online order asks for."""

    INSTANT = 0
    """By rider, within minutes."""
    REGULAR = 1
    """By parcel, within days."""
    SCHEDULED = 2
    """At a time the customer chose."""
    PICKUP = 3
    """Collected at a store, as soon as it is ready."""


class Trigger(IntEnum):
    """What truly brought a visit about."""

    NEED = 0
    NATURAL = 1
    PAID = 2
    ERRAND = 3
    """In the store for something else: a return, a parcel."""


class Outcome(IntEnum):
    """How a visit ended."""

    BOUGHT = 0
    BROWSED = 1
    """Looked and decided for another way or for nothing."""
    NOTHING_LEFT = 2
    """Wanted to buy, found none of the goods in stock."""
    GAVE_UP = 3
    """Left the queue before being served."""
    UNDER_WAY = 4
    """Still in the store when the run ended."""
    TURNED_AWAY = 5
    """Saw the queue and left the basket behind at once."""


class Trouble(IntEnum):
    """What went wrong with an order."""

    REFUSED = 0
    """The store's staff would not take it."""
    MISSING = 1
    """Units that the record promised were not there."""
    LATE = 2
    """The promise was broken."""


class Vehicle(IntEnum):
    """What made a trip."""

    RIDER = 0
    TRUCK = 1
    THIRD_PARTY = 2
    """A rider of a third party, paid by the order."""


class CancelReason(IntEnum):
    """Why an order was cancelled."""

    NONE = 0
    NO_STOCK = 1
    NO_RIDER = 2
    SITE_CLOSED = 3
    REFUSED = 4
    """Its store would not serve it, and nobody else could."""
    OVERSOLD = 5
    """Accepted by the record; the picker found none of the units."""
    NOT_FETCHED = 6
    """There as promised; nobody came for it."""
