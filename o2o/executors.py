"""Executors: where the points of an experiment run; one after another here, or over a pool of processes."""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from o2o.errors import ReplicationError

P = TypeVar("P")
R = TypeVar("R")

RETRIES = 2
"""How often a point is tried again after its worker died."""
GRACE = 2.0
"""Seconds that running points get to finish after an interruption."""


@dataclass(frozen=True)
class Done(Generic[P, R]):
    """A point that finished."""

    point: P
    value: R


@dataclass(frozen=True)
class Retried(Generic[P]):
    """A point whose worker died and that is tried again."""

    point: P
    deaths: int


@dataclass(frozen=True)
class Lost(Generic[P]):
    """A point given up: its worker died every time."""

    point: P
    deaths: int


Outcome = Done[P, R] | Retried[P] | Lost[P]


class Executor(Protocol):
    """Runs the points of an experiment; used as a context, for one or several experiments in turn."""

    def outcomes(self, work: Callable[[P], R], points: Iterable[P]) -> Iterator[Outcome[P, R]]:
        """Yield what becomes of each point, in the order of finishing.

        An exception of ``work`` itself is raised here: the same code would fail again.
        """
        ...


class Serial:
    """Runs points one after another in this process."""

    def outcomes(self, work: Callable[[P], R], points: Iterable[P]) -> Iterator[Outcome[P, R]]:
        """Yield every point in order."""
        for point in points:
            yield Done(point, work(point))


@dataclass
class _Job(Generic[P]):
    point: P
    deaths: int = 0


class Processes:
    """Runs points over worker processes that live as long as the context.

    A dead worker takes the whole pool with it, so the pool is built again and the points that were under way are
    tried one at a time: the one that kills its worker alone is found out, the others finish.
    """

    def __init__(self, workers: int, *, grace: float = GRACE) -> None:
        self._workers = workers
        self._grace = grace
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None
        self._running: dict[Future[Any], _Job[Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None and self._pool is not None:
            self._pool.shutdown(wait=True)
        try:
            wait(self._running, timeout=self._grace)
        finally:
            self._drop_pool()

    def outcomes(self, work: Callable[[P], R], points: Iterable[P]) -> Iterator[Outcome[P, R]]:
        """Yield what becomes of each point; after a death every suspect runs alone."""
        waiting = deque(_Job(point) for point in points)
        suspects: deque[_Job[P]] = deque()
        self._running = {}
        while waiting or suspects or self._running:
            while len(self._running) < (1 if suspects else self._workers) and (suspects or waiting):
                self._submit(work, (suspects or waiting).popleft())
            finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield from self._outcome(future, suspects)

    def _outcome(self, future: Future[R], suspects: "deque[_Job[P]]") -> Iterator[Outcome[P, R]]:
        job = self._running.pop(future)
        try:
            yield Done(job.point, future.result())
        except BrokenProcessPool:
            job.deaths += 1
            if job.deaths > RETRIES:
                yield Lost(job.point, job.deaths)
            else:
                suspects.append(job)
                yield Retried(job.point, job.deaths)

    def _submit(self, work: Callable[[P], R], job: _Job[P]) -> None:
        with _signals_held_back():
            try:
                future = self._open_pool().submit(_guarded, work, job.point)
            except BrokenProcessPool:
                self._drop_pool()
                future = self._open_pool().submit(_guarded, work, job.point)
        self._running[future] = job

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # An explicit context: importing mesa changes the start method of the whole process.
            context = multiprocessing.get_context("spawn")
            held, self._leash = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(self._workers, context, _prepare_worker, (held,))
        return self._pool

    def _drop_pool(self) -> None:
        """End the workers at once; the futures that were under way say that the pool broke."""
        if self._leash is not None:
            self._leash.close()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool, self._leash = None, None


def _guarded(work: Callable[[P], R], point: P) -> R:
    """Run ``work``; an exception that cannot travel between processes is replaced by its text."""
    try:
        return work(point)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            raise ReplicationError(traceback.format_exc()) from None
        raise


def _prepare_worker(held: Connection) -> None:
    # The parent decides what an interruption means: a terminal sends it to the whole group.
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(held,), daemon=True).start()


def _follow(held: Connection) -> None:
    """End this worker as soon as the parent lets go of its end of the pipe, even by dying."""
    held.poll(None)
    os._exit(1)


@contextmanager
def _signals_held_back() -> Iterator[None]:
    # Workers inherit the mask: otherwise Ctrl-C would kill one that is still starting.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def open_executor(workers: int) -> AbstractContextManager[Executor]:
    """Return the executor for ``workers`` at a time: this process alone, or a pool."""
    return Processes(workers) if workers > 1 else nullcontext(Serial())


def default_workers(points: int) -> int:
    """Return how many workers ``points`` deserve on this machine."""
    return max(1, min(_cores(), points))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
