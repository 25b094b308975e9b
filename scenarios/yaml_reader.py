"""The YAML reader: plain maps, lists and scalars with their places; whatever could surprise is refused.

The parser's events are read one by one, so anchors, tags, depth and size are refused before anything is built.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

from scenarios.errors import Problem
from scenarios.scalars import resolve
from scenarios.tree import Node, Origin, Path, Source

Event: TypeAlias = Any
"""one of the parser's events; their attributes carry no types"""
MOST_DEPTH = 32
MOST_NODES = 25_000
"""values and keys in one file; the reader needs about a second for them"""
MOST_CHARACTERS = 600_000
"""and as long for these in the worst case"""
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
_UNFINISHED = ("end of stream", "stream end", "could not find expected ':'")
_WAYS_OUT = (
    ("mapping values are not allowed", "check the indentation; text that holds ': ' stands in quotes"),
    ("cannot start any token", "text that begins with a special character stands in quotes"),
    ("expected <block end>", "entries of one block begin in the same column"),
    ("end of stream", "a quote or bracket is opened and never closed"),
    ("stream end", "a bracket is opened and never closed"),
    ("could not find expected ':'", "every entry is written 'key: value'"),
    ("unknown escape", "in double quotes a backslash needs another one; single quotes take it as it is"),
)


