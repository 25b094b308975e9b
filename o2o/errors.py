"""Errors a planner may meet outside the scenario file, each with its exit code and a way out."""

from collections.abc import Sequence
from typing import Any, ClassVar


class WorkbenchError(Exception):
    """Something the planner can act on; the message says what, where, why and the way out."""

    exit_code: ClassVar[int] = 70
    kind: ClassVar[str] = "internal"

    def to_json(self) -> dict[str, Any]:
        """Return the error as plain data for ``--json``."""
        return {"kind": self.kind, "exit_code": self.exit_code, "message": str(self)}


class UsageProblemError(WorkbenchError):
    """The request itself makes no sense: an unknown run, options that exclude each other."""

    exit_code = 2
    kind = "usage"


class StorageError(WorkbenchError):
    """The results cannot be written: disk full, folder not writable, run held by another process."""

    exit_code = 6
    kind = "storage"


class UnfinishedRunError(StorageError):
    """A run of this name was interrupted earlier and waits to be resumed."""

    kind = "unfinished"


class DamagedResultsError(WorkbenchError):
    """Results are not what was written, or another version of the program wrote them."""

    exit_code = 7
    kind = "damaged"


class TooLargeError(WorkbenchError):
    """The run would need more memory than this machine has."""

    exit_code = 8
    kind = "too large"


class InvariantStopError(WorkbenchError):
    """A law of conservation broke while a world ran; the state at the time was written down."""

    exit_code = 9
    kind = "invariant broken"


class FailedReplicationsError(WorkbenchError):
    """Some replications failed, the others are kept.

    Attributes:
        failed: the replications that failed, in order.
    """

    exit_code = 11
    kind = "failed replications"

    def __init__(self, message: str, failed: Sequence[int]) -> None:
        super().__init__(message)
        self.failed = tuple(failed)

    def to_json(self) -> dict[str, Any]:
        """Return the error as plain data, with the replications that failed."""
        return super().to_json() | {"failed": list(self.failed)}


class ReplicationError(WorkbenchError):
    """The program itself failed in a replication; ``__cause__`` or the message holds the traceback."""

    kind = "internal"


class NameClashError(ImportError):
    """Another distribution has replaced one of the workbench's packages."""
