"""Feeds: their entries, and the pages behind them. A feed is asked for only if it changed, or if a page of it is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

from indexer.fetch import Fetched
from indexer.sources.base import Source
from indexer.sources.detect import HEAD_BYTES, Format, detect_format
from indexer.sources.feeds.entries import read_entries
from indexer.watching.kinds.asking import asked_again, changed_list
from indexer.watching.kinds.pages import Wanted, pages_behind
from indexer.watching.portions import Mark, Portion, entry_key, of_thing
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FeedSource
from search_service.errors import InvalidReleaseError, UnreadableSourceError


def feed_portions(source: FeedSource, tools: Tools) -> Iterator[Portion]:
    """The new entries of a feed with the pages behind them. Raises UnreadableSourceError when there is no feed to be had."""
    found = changed_list(source, source.url, tools, afresh=asked_again(source, tools))
    if found is None:
        return
    entries = list(_entries(found.fetched, tools))
    links = Counter(entry.url for entry in entries)
    pages = [entry for entry in entries if source.follow and entry.url and links[entry.url] == 1 and source.wants(entry.url)]
    alone = [entry for entry in entries if not source.follow or not entry.url or links[entry.url] > 1]
    yield from _entries_alone(source, alone, tools)
    for portion in pages_behind(source, pages, tools):
        yield portion
        if portion.again_in is not None:
            return
    there = {source.url, *(page.url for page in pages), *(_own_key(entry) for entry in alone)}
    gone = tuple(sorted(tools.memory.keys(source.name) - there))
    yield Portion(marks=(found.mark,), gone=gone, lost=gone)


def _entries(fetched: Fetched, tools: Tools) -> Iterator[Wanted]:
    data = fetched.stream.getvalue()
    format = detect_format(data[:HEAD_BYTES]) or Format.TEXT
    opened = Source(fetched.url, BytesIO(data), fetched.modified, tools.way.portals, url=fetched.url)
    try:
        for entry in read_entries(opened, format):
            yield Wanted(entry.url, entry.stamp, entry.items)
    except InvalidReleaseError as error:
        raise UnreadableSourceError(f"{fetched.url} cannot be read: {error}") from error


def _own_key(entry: Wanted) -> str:
    return entry_key(entry.url, entry.stamp)


def _entries_alone(source: FeedSource, entries: Sequence[Wanted], tools: Tools) -> Iterator[Portion]:
    """What entries say whose pages are not read, once for each of their states."""
    known = tools.memory.marks(source.name, [_own_key(entry) for entry in entries])
    for entry in entries:
        if _own_key(entry) not in known and (not entry.url or source.wants(entry.url)):
            yield of_thing(Portion(items=entry.items, marks=(Mark(key=_own_key(entry)),)), _own_key(entry))
