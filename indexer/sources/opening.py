"""Opens sources: files, folders in sorted order, archives of them, standard input; each file goes to the reader of its format."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import cast

from indexer.fetch import Fetched
from indexer.sources.base import Item, Read, Rejection, Source
from indexer.sources.detect import DOCUMENTS, HEAD_BYTES, Format, detect_format
from indexer.sources.encoding import utf8_stream
from indexer.sources.pages.portals import Portals, known_portals
from indexer.sources.readers import READERS
from indexer.sources.sizes import Consumed, not_measured, opened_measured
from indexer.sources.unpacking import Allowance, Packed, container_of, spooled, unpacked
from search_service.errors import UnreadableSourceError

STANDARD_INPUT = Path("-")
_KINDS = dict.fromkeys((Format.JSON_LINES, Format.JSON, Format.CSV), "record") | {Format.TEXT: Format.HTML.value}
"""What tells of releases in one way: the same records come as lines today, as a table tomorrow."""
MOST_IN_VAIN = 100_000
"""Records of one file that are rejected one after another before it is given up."""
_NOT_RELEASES = re.compile(r"\..*|__macosx|readme.*|.*\.(?:toml|md)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Way:
    """How all files of one source are read; ``columns`` maps names of a table's columns to fields of a release."""

    format: Format | None = None
    strict: bool = False
    portals: Portals = field(default_factory=known_portals)
    columns: Mapping[str, str] = field(default_factory=dict)
    consumed: Consumed = not_measured


def read_source(
    path: Path,
    *,
    format: Format | None = None,
    strict: bool = False,
    portals: Portals | None = None,
    columns: Mapping[str, str] | None = None,
    consumed: Consumed = not_measured,
) -> Iterator[Item]:
    """Everything that a file, a folder or standard input (``-``) holds: releases, and rejections for what is none.

    Archives (gzip, bzip2, xz, zip, tar) are folders. Of a folder hidden files, README*, *.md, *.toml and files of unknown kind are
    passed over. ``format`` overrules what is detected; with ``strict`` an unknown field is an error; ``consumed`` hears of the bytes of
    files. Raises UnreadableSourceError, at once, when the source itself cannot be read.
    """
    way = Way(format, strict, portals or known_portals(), columns or {}, consumed)
    if path == STANDARD_INPUT:
        return _read_standard_input(way)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        raise UnreadableSourceError(f"{_printable(path)} cannot be read ({_reason(error)}); check the path") from error
    if not os.access(path, os.R_OK | (os.X_OK if is_folder else 0)):
        raise UnreadableSourceError(f"{_printable(path)} cannot be read (no permission); check who may read it")
    return _read_folder(path, way) if is_folder else _read_file(path, way, is_named=True)


def read_fetched(fetched: Fetched, *, format: Format | None = None, strict: bool = False, portals: Portals | None = None) -> Iterator[Item]:
    """Everything that an answer of a server holds, whatever it calls itself."""
    way = Way(format, strict, portals or known_portals())
    with BufferedReader(cast(RawIOBase, fetched.stream)) as stream:
        yield from _read_stream(cast(BufferedReader, stream), fetched.url, fetched.modified, way, url=fetched.url)


def _read_standard_input(way: Way) -> Iterator[Item]:
    """Whoever calls the command from Python may have put any other stream in its place. What is packed is kept until it is read."""
    stream = sys.stdin.buffer
    buffered = stream if isinstance(stream, BufferedReader) else BufferedReader(cast(RawIOBase, stream))
    yield from _read_stream(buffered, "-", datetime.now(UTC), way)


def _read_stream(stream: BufferedReader, name: str, modified: datetime, way: Way, *, url: str = "") -> Iterator[Item]:
    """A stream that has no file."""
    if container_of(stream.peek(HEAD_BYTES)[:HEAD_BYTES]):
        stream = spooled(stream)
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
    else:
        size = 0
    yield from _read_packed(Packed(name, "", stream, modified), way, Allowance(size), is_named=True, url=url)


