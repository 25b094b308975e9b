"""Hints: the nearest known words for one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

_MOST_LISTED = 24


def near(word: object, known: Iterable[object]) -> str:
    """Return "did you mean 'tills'? known: ..." for a word that should be one of ``known``."""
    words = [str(option) for option in known]
    if not words:
        return "none is known here"
    close = get_close_matches(str(word)[:100], words, 2, 0.6)
    meant = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
    listed = ", ".join(words[:_MOST_LISTED])
    more = f" and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    return f"{meant}known: {listed}{more}"


def brief(value: object) -> str:
    """Return a value for a message as a file would write it, cut when it is long."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
