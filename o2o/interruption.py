"""Interruption: Ctrl-C, a polite kill or a closed terminal end a run in order, keeping what is finished."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class InterruptedRunError(KeyboardInterrupt):
    """Someone asked the program to stop; a KeyboardInterrupt, so that no ``except Exception`` swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 130 if number == signal.SIGINT else 143


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise `InterruptedRunError` inside the block when the process is asked to stop, once more when asked again.

    Does nothing outside the main thread, where signals cannot be received; a signal that the starter of the program
    chose to ignore (``nohup``) stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def _raise(number: int, _frame: FrameType | None) -> None:
    raise InterruptedRunError(number)