def files_in(folder: Path) -> Iterator[Path | Rejection]:
    """The files of a folder that may hold releases, in sorted order; a rejection for what is not gone into."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if not path.is_dir() and _is_special(path):
            yield Rejection(_printable(path), None, "is a pipe or a device, not a file; skipped")
        elif _leads_out(path, folder):
            yield Rejection(_printable(path), None, "is a link out of the folder; skipped")
        elif path.is_dir():
            try:
                waiting.extend(sorted((each for each in path.iterdir() if _may_hold_releases(each, folder)), reverse=True))
            except OSError as error:
                yield Rejection(_printable(path), None, f"cannot be read ({_reason(error)}); check who may read it")
        else:
            yield path


def read_file_of_folder(path: Path, way: Way) -> Iterator[Item]:
    """Everything that one file of a folder holds; of one of unknown kind nothing."""
    return _read_file(path, way, is_named=False)


def _read_folder(folder: Path, way: Way) -> Iterator[Item]:
    is_empty = True
    for found in files_in(folder):
        for item in (found,) if isinstance(found, Rejection) else read_file_of_folder(found, way):
            is_empty = False
            yield item
    if is_empty:
        yield Rejection(_printable(folder), None, "is empty: no file in it is of a known kind; nothing was withdrawn")


def _may_hold_releases(path: Path, folder: Path) -> bool:
    """Links to folders are not followed, they can lead in circles; one to nowhere or out of ``folder`` is let through, to be reported."""
    if _NOT_RELEASES.fullmatch(path.name):
        return False
    return _leads_out(path, folder) or not (path.is_symlink() and path.is_dir())


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a link would let whoever can write into the folder publish any file of this machine."""
    try:
        return path != folder and path.is_symlink() and path.exists() and not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def _is_special(path: Path) -> bool:
    """Reading from a FIFO, a socket or a device, or through a link to one, can wait for ever."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _read_file(path: Path, way: Way, *, is_named: bool) -> Iterator[Item]:
    try:
        with opened_measured(path, way.consumed) as stream:
            status = os.fstat(stream.fileno())
            modified = datetime.fromtimestamp(status.st_mtime, UTC)
            packed = Packed(_printable(path), path.name, stream, modified)
            yield from _read_packed(packed, way, Allowance(status.st_size), is_named=is_named)
    except OSError as error:
        yield Rejection(_printable(path), None, f"cannot be read ({_reason(error)}); check the file and who may read it")


def _read_packed(packed: Packed, way: Way, allowance: Allowance, *, is_named: bool, url: str = "") -> Iterator[Item]:
    """The releases of a file, or of the files in it."""
    head = packed.stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    suffix = PurePosixPath(packed.inner_name).suffix
    container = container_of(head)
    format = way.format or detect_format(head, suffix, columns=way.columns)
    if container and format not in DOCUMENTS:
        yield from _read_members(packed, way, allowance)
    elif format:
        stream = utf8_stream(packed.stream, head)
        source = Source(packed.name, stream, packed.modified, way.portals, way.strict, url, way.columns)
        yield from _while_it_makes_sense(READERS[format](source), format)
    elif is_named:
        known = ", ".join(Format)
        reason = f"neither its beginning nor its suffix tells what kind of file it is; say so with --format ({known})"
        yield Rejection(packed.name, None, reason)


def _while_it_makes_sense(items: Iterator[Item], format: Format) -> Iterator[Item]:
    """The items, up to ``MOST_IN_VAIN`` rejections in a row: a file that is something else can have ten million lines."""
    in_vain = 0
    for item in items:
        in_vain = in_vain + 1 if isinstance(item, Rejection) else 0
        if isinstance(item, Read):
            yield replace(item, kind=_KINDS.get(format, format.value))
        else:
            yield replace(item, format=format.value) if isinstance(item, Rejection) and item.raw else item
        if in_vain == MOST_IN_VAIN and isinstance(item, Rejection):
            reason = f"{MOST_IN_VAIN:,} records in a row cannot be read, the rest of the file is left out; is it of another format?"
            yield Rejection(item.source, item.line, reason)
            return


def _read_members(packed: Packed, way: Way, allowance: Allowance) -> Iterator[Item]:
    """What is damaged ends its own archive only."""
    container = container_of(packed.stream.peek(HEAD_BYTES)[:HEAD_BYTES])
    assert container is not None
    try:
        for member in unpacked(packed, container, allowance):
            if not isinstance(member, Packed):
                yield Rejection(_shown(member.name), None, member.reason)
            elif not any(map(_NOT_RELEASES.fullmatch, PurePosixPath(member.inner_name).parts)):
                yield from _read_packed(member, way, allowance, is_named=False)
    except OSError as error:
        yield Rejection(packed.name, None, f"cannot be unpacked: {_reason(error)}")


def _printable(path: Path) -> str:
    """A path for the report: its name may be in any encoding, and it goes to a terminal."""
    return _shown(os.fsencode(path).decode("utf-8", "backslashreplace"))


def _shown(name: str) -> str:
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in name)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
