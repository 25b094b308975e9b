"""The clock: SimPy's agenda, run in one loop and filled without detours.

A simulated day is some hundred thousand events; SimPy's `run`, `step` and `schedule` each cost a call an event, and
so does a list of callbacks. The agenda and its order (time, priority, number) are SimPy's own: any process may live
beside, and SimPy's own loop runs our events as well.
"""

from abc import abstractmethod
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, ClassVar

import simpy
from simpy.events import NORMAL, Event


class Happening:
    """An entry of the agenda that nobody waits for: the clock calls `happen`, SimPy's own loop the callbacks."""

    __slots__ = ()
    _ok: ClassVar[bool] = True

    @property
    def callbacks(self) -> list[Callable[[Any], None]] | None:
        """What SimPy's loop calls: always the same, though SimPy drops it."""
        return _CALLBACKS

    @callbacks.setter
    def callbacks(self, _: list[Callable[[Any], None]] | None) -> None:
        pass

    @abstractmethod
    def happen(self) -> None:
        """Do what is due now."""


_CALLBACKS: list[Callable[[Any], None]] = [lambda event: event.happen()]


class Call(Happening):
    """Call ``then(argument)`` after ``delay`` >= 0 ticks: one entry in SimPy's agenda, no process."""

    __slots__ = ("argument", "then")

    def __init__(self, env: simpy.Environment, delay: int, then: Callable[[Any], None], argument: object) -> None:
        if delay < 0:
            raise ValueError(f"an event cannot lie {-delay} ms in the past")
        self.then, self.argument = then, argument
        agenda: Any = env._queue  # SimPy's type knows events of its own only
        heappush(agenda, (env._now + delay, NORMAL, next(env._eid), self))

    def happen(self) -> None:
        """Call."""
        self.then(self.argument)


def run_until(env: simpy.Environment, until: int) -> None:
    """Let everything happen that is due before ``until``; then it is ``until``.

    Raises:
        Exception: whatever a process on the agenda raised and nobody caught.
    """
    agenda: Any = env._queue
    while agenda and agenda[0][0] < until:
        env._now, _, _, event = heappop(agenda)
        if isinstance(event, Happening):
            event.happen()
        else:
            _step(event)
    env._now = until


def _step(event: Event) -> None:
    """Do what SimPy's own loop does with an event of its own."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # None marks it as done
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):
        raise event._value
