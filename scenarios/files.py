"""Files: which files a scenario may name, how they are found, and their trees."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from scenarios.encodings import UnreadableError, read_text
from scenarios.errors import Problem
from scenarios.hints import brief
from scenarios.shape import Block
from scenarios.tables import read_table
from scenarios.tree import Node, Origin, Source
from scenarios.tree import Path as TreePath
from scenarios.yaml_reader import RefusedError, read_yaml

MOST_FILES = 50
YAML_ENDINGS = (".yaml", ".yml")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class Files:
    """The files around one scenario: those in its folder, the folder above, and below either.

    Nothing else on the disk can be named, so a scenario that came by mail reads no private file.
    """

    def __init__(self, first: Path) -> None:
        self._first = first
        self._read = 0
        self.problems: list[Problem] = []
        """what was wrong without ending the reading"""

    def tree(self, path: Path) -> Node:
        """Return the tree of a YAML file.

        Raises:
            RefusedError: not readable.
        """
        text, source = self._text(path)
        root, problems = read_yaml(text, source)
        self.problems += problems
        if not isinstance(root.value, dict):
            what = "the file is empty" if root.value is None else "the file does not hold 'key: value' entries"
            hint = "a scenario begins with schema_version: 1"
            raise RefusedError((root.at if root.value else Origin(source, 1, 1)).problem((), what, hint))
        return root

    def table(self, path: Path, at: TreePath, item: Block) -> dict[str, Node]:
        """Return the entries of a CSV table for the keyed block at ``at``.

        Raises:
            RefusedError: not readable.
        """
        text, source = self._text(path)
        entries, problems = read_table(text, source, at, item)
        self.problems += problems
        return entries

    def beside(self, owner: Path, node: Node, at: TreePath, endings: Sequence[str]) -> Path:
        """Return the path that ``node`` of the file ``owner`` names, relative to that file.

        Raises:
            RefusedError: no plain relative path, outside the fence, of another kind, or missing.
        """
        name = node.value
        reason = _why_no_path(name, endings)
        if reason or not isinstance(name, str):
            raise RefusedError(
                node.at.problem(at, reason, f"write a path from this file, such as ../common/base{endings[0]}")
            )
        path = _joined(owner.parent, name)
        try:
            inside, exists = path.resolve().is_relative_to(self._fence()), path.is_file()
        except (OSError, RuntimeError) as error:  # a name too long for the disk, links that lead in a circle
            raise RefusedError(node.at.problem(at, f"{brief(name)} cannot be opened: {_reason(error)}")) from None
        if not inside:
            hint = "files lie in the folder of the scenario that is run, the folder above it, or below either"
            raise RefusedError(node.at.problem(at, f"{name!r} is outside the scenario's folders", hint))
        if not exists:
            raise RefusedError(node.at.problem(at, f"there is no file {name!r}", _near_files(path)))
        return path

    def _fence(self) -> Path:
        """Return the topmost folder that may be read: the one above the scenario's, unless that is the whole disk."""
        folder = self._first.resolve().parent
        return folder if folder.parent == folder.parent.parent else folder.parent

    def _text(self, path: Path) -> tuple[str, Source]:
        self._read += 1
        shown = path.as_posix()
        if self._read > MOST_FILES:
            raise RefusedError(Problem(shown, 0, 0, "", f"more than {MOST_FILES} files belong to this scenario"))
        try:
            text = read_text(path)
        except UnreadableError as error:
            raise RefusedError(Problem(shown, error.line, 1, "", str(error), error.hint)) from None
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            reason = "there is no such file" if missing else f"the file cannot be opened: {_reason(error)}"
            raise RefusedError(Problem(shown, 0, 0, "", reason, _near_files(path) if missing else "")) from None
        return text, Source(shown, tuple(text.split("\n")))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _why_no_path(name: object, endings: Sequence[str]) -> str:
    if not isinstance(name, str) or not name.strip() or len(name) > 500:
        return f"{str(name)[:60]!r} is no file name"
    if "\\" in name or any(ord(char) < 32 for char in name):
        return f"{name!r} is no plain path; folders are separated by /"
    if PurePosixPath(name).is_absolute() or ":" in name or name.startswith("~"):
        return f"{name!r} is not relative to this file"
    if any(_DEVICE.fullmatch(part) for part in PurePosixPath(name).parts):
        return f"{name!r} names a device of Windows"
    if not name.lower().endswith(tuple(endings)):
        return f"{name!r} does not end in {' or '.join(endings)}"
    return ""


def _joined(folder: Path, name: str) -> Path:
    """Return ``name`` seen from ``folder``, with "x/.." taken out where the user's own path has room for it."""
    path = folder
    for part in PurePosixPath(name).parts:
        path = path.parent if part == ".." and path.name not in ("", "..") else path / part
    return path


def _near_files(path: Path) -> str:
    """Return a hint with the nearest name in the same folder; empty where the folder cannot be looked into."""
    try:
        if not path.parent.is_dir():
            return f"there is no folder {path.parent.as_posix()!r}"
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.suffix == path.suffix)
    except OSError:
        return ""
    near = get_close_matches(path.name, names, 1)
    return f"did you mean {near[0]!r}?" if near else ""
