"""Progress: what an experiment tells while it runs, and the ways to show it; always on stderr."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


@dataclass(frozen=True)
class Started:
    """An experiment begins, with ``done`` of its ``total`` replications on disk already."""

    run: str
    total: int
    done: int
    what: str = "replications"
    """what is counted"""


@dataclass(frozen=True)
class Advanced:
    """One more replication is finished."""

    replication: int
    seconds: float


@dataclass(frozen=True)
class Troubled:
    """Something went wrong that does not stop the experiment."""

    text: str


@dataclass(frozen=True)
class Ended:
    """The experiment is over: "complete", "interrupted" or "failed"."""

    state: str


Event = Started | Advanced | Troubled | Ended


class Listener(Protocol):
    """Hears what happens in an experiment."""

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        ...


@dataclass(frozen=True)
class Several:
    """Passes every event on to several listeners."""

    listeners: Sequence[Listener]

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        for listener in self.listeners:
            listener.tell(event)


class Silence:
    """Shows nothing."""

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""


class Pace:
    """How far an experiment is and when it will end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._before = 0
        self.total = 0
        self.done = 0
        self.what = "replications"

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        if isinstance(event, Started):
            self._began = self._clock()
            self._before = self.done = event.done
            self.total = event.total
            self.what = event.what
        elif isinstance(event, Advanced):
            self.done += 1

    def seconds_left(self) -> float | None:
        """Return the expected rest in seconds, or None before the first replication of this sitting."""
        fresh = self.done - self._before
        if fresh == 0:
            return None
        return (self._clock() - self._began) / fresh * (self.total - self.done)


class Lines:
    """One line every few seconds, for logs and pipes."""

    def __init__(self, out: TextIO, every: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._every = every
        self._clock = clock
        self._pace = Pace(clock)
        self._last = float("-inf")

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        self._pace.tell(event)
        if isinstance(event, Troubled):
            self._say(event.text)
        elif isinstance(event, Advanced) and self._is_due():
            self._last = self._clock()
            self._say(f"{self._pace.done} of {self._pace.total} {self._pace.what}{_rest(self._pace.seconds_left())}")

    def _is_due(self) -> bool:
        return self._pace.done == self._pace.total or self._clock() - self._last >= self._every

    def _say(self, text: str) -> None:
        print(text, file=self._out, flush=True)


class Bar:
    """A bar with the expected rest, for terminals."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar: RichProgress = Progress(console=Console(stderr=True), transient=True)
        self._task: TaskID | None = None

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        if isinstance(event, Started):
            self._bar.start()
            self._task = self._bar.add_task(event.what, total=event.total, completed=event.done)
        elif isinstance(event, Advanced) and self._task is not None:
            self._bar.advance(self._task)
        elif isinstance(event, Troubled):
            self._bar.console.print(event.text, markup=False)
        elif isinstance(event, Ended):
            self._bar.stop()


def on_stderr() -> Listener:
    """Return the renderer that suits stderr: a bar on a terminal, lines elsewhere."""
    return Bar() if sys.stderr.isatty() else Lines(sys.stderr)


def _rest(seconds: float | None) -> str:
    if not seconds:
        return ""
    return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"
