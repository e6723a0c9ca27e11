"""RSS 0.9 to 2.0, RDF and Atom → drafts, parsed by feedparser. An entry is known by its guid; where there is none, by its link."""

from __future__ import annotations

from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import feedparser

from indexer.sources.base import Item, Source, rejection, repaired
from indexer.sources.draft import Draft, DraftMaker, items_of_drafts
from indexer.sources.encoding import Repair
from indexer.sources.feeds.feed_texts import teaser_and_body
from indexer.sources.markup import markup_of
from indexer.sources.moments import Written
from indexer.sources.senders import is_kind_of_list, senders_among
from indexer.sources.xml_parsing import check_shape, xml_text
from search_service.errors import InvalidReleaseError
from search_service.release import Attachment, Image

Entry = dict[str, Any]  # feedparser's, which is a dictionary with other names for some keys


def read_feed(source: Source) -> Iterator[Item]:
    """A release of each entry; a feed without entries is none, and no mistake."""
    try:
        makers, repairs = feed_drafts(source)
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    yield from items_of_drafts(makers, source)
    yield from repaired(source, repairs)


def feed_drafts(source: Source) -> tuple[list[DraftMaker], Mapping[Repair, int]]:
    """A draft of each entry, and what had to be put right. Raises InvalidReleaseError for what is no feed."""
    decoded = xml_text(source)
    check_shape(decoded.text)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": source.url}
    # Links and markup are ours to clean: feedparser's own way costs it seconds for a megabyte.
    feed = feedparser.parse(decoded.text.encode("utf-8"), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    if not feed.get("version") or (feed.get("bozo") and not feed["entries"]):
        raise InvalidReleaseError(("not a feed that can be read; check the file",))
    return list(_drafts(feed)), decoded.repairs


def _drafts(feed: Entry) -> Iterator[DraftMaker]:
    entries: list[Entry] = feed["entries"]
    links = Counter(_link(entry) for entry in entries)
    for entry in entries:
        yield partial(_draft, entry, feed["feed"], shares_link=links[_link(entry)] > 1)


def _draft(entry: Entry, feed: Entry, *, shares_link: bool) -> Draft:
    url = _link(entry)
    title = " ".join(block.text for block in markup_of(entry.get("title") or "").blocks)
    content = max((each.get("value") or "" for each in entry.get("content", [])), key=len, default="")
    summary = entry.get("summary") or ""
    texts = teaser_and_body("" if summary == content else summary, content, base=url)
    tags = [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])]
    return Draft(
        key=_key(entry, url, title, shares_link=shares_link),
        url=url,
        title=title,
        topics=tuple(tag for tag in tags if not is_kind_of_list(tag)),
        ministries=senders_among(_names(entry, feed)),
        published=(*_dates(entry, "published"), *_dates(entry, "updated"), *_dates(entry, "created")),
        updated=_dates(entry, "updated"),
        teaser=texts.teaser,
        body=texts.body,
        images=(*texts.images, *_images(entry)),
        attachments=(*texts.attachments, *_attachments(entry)),
        language=entry.get("language") or feed.get("language") or "",
        may_be_cut=True,
    )


def _key(entry: Entry, url: str, title: str, *, shares_link: bool) -> str:
    """Entries without a guid that all link to one page are told apart by their titles."""
    own = str(entry.get("id") or "")
    return own or (f"{url}\n{title}" if shares_link else url)


def _link(entry: Entry) -> str:
    """The page of an entry; feedparser takes a guid for the link where only a link to the entry itself is given."""
    links = [each for each in entry.get("links", []) if str(each.get("href", "")).startswith(("http://", "https://"))]
    of_kind = {each.get("rel"): each["href"] for each in reversed(links)}
    first = str(entry.get("link", ""))
    return of_kind.get("alternate") or (first if first.startswith("http") else "") or of_kind.get("self") or ""


def _names(entry: Entry, feed: Entry) -> Iterator[str]:
    """All that may name who sends it, the entry's own first."""
    for holder in (entry, feed):
        yield str(holder.get("publisher") or "")
        yield str(holder.get("author") or "")  # as written: feedparser cuts "x@a.museum (Name)" in the middle of the address
        yield from (str(each.get("name") or "") for each in holder.get("authors", []))
    yield from (str(feed.get(name) or "") for name in ("rights", "title", "subtitle"))


def _dates(entry: Entry, name: str) -> tuple[Written, ...]:
    """The date as it is written, for our own reader knows German; then what feedparser makes of it."""
    if name not in entry:
        return ()
    parsed = entry.get(f"{name}_parsed") if f"{name}_parsed" in entry else None
    return (str(entry[name]), *([datetime.fromtimestamp(timegm(parsed), UTC)] if parsed else []))


def _files(entry: Entry) -> Iterator[tuple[str, str, bool]]:
    """Address, title and whether it is a picture, of everything that is attached."""
    for each in (*entry.get("enclosures", []), *entry.get("media_content", []), *entry.get("media_thumbnail", [])):
        url = str(each.get("href") or each.get("url") or "")
        kind = str(each.get("type") or each.get("medium") or "")
        is_picture = kind.startswith("image") or url.lower().rpartition(".")[2] in ("jpg", "jpeg", "png", "webp", "gif")
        if url.startswith(("http://", "https://")):
            yield url, str(each.get("title") or url.rpartition("/")[2]), is_picture


def _images(entry: Entry) -> Iterator[Image]:
    credits = [str(each.get("content") or "") for each in entry.get("media_credit", [])]
    for url in dict.fromkeys(url for url, _, is_picture in _files(entry) if is_picture):
        yield Image(url=url, credit=credits[0] if credits else "")


def _attachments(entry: Entry) -> tuple[Attachment, ...]:
    found = {url: Attachment(title=title, url=url) for url, title, is_picture in _files(entry) if not is_picture}
    return tuple(found.values())
