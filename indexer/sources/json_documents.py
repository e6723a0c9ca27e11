"""JSON of any layout → releases: an array, one object, or several after each other, each value read when it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from indexer.sources.base import Item, Rejection, Source, with_raw
from indexer.sources.encoding import decode_line
from indexer.sources.json_objects import items_of

MAX_VALUE_BYTES = 20_000_000
"""A larger value is skipped unread; a feed has some hundred entries of 5 KB."""

_CHUNK_BYTES = 65_536
_BLANK = b" \t\r\n"
_MARK = re.compile(rb'["\\{}\[\],]')


def read_json(source: Source) -> Iterator[Item]:
    """The releases of each value of an array, or of each object that stands alone; a rejection names the line where it begins."""
    for line, value in _values(source.stream):
        if value is None:
            yield Rejection(source.name, line, f"longer than {MAX_VALUE_BYTES:,} bytes, which no release is; write JSON Lines")
        else:
            yield from (with_raw(item, decode_line(value).text) for item in items_of(value, source, line, part="value"))


def _values(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each value with the line where it begins; None for one that is too long. An outermost array is only a list of values."""
    cutter = _Cutter()
    is_first = True
    while chunk := stream.read(_CHUNK_BYTES):
        if is_first:
            chunk = _without_bracket(chunk.removeprefix(b"\xef\xbb\xbf"))
        is_first = False
        yield from cutter.values(chunk)
    yield from cutter.rest()


def _without_bracket(chunk: bytes) -> bytes:
    """The beginning of the file, whose lines still count, without the bracket of an outermost array."""
    return chunk.replace(b"[", b" ", 1) if chunk.lstrip(_BLANK).startswith(b"[") else chunk


class _Cutter:
    """Cuts a stream of JSON where a value ends; whether what it cuts is JSON is for others to say."""

    def __init__(self) -> None:
        self._value = bytearray()
        self._is_too_long = False
        self._line = 1
        self._lines_passed = 0
        self._depth = 0
        self._in_text = False
        self._unread_up_to = 0  # in the chunk: what follows a backslash is no mark

    def values(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        start = 0
        for mark in _MARK.finditer(chunk):
            if mark.start() >= self._unread_up_to and self._ends_value(mark.group(), mark.end()):
                self._add(chunk[start : mark.end() if mark.group() == b"}" else mark.start()])
                yield from self.rest()
                start = mark.end()
        self._unread_up_to = max(0, self._unread_up_to - len(chunk))
        self._add(chunk[start:])

    def rest(self) -> Iterator[tuple[int, bytes | None]]:
        """The value that was collected, if there is one."""
        value = bytes(self._value)
        before = value[: len(value) - len(value.lstrip(_BLANK))].count(b"\n")
        if self._is_too_long or value.strip(_BLANK):
            yield self._line + before, None if self._is_too_long else value
        self._line += self._lines_passed
        self._lines_passed, self._is_too_long = 0, False
        self._value.clear()

    def _ends_value(self, mark: bytes, end: int) -> bool:
        if mark == b'"':
            self._in_text = not self._in_text
        elif self._in_text:
            self._unread_up_to = end + 1 if mark == b"\\" else 0
        elif mark in b"{[":
            self._depth += 1
        elif mark in b"}]":
            self._depth = max(0, self._depth - 1)
            return self._depth == 0
        else:
            return self._depth == 0
        return False

    def _add(self, piece: bytes) -> None:
        self._lines_passed += piece.count(b"\n")
        self._is_too_long = self._is_too_long or len(self._value) + len(piece) > MAX_VALUE_BYTES
        if not self._is_too_long:
            self._value += piece
