"""Opens sources and finds the reader for each: by what a file begins with, then by its suffix. Folders are walked in sorted order."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast

from indexer.sources.base import Item, Reader, Rejection, Source
from indexer.sources.json_lines import read_json_lines
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import Portals, known_portals
from indexer.sources.pages.text_page import read_text
from search_service.errors import UnreadableSourceError

HEAD_BYTES = 4096
"""As much of a file is looked at; the root of a page stands within it, whatever comments come first."""
STANDARD_INPUT = Path("-")


class Format(StrEnum):
    """What a source can be written in; the values are those of ``--format``."""

    JSON_LINES = "jsonl"
    HTML = "html"
    TEXT = "text"


READERS: dict[Format, Reader] = {Format.JSON_LINES: read_json_lines, Format.HTML: read_html, Format.TEXT: read_text}
_SUFFIXES = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), Format.JSON_LINES),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format.HTML),
    **dict.fromkeys((".txt", ".text"), Format.TEXT),
}
_NOT_RELEASES = re.compile(r"readme.*|.*\.(?:toml|md)", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_JSON_OBJECT = re.compile(rb'\s*\{\s*["}]')
_OTHER_MARKUP = re.compile(rb"\s*[<\[{]|%PDF|.*\x00", re.DOTALL)


def detect_format(head: bytes, suffix: str = "") -> Format | None:
    """The format of something that begins with ``head``: by its content, else by the suffix; None if neither tells.

    Text has no look of its own, so without any suffix everything counts as text that is no markup and has no zero bytes.
    """
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: Latin letters have a zero byte each
        plain = head[2:].replace(b"\x00", b"")
    if _HTML.match(plain):
        return Format.HTML
    if _JSON_OBJECT.match(plain):
        return Format.JSON_LINES
    return _SUFFIXES.get(suffix.lower()) if suffix or _OTHER_MARKUP.match(plain) else Format.TEXT


@dataclass(frozen=True, slots=True)
class _Way:
    """How all files of one source are read."""

    format: Format | None
    strict: bool
    portals: Portals


def read_source(path: Path, *, format: Format | None = None, strict: bool = False, portals: Portals | None = None) -> Iterator[Item]:
    """Everything that a file, a folder or standard input (``-``) holds: releases, and rejections for what is none.

    Of a folder hidden files, README*, *.md, *.toml and files of unknown kind are passed over. ``format`` overrules what is detected;
    with ``strict`` an unknown field is an error. Raises UnreadableSourceError, at once, when the source itself cannot be read.
    """
    way = _Way(format, strict, portals or known_portals())
    if path == STANDARD_INPUT:
        return _read_stream(_standard_input(), "-", datetime.now(UTC), way)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        raise UnreadableSourceError(f"{_printable(path)} cannot be read ({_reason(error)}); check the path") from error
    if not os.access(path, os.R_OK | (os.X_OK if is_folder else 0)):
        raise UnreadableSourceError(f"{_printable(path)} cannot be read (no permission); check who may read it")
    return _read_folder(path, way) if is_folder else _read_file(path, way, is_named=True)


def _standard_input() -> BufferedReader:
    """Whoever calls the command from Python may have put any other stream in its place."""
    stream = sys.stdin.buffer
    return stream if isinstance(stream, BufferedReader) else BufferedReader(cast(RawIOBase, stream))


def _read_folder(folder: Path, way: _Way) -> Iterator[Item]:
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            try:
                waiting.extend(sorted(filter(_may_hold_releases, path.iterdir()), reverse=True))
            except OSError as error:
                yield Rejection(_printable(path), None, f"cannot be read ({_reason(error)}); check who may read it")
        else:
            yield from _read_file(path, way, is_named=False)


def _may_hold_releases(path: Path) -> bool:
    """Links to folders are not followed, they can lead in circles; one to nowhere is let through so that it is reported."""
    if path.name.startswith(".") or _NOT_RELEASES.fullmatch(path.name):
        return False
    return path.is_file() or (path.is_symlink() != path.is_dir())


def _read_file(path: Path, way: _Way, *, is_named: bool) -> Iterator[Item]:
    try:
        with path.open("rb") as stream:
            modified = datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)
            yield from _read_stream(stream, _printable(path), modified, way, suffix=path.suffix, is_named=is_named)
    except OSError as error:
        yield Rejection(_printable(path), None, f"cannot be read ({_reason(error)}); check the file and who may read it")


def _read_stream(
    stream: BufferedReader, name: str, modified: datetime, way: _Way, *, suffix: str = "", is_named: bool = True
) -> Iterator[Item]:
    format = way.format or detect_format(stream.peek(HEAD_BYTES)[:HEAD_BYTES], suffix)
    if format:
        yield from READERS[format](Source(name, stream, modified, way.portals, way.strict))
    elif is_named:
        known = ", ".join(Format)
        yield Rejection(name, None, f"neither its beginning nor its suffix tells what kind of file it is; say so with --format ({known})")


def _printable(path: Path) -> str:
    """A path for the report: its name may be in any encoding, and it goes to a terminal."""
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in name)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
