"""The journal of a run while it runs: status.json for whoever watches, log.txt for afterwards."""

import os
from datetime import UTC, datetime
from pathlib import Path

from o2o.durable import canonical_json, storage_errors, write_file
from o2o.progress import Advanced, Ended, Event, Pace, Started, Troubled


class Journal:
    """Writes what it hears into the folder of an unfinished run."""

    def __init__(self, folder: Path) -> None:
        self._status = folder / "status.json"
        self._log = folder / "log.txt"
        self._pace = Pace()
        self._state = "running"
        self._began = _now()

    def tell(self, event: Event) -> None:
        """Take note of ``event``."""
        self._pace.tell(event)
        if isinstance(event, Ended):
            self._state = event.state
        self._write_line(_words(event))
        self._write_status()

    def _write_line(self, text: str) -> None:
        with storage_errors(self._log), self._log.open("a", encoding="utf-8") as log:
            log.write(f"{_now()} {text}\n")

    def _write_status(self) -> None:
        left = self._pace.seconds_left()
        status = {
            "state": self._state,
            "done": self._pace.done,
            "total": self._pace.total,
            "seconds_left": None if left is None else round(left, 1),
            "pid": os.getpid(),
            "began": self._began,
            "updated": _now(),
        }
        write_file(self._status, canonical_json(status))


def _words(event: Event) -> str:
    match event:
        case Started(run, total, done):
            return f"run {run}: {total} replications, {done} of them on disk already"
        case Advanced(replication, seconds):
            return f"replication {replication} finished in {seconds:.2f} s"
        case Troubled(text):
            return text
        case Ended(state):
            return f"ended: {state}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
