"""Problems of scenario files: where, what, the value, the way out; shown as frames, data or annotations."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

SHOWN = 50
"""problems printed in full; the rest are counted"""
_LINE_SHOWN = 120


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or doubtful, at one place of a file."""

    file: str
    line: int
    """1 is the first; 0 where the problem has no line"""
    column: int
    """1 is the first character"""
    path: str
    """dotted path of the value, empty for the whole file"""
    message: str
    hint: str = ""
    text: str = ""
    """the source line"""
    width: int = 1
    """characters to underline"""
    level: Literal["error", "warning"] = "error"

    @property
    def where(self) -> str:
        """Return "file:line:column", as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        about = f"{self.path}: " if self.path else ""
        lines = [f"{self.where}: {self.level}: {about}{printable(self.message)}"]
        if self.text.strip():
            lines += _frame(self)
        if self.hint:
            lines.append(f"   = help: {printable(self.hint)}")
        return "\n".join(lines)

    def github(self) -> str:
        """Return the workflow command that shows the problem beside the line in a review."""
        about = f"{self.path}: " if self.path else ""
        body = _escaped(f"{about}{self.message}" + (f"\n{self.hint}" if self.hint else ""))
        file = _escaped(self.file).replace(":", "%3A").replace(",", "%2C")
        return f"::{self.level} file={file},line={max(1, self.line)},col={max(1, self.column)}::{body}"


class ScenarioError(Exception):
    """A scenario that cannot be run as written; holds every problem found, in the order of the files."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:SHOWN]]
        number = len(self.problems)
        more = f"; the first {SHOWN} are shown" if number > SHOWN else ""
        return "\n\n".join([*shown, f"{number} problem{'' if number == 1 else 's'} found{more}."])

    def to_json(self) -> list[dict[str, Any]]:
        """Return the problems as plain data."""
        return [asdict(problem) for problem in self.problems]


class TooLargeError(ScenarioError):
    """A valid scenario of a size that needs the planner's word first."""

    exit_code = 8


def printable(text: str) -> str:
    """Return ``text`` without characters that move a terminal's cursor or turn its direction."""
    return "".join("?" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char != "\n" else char for char in text)


def _frame(problem: Problem) -> list[str]:
    """Return the source line with carets under the value, cut around it when the line is long."""
    first = max(0, problem.column - 1 - _LINE_SHOWN // 2) if len(problem.text) > _LINE_SHOWN else 0
    text = printable(problem.text.replace("\t", " "))[first : first + _LINE_SHOWN]
    start = problem.column - 1 - first
    carets = "^" * max(1, _columns(text[start : start + problem.width]))
    number = str(problem.line)
    margin = " " * len(number)
    return [f" {margin} |", f" {number} | {text}", f" {margin} | {' ' * _columns(text[:start])}{carets}"]


def _columns(text: str) -> int:
    """Return the terminal columns of ``text``; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
