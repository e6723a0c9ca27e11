"""Reads the entries of a quarantine again, as somebody mended them, or the sources that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from indexer.fetch import is_address
from indexer.quarantine import STANDARD_INPUT, Entry, Quarantine, entries_of
from indexer.sources.base import Item, Read, Rejection, Source
from indexer.sources.detect import Format
from indexer.sources.pages.portals import Portals
from indexer.sources.readers import READERS


def items_again(
    path: Path,
    quarantine: Quarantine,
    *,
    portals: Portals,
    columns: Mapping[str, str],
    read_whole: Callable[[Iterable[str]], Iterator[Item]],
) -> Iterator[Item]:
    """What the entries in ``path`` are now: records by themselves, under their old source and line; others by ``read_whole``.

    ``quarantine`` is told of each, so that it leaves if it has become a release. Raises UnreadableSourceError.
    """
    whole: set[str] = set()
    for entry in list(entries_of(path)):
        quarantine.tried_again(entry.entry)
        if entry.raw:
            yield from _items_of(entry, portals, columns)
        elif entry.source == STANDARD_INPUT:
            yield Rejection(entry.source, entry.line, entry.reason)  # what came that way cannot be asked for again
        else:
            whole.add(_readable(entry.source))
    yield from read_whole(sorted(whole))


def _items_of(entry: Entry, portals: Portals, columns: Mapping[str, str]) -> Iterator[Item]:
    raw = entry.raw
    format = Format(entry.format) if entry.format in list(Format) else Format.JSON_LINES
    source = Source(entry.source, BytesIO(raw.encode("utf-8", "replace")), entry.rejected_at, portals, columns=columns)
    for item in READERS[format](source):
        if isinstance(item, Rejection):
            yield replace(item, line=entry.line, raw=item.raw or raw, format=format.value)
        elif isinstance(item, Read):
            yield replace(item, line=entry.line)
        else:
            yield item


def _readable(source: str) -> str:
    """The file to read for a source: of something in an archive, the archive."""
    if is_address(source):
        return source
    path = Path(source)
    return next((str(each) for each in (path, *path.parents) if each.is_file()), source)
