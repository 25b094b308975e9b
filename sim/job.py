"""A job: what is needed to carry one online order through."""

from typing import NamedTuple


class Job(NamedTuple):
    """What is needed to carry one order through; times in ms."""

    order: int
    mode: int
    site: int
    x: int
    y: int
    pick: int
    pack: int
    desk: int
    luck: float
    """normal score of the ride"""
    due: int
    delay: int
    mood: float
    """uniform: how willing riders are to take the order, or whether its customer comes for it"""
