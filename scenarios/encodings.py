"""Encodings: bytes of a scenario file or table as text; UTF-8 only, others are recognised and named."""

from pathlib import Path

MOST_BYTES = 10_000_000
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_ARCHIVE = b"PK\x03\x04"


class UnreadableError(ValueError):
    """A file whose bytes are no text of ours; the message says what they are, ``hint`` the way out."""

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.hint = hint
        self.line = line


def read_text(path: Path) -> str:
    """Return the text of ``path`` with line feeds as line ends and without a byte order mark.

    Raises:
        UnreadableError: too large, or not UTF-8.
        OSError: cannot be opened.
    """
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UnreadableError("the file is larger than 10 MB", "move long lists of places or products into CSV tables")
    return decode(raw, path.name)


def decode(raw: bytes, name: str) -> str:
    """Return ``raw`` as text; ``name`` is only used in hints.

    Raises:
        UnreadableError: not UTF-8.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            raise _not_utf8(encoding, name)
    if raw.startswith(_ARCHIVE):
        raise UnreadableError("the file is a spreadsheet or an archive", "save the sheet as CSV UTF-8")
    if b"\x00" in raw:
        raise _not_utf8(_with_zeros(raw), name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _not_utf8(_guess(raw), name, line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(raw: bytes) -> str:
    for encoding, name in (("gbk", "GBK"), ("gb18030", "GB18030"), ("big5", "Big5")):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum("\u4e00" <= char <= "\u9fff" for char in text) > sum("\u00a0" <= char < "\u0400" for char in text):
            return name
    return "an unknown encoding"


def _with_zeros(raw: bytes) -> str:
    """Name what holds zero bytes: Latin letters in UTF-16 are zeros every other byte."""
    if raw[1::2].count(0) > len(raw) // 5:
        return "UTF-16LE"
    return "UTF-16BE" if raw[0::2].count(0) > len(raw) // 5 else "binary data"


def _not_utf8(encoding: str, name: str, line: int = 0) -> UnreadableError:
    unknown = encoding in {"an unknown encoding", "binary data"}
    convert = "is this the right file?" if unknown else f"convert it: iconv -f {encoding} -t UTF-8 {name} > utf8-{name}"
    return UnreadableError(f"the file is not UTF-8; it looks like {encoding}", f"save it as UTF-8, or {convert}", line)
