"""Bytes of a page → text: byte order mark, UTF-8 wherever it is valid, the declared charset, windows-1252; never mojibake."""

from __future__ import annotations

import codecs
import re

from search_service.errors import InvalidReleaseError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
_HEAD_BYTES = 4096
"""How far a declaration may stand from the beginning; HTML allows 1,024, real pages need more."""

_SINGLE_BYTE = {
    # As browsers do: what calls itself ISO 8859-1 or ASCII is windows-1252.
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("iso-8859-15", "iso8859-15", "latin-9", "latin9"), "iso8859-15"),
    **dict.fromkeys(("iso-8859-2", "latin2"), "iso8859-2"),
    **dict.fromkeys(("windows-1250", "cp1250"), "cp1250"),
    **dict.fromkeys(("macintosh", "mac", "x-mac-roman"), "mac-roman"),
}
_UTF8_UMLAUT = re.compile(rb"\xc3[\x84\x96\x9c\x9f\xa4\xb6\xbc]")


def decode(data: bytes) -> str:
    """The text of a page. Raises InvalidReleaseError that names the byte where no encoding fits."""
    text = _decoded(data)
    if "\x00" in text:
        raise InvalidReleaseError(("not a text: it contains NUL characters; save it as UTF-8",))
    return text


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name, start=len(mark))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _UTF8_UMLAUT.search(data):  # in a single-byte encoding that would be "Ã¤", which no German text contains
            raise InvalidReleaseError(
                (f"byte {error.start + 1:,} is not UTF-8, though others are; save the file in one encoding",)
            ) from error
    return _strictly(data, _declared(data) or "cp1252")


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD_BYTES])
    return _SINGLE_BYTE.get(found[1].decode().lower()) if found else None


def _strictly(data: bytes, name: str, *, start: int = 0) -> str:
    try:
        return data[start:].decode(name)
    except UnicodeDecodeError as error:
        raise InvalidReleaseError((f"byte {start + error.start + 1:,} is neither UTF-8 nor {name}; save the file as UTF-8",)) from error
