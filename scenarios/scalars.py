"""Scalars: what an unquoted word of a scenario file means, in the core of YAML 1.2 and nothing more."""

import re

_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_MOST_DIGITS = 300


def resolve(word: str) -> bool | int | float | str | None:
    """Return the value of an unquoted word; 22:30, no and 0x1F stay text, 010 is ten.

    Raises:
        ValueError: a whole number too long to be of any use.
    """
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        if len(word) > _MOST_DIGITS:
            raise ValueError(f"a number of {len(word)} digits")
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else word
