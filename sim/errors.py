"""Errors of a running world."""

from typing import Any


class InvariantBrokenError(RuntimeError):
    """A law of conservation does not hold: the run stops, its figures would be worthless.

    Attributes:
        dump: state at the time, plain data, for the report file.
    """

    exit_code = 9

    def __init__(self, law: str, dump: dict[str, Any]) -> None:
        super().__init__(law)
        self.dump = {"law": law} | dump


class NoRoomError(RuntimeError):
    """The facts of a running world have outgrown the disk that they lie on."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            f"no room for the facts of the running world in {folder}: {reason}; free some space there, or name a "
            "folder on a larger disk in TMPDIR, then go on with --resume"
        )