class RefusedError(Exception):
    """A text that is no tree; holds the problem that ends the reading."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_yaml(text: str, source: Source, shift: int = 0) -> tuple[Node, list[Problem]]:
    """Return the tree of ``text`` and the problems that did not end the reading.

    ``shift`` is the number of characters before ``text`` in the first line of ``source``.

    Raises:
        RefusedError: broken YAML, or a part of YAML that scenario files do without.
    """
    if len(text) > MOST_CHARACTERS:
        hint = "move long lists of places or products into CSV tables with from_csv:"
        raise RefusedError(
            Origin(source, 1, 1).problem((), f"more than {MOST_CHARACTERS:,} characters in one file", hint)
        )
    odd = _ODD_BREAKS.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise RefusedError(Origin(source, line, 1).problem((), "a line break that most editors do not show"))
    return _Reader(source, shift).read(text)


class _Reader:
    def __init__(self, source: Source, shift: int) -> None:
        self._source = source
        self._shift = shift
        self._problems: list[Problem] = []
        self._nodes = 0
        self._events: Iterator[Event] = iter(())

    def read(self, text: str) -> tuple[Node, list[Problem]]:
        self._events = YAML(typ="safe", pure=True).parse(text)
        try:
            root = self._document()
        except MarkedYAMLError as error:
            raise RefusedError(self._broken(error)) from None
        except YAMLError as error:
            position = getattr(error, "position", 0)
            at = Origin(self._source, text.count("\n", 0, position) + 1, 1)
            message = "a character that cannot be in a text file"
            raise RefusedError(at.problem((), message, "remove control characters")) from None
        return root, self._problems

    def _document(self) -> Node:
        next(self._events)  # the stream begins
        event = next(self._events)
        if not isinstance(event, DocumentStartEvent):
            at = Origin(self._source, 1, 1 + self._shift)
            return Node(None, at, at)
        if event.version or event.tags:
            raise RefusedError(
                self._at(event).problem((), "directives (%YAML, %TAG) are not allowed", "remove the line")
            )
        first = next(self._events)
        root = self._node(first, (), self._at(first))
        next(self._events)  # the document ends
        event = next(self._events)
        if isinstance(event, DocumentStartEvent):
            hint = "one scenario a file; variants of it go into the block variants:"
            raise RefusedError(self._at(event).problem((), "a second document begins here", hint))
        return root

    def _node(self, event: Event, path: Path, key: Origin) -> Node:
        at = self._at(event)
        self._refuse(event, path, at)
        if isinstance(event, MappingStartEvent):
            return Node(self._map(path), at, key)
        if isinstance(event, SequenceStartEvent):
            return Node(self._list(path), at, key)
        if event.style is not None:
            return Node(self._text(event.value, path, at), at, key)
        try:
            value = resolve(event.value)
        except ValueError as error:
            self._problems.append(at.problem(path, f"{error} is no quantity of this world"))
            value = 0
        return Node(self._text(value, path, at) if isinstance(value, str) else value, at, key)

    def _refuse(self, event: Event, path: Path, at: Origin) -> None:
        self._nodes += 1
        if isinstance(event, AliasEvent) or event.anchor is not None:
            hint = "write the value out; what several scenarios share goes into a file that they name in extends:"
            raise RefusedError(at.problem(path, "anchors (&) and aliases (*) are not allowed", hint))
        if event.tag is not None:
            raise RefusedError(
                at.problem(path, f"tags ({event.tag}) are not allowed", "remove it; quote a leading '!'")
            )
        if len(path) > MOST_DEPTH:
            raise RefusedError(at.problem((), f"blocks are nested more than {MOST_DEPTH} deep"))
        if self._nodes > MOST_NODES:
            hint = "move long lists of places or products into CSV tables with from_csv:"
            raise RefusedError(at.problem((), f"more than {MOST_NODES:,} values in one file", hint))

    def _map(self, path: Path) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while isinstance(
            event := next(self._events), ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent
        ):
            key, at = self._key(event, path)
            node = self._node(next(self._events), (*path, key), at)
            if key in entries:
                first = entries[key].key
                message = f"the key {key!r} is given twice; it stands in line {first.line} as well"
                hint = f"keep one of the lines {first.line} and {at.line}"
                self._problems.append(at.problem((*path, key), message, hint))
            else:
                entries[key] = node
        return entries

    def _key(self, event: Event, path: Path) -> tuple[str, Origin]:
        at = self._at(event)
        self._refuse(event, path, at)
        if not isinstance(event, ScalarEvent):
            raise RefusedError(at.problem(path, "a key must be a word", "a value that holds { or [ stands in quotes"))
        if event.value == "<<":
            hint = "what several scenarios share goes into a file that they name in extends:"
            raise RefusedError(at.problem(path, "merge keys (<<) are not allowed", hint))
        if not event.value:
            raise RefusedError(at.problem(path, "a key is empty", "every entry is written 'key: value'"))
        return self._text(event.value, path, at), at

    def _text(self, value: str, path: Path, at: Origin) -> str:
        """Return ``value`` composed, so that what looks the same is the same."""
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise RefusedError(at.problem(path, "half of a character (a lone surrogate)", "write the character itself"))
        return unicodedata.normalize("NFC", value)

    def _list(self, path: Path) -> list[Node]:
        entries: list[Node] = []
        while isinstance(
            event := next(self._events), ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent
        ):
            entries.append(self._node(event, (*path, len(entries)), self._at(event)))
        return entries

    def _at(self, event: Event) -> Origin:
        start, end = event.start_mark, event.end_mark
        shift = self._shift if start.line == 0 else 0
        width = end.column - start.column if isinstance(event, ScalarEvent) and start.line == end.line else 1
        return Origin(self._source, start.line + 1, start.column + 1 + shift, max(1, width))

    def _broken(self, error: MarkedYAMLError) -> Problem:
        reason = str(error.problem or "the text is no YAML").split("\n")[0]
        # What is missing at the end was opened at the context; what stands in the wrong place is the problem itself.
        opened = error.context_mark if any(phrase in reason for phrase in _UNFINISHED) else None
        mark = opened or error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        at = Origin(self._source, line + 1, column + 1 + (self._shift if line == 0 else 0))
        problem = at.problem((), f"the YAML cannot be read: {reason}")
        hint = next((way for phrase, way in _WAYS_OUT if phrase in reason), "")
        if "\t" in problem.text:
            hint = "indent with spaces; tabs are not allowed"
        return at.problem((), problem.message, hint)
