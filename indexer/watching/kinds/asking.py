"""Asks for a list only when it changed, or when something that it lists is to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from indexer.fetch import Fetched, Validators
from indexer.watching.portions import Mark
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FeedSource, SitemapSource


@dataclass(frozen=True, slots=True)
class ChangedList:
    """A list, and the mark that becomes true when all that it lists has been read."""

    fetched: Fetched
    mark: Mark


def asked_again(source: FeedSource | SitemapSource, tools: Tools) -> bool:
    """Whether a list is to be had even if it did not change: a page of it is due."""
    return tools.memory.has_due(source.name, tools.now())


def changed_list(source: FeedSource | SitemapSource, url: str, tools: Tools, *, afresh: bool) -> ChangedList | None:
    """The list at ``url``; None when it is as it was when all of it was read, unless ``afresh``. Raises UnreadableSourceError."""
    known = Mark(key=url) if afresh else tools.memory.marks(source.name, [url]).get(url, Mark(key=url))
    limits = source.limits(private_addresses=tools.visitor.private_addresses)
    fetched = tools.visitor.visit(url, limits, Validators(etag=known.etag, modified=known.modified))
    if fetched is None:
        return None
    stamp = sha256(fetched.stream.getbuffer()).hexdigest()
    if known.stamp == stamp:
        return None
    return ChangedList(fetched, Mark(key=url, stamp=stamp, etag=fetched.validators.etag, modified=fetched.validators.modified))
