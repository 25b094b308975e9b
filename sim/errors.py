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
