"""Sitemaps, with news and languages, and indexes of sitemaps → the addresses that they list. Nothing is fetched here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lxml.etree import _Element as Element

from indexer.cleaning import clean_text
from indexer.sources.addresses import without_tracking
from indexer.sources.base import Item, Listed, Rejection, Source, rejection, repaired
from indexer.sources.moments import first_moment_of
from indexer.sources.xml_parsing import children, local_name, text_in, xml_text, xml_tree
from search_service.errors import InvalidReleaseError, UnreadableDateError

MOST_ADDRESSES = 50_000
"""More than the protocol allows in one file."""


def read_sitemap(source: Source) -> Iterator[Item]:
    """Every page and sitemap that is listed, also as a version in another language, once."""
    try:
        decoded = xml_text(source)
        root = xml_tree(decoded.text)
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    found: dict[str, Listed] = {}
    for entry in children(root, "url", "sitemap"):
        for listed in _listed(entry, source):
            known = found.get(listed.url)
            if known is None or ((listed.title or listed.modified) and not (known.title or known.modified)):
                found[listed.url] = listed
        if len(found) > MOST_ADDRESSES:
            yield Rejection(source.name, entry.sourceline, f"lists more than {MOST_ADDRESSES:,} addresses; the rest is left out")
            break
    yield from found.values()
    yield from repaired(source, decoded.repairs)


def _listed(entry: Element, source: Source) -> Iterator[Listed]:
    url = _address(entry)
    is_sitemap = local_name(entry) == "sitemap"
    alternates = {_href(link): link.get("hreflang", "") for link in children(entry, "link") if link.get("rel") == "alternate"}
    news = next(children(entry, "news"), None)
    publication = next(children(news, "publication"), None) if news is not None else None
    language = alternates.get(url) or (_text(publication, "language") if publication is not None else "")
    if url:
        yield Listed(
            url=url,
            source=source.name,
            line=entry.sourceline,
            is_sitemap=is_sitemap,
            modified=_date(entry, news),
            title=clean_text(_text(news, "title")) if news is not None else "",
            language=language,
        )
    for other, code in alternates.items():
        if other and other != url:
            yield Listed(url=other, source=source.name, line=entry.sourceline, is_sitemap=is_sitemap, language=code)


def _address(entry: Element) -> str:
    written = text_in(next(children(entry, "loc"), None))
    return without_tracking(written) if written.startswith(("http://", "https://")) else ""


def _href(link: Element) -> str:
    written = link.get("href", "").strip()
    return without_tracking(written) if written.startswith(("http://", "https://")) else ""


def _text(element: Element, name: str) -> str:
    return text_in(next(children(element, name), None))


def _date(entry: Element, news: Element | None) -> datetime | None:
    """When the page was published, else last changed; one that cannot be read says nothing: the page itself will."""
    written = [_text(news, "publication_date") if news is not None else "", _text(entry, "lastmod")]
    try:
        return first_moment_of(written)
    except UnreadableDateError:
        return None
