"""Loading programmes: a file of initiatives as a checked Programme, every problem at its line."""

from dataclasses import dataclass
from pathlib import Path

from scenarios.checks import located
from scenarios.checks_programme import buyable, programme_findings
from scenarios.errors import Problem, ScenarioError
from scenarios.files import Files
from scenarios.keys import key_problems
from scenarios.overlays import Overlays
from scenarios.programme import Programme
from scenarios.shape import shape_of
from scenarios.tree import Node, Plain, plain
from scenarios.validate import validate
from scenarios.yaml_reader import RefusedError

LIBRARY = Path(__file__).parent / "library" / "initiatives.yaml"
"""the shipped catalogue of initiatives"""


class NotSimulatedError(ScenarioError):
    """An initiative is asked for that the workbench cannot simulate yet."""


@dataclass(frozen=True)
class LoadedProgramme:
    """A programme, and which of its initiatives can be bought."""

    programme: Programme
    tree: dict[str, Plain]
    """what the files say, in human units"""
    path: Path
    reasons: dict[str, str]
    """initiative -> why it cannot be bought, empty where it can"""

    @property
    def buyable(self) -> tuple[str, ...]:
        """Return the initiatives that can be bought, in the order of the file."""
        return tuple(key for key, reason in self.reasons.items() if not reason)

    def require(self, key: str) -> None:
        """Return when initiative ``key`` can be bought.

        Raises:
            NotSimulatedError: it cannot, or there is none; the message says why.
        """
        if key in self.buyable:
            return
        reason = self.reasons.get(key, "")
        message = f"initiative {key!r} cannot be bought: {reason}" if reason else f"there is no initiative {key!r}"
        raise NotSimulatedError([Problem(self.path.as_posix(), 0, 0, "initiatives", message, self._way_out)])

    @property
    def _way_out(self) -> str:
        return f"those that can be bought: {', '.join(self.buyable)}"


def load_programme(path: str | Path = LIBRARY, variant: str | None = None) -> LoadedProgramme:
    """Return the programme in ``path``, laid over the files it extends, with ``variant`` over it.

    Raises:
        ScenarioError: the file cannot be read or is no programme; holds all problems found.
    """
    path = Path(path)
    files = Files(path)
    try:
        overlays = Overlays(files, shape_of(Programme))
        layer = overlays.file(path)
        tree = overlays.variant(layer, variant) if variant else layer.tree
    except RefusedError as refused:
        raise ScenarioError([*files.problems, refused.problem]) from None
    return _checked(tree, path, files.problems)


def _checked(tree: Node, path: Path, problems: list[Problem]) -> LoadedProgramme:
    keys = list(key_problems(tree, shape_of(Programme)))
    validated = validate(tree, Programme)
    programme, data = validated.model, plain(tree)
    found = [] if programme is None or validated.doubtful else list(programme_findings(programme))
    errors = [*problems, *keys, *validated.problems, *(located(tree, finding) for finding in found)]
    if errors or programme is None or not isinstance(data, dict):
        raise ScenarioError(sorted(errors, key=lambda problem: (problem.file, problem.line, problem.column)))
    return LoadedProgramme(programme, data, path, buyable(programme))
