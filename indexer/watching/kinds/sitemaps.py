"""Sitemaps, and indexes of sitemaps: the pages that they list, newest first. Those that did not change are not read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indexer.fetch import Fetched
from indexer.sources.base import Item, Listed, Rejection
from indexer.sources.detect import HEAD_BYTES, Format, detect_format
from indexer.sources.opening import read_fetched
from indexer.sources.unpacking import container_of
from indexer.watching.kinds.asking import asked_again, changed_list
from indexer.watching.kinds.pages import Wanted, pages_behind
from indexer.watching.portions import Mark, Portion
from indexer.watching.tools import Tools
from indexer.watching.watch_file import SitemapSource
from search_service.errors import UnreadableSourceError

MOST_LISTED = 200_000
"""Pages of all sitemaps of a source together: more would cost more memory than a watch may have."""


def sitemap_portions(source: SitemapSource, tools: Tools) -> Iterator[Portion]:
    """The pages of a sitemap, or of those that an index lists. Raises UnreadableSourceError when it cannot be had."""
    found = _all_listed(source, tools, afresh=asked_again(source, tools))
    if source.mirror and found.has_unchanged and len(found.marks) > 1:
        found = _all_listed(source, tools, afresh=True)  # a page may have gone from one sitemap to another
    yield Portion(items=tuple(found.problems))
    pages = [_wanted(each) for each in sorted(found.pages.values(), key=_age) if source.wants(each.url)]
    for portion in pages_behind(source, pages, tools):
        yield portion
        if portion.again_in is not None:
            return
    there = {*found.asked, *(page.url for page in pages)}
    gone = tools.memory.keys(source.name) - there if found.is_whole else frozenset()
    lost = (key for key in gone if source.wants(key))  # what is not asked for any more may still be there
    yield Portion(marks=tuple(found.marks), gone=tuple(sorted(gone)), lost=tuple(sorted(lost)))


@dataclass(slots=True)
class _Found:
    """What sitemaps list; ``is_whole`` when all of them were read, not only those that changed."""

    pages: dict[str, Listed] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    problems: list[Rejection] = field(default_factory=list)
    is_whole: bool = True
    has_unchanged: bool = False


def _all_listed(source: SitemapSource, tools: Tools, *, afresh: bool) -> _Found:
    """The first one is an error when it cannot be had, one below it a problem."""
    found = _Found()
    waiting = [source.url]
    while waiting and not tools.ended():
        url = waiting.pop(0)
        found.asked.add(url)
        try:
            # An index says nothing of changes within the sitemaps below it.
            changed = changed_list(source, url, tools, afresh=afresh or url == source.url)
            items = _items_of(changed.fetched) if changed else ()
        except UnreadableSourceError as error:
            if url == source.url:
                raise
            found.problems.append(Rejection(url, None, str(error)))
            found.is_whole = False
            continue
        if changed is None:
            found.is_whole, found.has_unchanged = False, True
            continue
        found.marks.append(changed.mark)
        waiting.extend(_sort_out(items, found, source.most_sitemaps - len(found.asked) - len(waiting)))
    found.is_whole = found.is_whole and not waiting
    return found


def _items_of(fetched: Fetched) -> tuple[Item, ...]:
    """What a sitemap lists. Raises UnreadableSourceError for what is none: rubbish, or a page that asks who we are."""
    head = bytes(fetched.stream.getbuffer()[:HEAD_BYTES])
    is_odd = container_of(head) is None and detect_format(head) is not Format.SITEMAP
    items = tuple(read_fetched(fetched, format=Format.SITEMAP))
    if any(isinstance(item, Listed) for item in items):
        return items
    reasons = [item.reason for item in items if isinstance(item, Rejection)]
    if reasons or is_odd:
        raise UnreadableSourceError(
            f"{fetched.url} cannot be read: {(reasons or ['is no sitemap'])[0]}; look at what the server sends there"
        )
    return items


def _sort_out(items: Iterable[Item], found: _Found, most: int) -> list[str]:
    """Enter the pages of a sitemap; returns the sitemaps below it, no more than ``most``."""
    below: dict[str, None] = {}
    for item in items:
        if isinstance(item, Rejection):
            found.problems.append(item)
            found.is_whole = False
        elif isinstance(item, Listed) and item.is_sitemap:
            below.setdefault(item.url)
        elif isinstance(item, Listed) and len(found.pages) < MOST_LISTED:
            found.pages.setdefault(item.url, item)
        elif isinstance(item, Listed):
            found.is_whole = False
    new = [url for url in below if url not in found.asked]
    found.is_whole = found.is_whole and len(new) <= most
    return new[: max(most, 0)]


def _age(listed: Listed) -> float:
    """The newest first; those of unknown age last."""
    return -listed.modified.timestamp() if listed.modified else 0.0


def _wanted(listed: Listed) -> Wanted:
    return Wanted(listed.url, listed.modified.isoformat() if listed.modified else "", is_told=listed.modified is not None)
