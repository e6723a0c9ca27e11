"""Bytes → text: byte order marks, UTF-8 wherever it fits, the declared charset, windows-1252; mojibake is undone.

No odd byte rejects a file: it is read as windows-1252, which is what it nearly always is, and counted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedReader, RawIOBase
from itertools import cycle

from ftfy import fix_encoding

from search_service.errors import InvalidReleaseError


class Repair(StrEnum):
    """What was put right in a source; reports count each kind."""

    ODD_BYTES = "odd bytes"
    MOJIBAKE = "mojibake"
    HYPHENATION = "hyphenation"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how often it had to be repaired, by kind; kinds that did not occur are missing."""

    text: str
    repairs: Mapping[Repair, int] = field(default_factory=dict)


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
_HEAD_BYTES = 4096
"""How far a declaration may stand from the beginning; HTML allows 1,024, real pages need more."""

_SINGLE_BYTE = {
    # As browsers do: what calls itself ISO 8859-1 or ASCII is windows-1252.
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("iso-8859-15", "iso8859-15", "latin-9", "latin9"), "iso8859-15"),
    **dict.fromkeys(("iso-8859-2", "latin2"), "iso8859-2"),
    **dict.fromkeys(("windows-1250", "cp1250"), "cp1250"),
    **dict.fromkeys(("windows-1251", "cp1251"), "cp1251"),
    **dict.fromkeys(("windows-1254", "cp1254", "iso-8859-9"), "cp1254"),
    **dict.fromkeys(("macintosh", "mac", "x-mac-roman"), "mac-roman"),
    **dict.fromkeys(("cp850", "ibm850", "cp437", "ibm437"), "cp850"),
    "koi8-r": "koi8-r",
}
_MULTI_BYTE = re.compile(
    rb"((?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)"
)
"""Characters of UTF-8 beyond ASCII (Unicode 16, table 3-7), as many as follow each other."""
_HIGH_BYTES = bytes(range(0x80, 0x100))
_MAX_REPAIRED = 1_000_000
"""Characters of one text that are looked at for mojibake; hostile ones cost ftfy 7 s a million."""
_BROKEN = re.compile("[ÂÃÄÅÆÐÑâãäåïð][\u0080-\u00bf\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
"""What UTF-8 that was read in a single-byte encoding always holds; ftfy then decides what it was."""


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """The text of a file, whose encoding may be ``declared`` outside of it, which counts where it is not UTF-8.

    Raises InvalidReleaseError for what is no text: it contains NUL characters.
    """
    text, odd = _decoded(data, _SINGLE_BYTE.get(declared.lower()))
    if "\x00" in text:
        raise InvalidReleaseError(("not a text: it contains NUL characters; save it as UTF-8",))
    return _mended(text, odd)


def decode_line(line: bytes) -> Decoded:
    """One line of a file that is read line by line: UTF-8, or windows-1252 where that does not fit. NUL characters stay."""
    return _mended(*_as_utf8(line))


def _mended(text: str, odd_bytes: int) -> Decoded:
    clean, undone = without_mojibake(text)
    counts = {Repair.ODD_BYTES: odd_bytes, Repair.MOJIBAKE: undone}
    return Decoded(clean, {kind: count for kind, count in counts.items() if count})


def utf8_stream(stream: BufferedReader, head: bytes) -> BufferedReader:
    """The same text in UTF-8 where a stream that begins with ``head`` is UTF-16 or UTF-32; else the stream itself."""
    wide = wide_encoding(head)
    return BufferedReader(_Utf8(stream, codecs.getincrementaldecoder(wide)("ignore"))) if wide else stream


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by the mark or by the zeros in what begins with ``head``; None for all other bytes."""
    marked = next((name for mark, name in _MARKS[1:] if head.startswith(mark)), None)
    return marked or _zeros_of_utf16(head[:_HEAD_BYTES])


class _Utf8(RawIOBase):
    """A text as bytes of UTF-8, made while it is read; a byte order mark becomes that of UTF-8."""

    def __init__(self, stream: BufferedReader, decoder: codecs.IncrementalDecoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer; BufferedReader passes this
        while not self._waiting and (data := self._stream.read(len(buffer))):
            self._waiting = self._decoder.decode(data).encode("utf-8", "replace")
        now, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(now)] = now
        return len(now)


def without_mojibake(text: str) -> tuple[str, int]:
    """The text with UTF-8 that was read as a single-byte encoding (``fÃ¼r``) undone where ftfy is certain, and in how many lines."""
    if text.isascii() or not _BROKEN.search(text):
        return text, 0
    lines = text.split("\n")
    undone, room = 0, _MAX_REPAIRED
    for number, line in enumerate(lines):
        if _BROKEN.search(line) and (room := room - len(line)) >= 0 and (fixed := fix_encoding(line)) != line:
            lines[number] = fixed
            undone += 1
    return "\n".join(lines), undone


def _decoded(data: bytes, declared: str | None) -> tuple[str, int]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return _as_utf8(rest) if name == "utf-8" else _wide(rest, name)
    if wide := _zeros_of_utf16(data[:_HEAD_BYTES]):
        return _wide(data, wide)
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError:
        return _mixed(data, declared)


def _wide(data: bytes, name: str) -> tuple[str, int]:
    """UTF-16 or UTF-32; halves of characters, as a file that was cut ends with, are left out."""
    text = data.decode(name, "replace")
    odd = text.count("\ufffd") - data.count("\ufffd".encode(name)) if "\ufffd" in text else 0
    return (text.replace("\ufffd", ""), odd) if odd > 0 else (text, 0)


def _zeros_of_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin text is zero, the others are not."""
    even, odd, half = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if half < 4 or even == odd:
        return None
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _mixed(data: bytes, declared: str | None) -> tuple[str, int]:
    """Not UTF-8 throughout: a single-byte encoding, or UTF-8 with odd bytes when most of its special characters are that."""
    characters = sum(len(run.decode("utf-8")) for run in _MULTI_BYTE.findall(data))
    if characters >= _high_bytes(_MULTI_BYTE.sub(b"", data)):
        return _as_utf8(data)
    name = declared or _declared(data) or "cp1252"
    return data.decode(name, "ignore"), _undefined(data, name)


def _as_utf8(data: bytes) -> tuple[str, int]:
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError:
        pieces = _MULTI_BYTE.split(data)  # in turns: what is not beyond ASCII in UTF-8, and what is
    text = "".join(piece.decode("utf-8" if is_utf8 else "cp1252", "ignore") for piece, is_utf8 in zip(pieces, cycle((False, True))))
    return text, sum(map(_high_bytes, pieces[::2]))


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD_BYTES])
    return _SINGLE_BYTE.get(found[1].decode().lower()) if found else None


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH_BYTES))


def _undefined(data: bytes, name: str) -> int:
    """Bytes that mean nothing in this encoding: windows-1252 leaves five undefined."""
    unknown = bytes(byte for byte in _HIGH_BYTES if not bytes([byte]).decode(name, "ignore"))
    return len(data) - len(data.translate(None, unknown))
