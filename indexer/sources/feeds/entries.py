"""A feed in any format as a list of entries, each with the page behind it: for whoever goes on to read those pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from indexer.sources.base import Item, Read, Source
from indexer.sources.detect import Format
from indexer.sources.draft import Draft, DraftMaker, items_of_drafts
from indexer.sources.feeds.json_feed import is_json_feed, json_feed_drafts
from indexer.sources.feeds.rss_atom import feed_drafts
from indexer.sources.json_parsing import Fields, parsed_json
from indexer.sources.pages.facts.page_facts import absolute_url
from search_service.errors import InvalidReleaseError

MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: the ``url`` of its page ("" where it has none), a ``stamp`` that changes with what it says, what it says."""

    url: str
    stamp: str
    items: tuple[Item, ...]


def read_entries(source: Source, format: Format) -> Iterator[Entry]:
    """Every entry of a feed. Raises InvalidReleaseError for what is no feed."""
    for maker in _drafts(source, format):
        try:
            draft = maker()
        except InvalidReleaseError as error:
            yield Entry("", _stamp(str(error)), _told(maker, source))
        else:
            yield Entry(_page(draft, source), _stamp(repr(draft)), _told(_made(draft), source))


def _drafts(source: Source, format: Format) -> list[DraftMaker]:
    if format is Format.FEED:
        return feed_drafts(source)[0]
    is_json = format in (Format.JSON, Format.JSON_LINES)
    fields = Fields.of(parsed_json(source.stream.read(MOST_BYTES), part="feed").value if is_json else None)
    if not is_json_feed(fields):
        raise InvalidReleaseError(("not a feed (RSS, RDF, Atom, JSON Feed); name another kind of source",))
    return list(json_feed_drafts(fields))


def _told(maker: DraftMaker, source: Source) -> tuple[Item, ...]:
    """What an entry says, as told by a feed."""
    items = items_of_drafts([maker], source)
    return tuple(replace(item, kind=Format.FEED.value) if isinstance(item, Read) else item for item in items)


def _made(draft: Draft) -> DraftMaker:
    return lambda: draft


def _page(draft: Draft, source: Source) -> str:
    url = absolute_url(draft.url, source.url) if draft.url else ""
    return url if url.startswith(("http://", "https://")) else ""


def _stamp(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
