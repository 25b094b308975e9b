"""The clock: SimPy's agenda, run in one loop and filled without detours.

A simulated day is some hundred thousand events; SimPy's `run`, `step` and `schedule` each cost a call an event.
The agenda, its order (time, priority, number) and its events are SimPy's own: any process may live beside.
"""

from heapq import heappop, heappush

import simpy
from simpy.events import NORMAL, Event


def post(env: simpy.Environment, event: Event, delay: int) -> None:
    """Put ``event`` on the agenda, ``delay`` ticks from now."""
    heappush(env._queue, (env._now + delay, NORMAL, next(env._eid), event))


def run_until(env: simpy.Environment, until: int) -> None:
    """Let everything happen that is due before ``until``; then it is ``until``.

    Raises:
        Exception: whatever a process on the agenda raised and nobody caught.
    """
    agenda = env._queue
    while agenda and agenda[0][0] < until:
        env._now, _, _, event = heappop(agenda)
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value
    env._now = until
