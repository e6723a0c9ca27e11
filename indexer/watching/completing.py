"""One release told by a list and by its page: the page's text is the fuller one, the list completes what the page does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexer.sources.base import Item, Read, Rejection
from search_service.release import Release

_LACKING = ("topics", "ministries", "images", "attachments", "embargo_until")


def told_together(by_list: Sequence[Item], on_page: Sequence[Item]) -> tuple[Item, ...]:
    """The items to store. Where list and page tell of one release, only that of the page, completed, so that it has one version.

    An entry whose text is longer than that of its page stays beside it: the store decides. Where the page can be read, what is wrong
    with the entry is no matter.
    """
    pages = [item for item in on_page if isinstance(item, Read)]
    entries = [item for item in by_list if isinstance(item, Read)]
    if not pages:
        return (*by_list, *on_page)
    if len(pages) > 1 or len(entries) != 1:
        return (*entries, *on_page)
    (page,), (entry,) = pages, entries
    whole = replace(page, release=completed(page.release, entry.release))
    others = [item for item in (*by_list, *on_page) if not isinstance(item, Read | Rejection)]
    return (*([entry] if _length(entry.release) > _length(page.release) else []), whole, *others)


def completed(page: Release, entry: Release) -> Release:
    """The release of a page with what only its entry says: a date that is stated, sender, topics, pictures, a teaser of its own."""
    more: dict[str, object] = {name: getattr(entry, name) for name in _LACKING if not getattr(page, name)}
    if page.published_from != "page" and entry.published_from == "page":
        more |= {"published": entry.published, "published_from": "page"}
    if not page.teaser and entry.body and entry.teaser:
        more["teaser"] = entry.teaser
    return page.model_copy(update=more)


def _length(release: Release) -> int:
    """Letters of teaser and body."""
    return len(release.teaser) + len(release.body_text)
