"""Stopwatch: how much of a run is spent in named functions, measured from outside: the product has no switch."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from time import process_time
from typing import Any

Watched = Mapping[type, tuple[str, ...]]
"""Methods by class."""


class Stopwatch:
    """Adds up the CPU time of watched functions; one inside another counts once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._deep = 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` under watch."""

        @wraps(function)
        def watched(*arguments: object, **named: object) -> object:
            start = process_time()
            self._deep += 1
            try:
                return function(*arguments, **named)
            finally:
                self._deep -= 1
                if not self._deep:
                    self.seconds += process_time() - start

        return watched


@contextmanager
def watching(methods: Watched) -> Iterator[Stopwatch]:
    """Watch ``methods`` until the block ends."""
    stopwatch = Stopwatch()
    before = [(owner, name, getattr(owner, name)) for owner, names in methods.items() for name in names]
    for owner, name, function in before:
        setattr(owner, name, stopwatch.around(function))
    try:
        yield stopwatch
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


def share(stretch: Callable[[], object], methods: Watched) -> float:
    """Return the share of ``stretch``'s CPU time that ``methods`` take."""
    with watching(methods) as stopwatch:
        start = process_time()
        stretch()
        whole = process_time() - start
    return stopwatch.seconds / whole
