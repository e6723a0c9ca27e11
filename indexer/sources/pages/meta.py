"""What the head of a page says about its release: meta tags (Open Graph, Dublin Core and the older names), links, language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.facts import PageFacts, absolute_url, ministries_among
from search_service.release import Image

Tags = Mapping[str, Sequence[str]]

_TITLE = ("og:title", "dc.title", "dcterms.title", "twitter:title")
_TEASER = ("og:description", "description", "dc.description", "dcterms.description", "twitter:description")
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("dcterms.date", "dc.date", "dcterms.created", "dc.date.created", "pubdate", "publish-date", "date"),
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified")
_AUTHORITY = ("dc.creator", "dcterms.creator", "dc.publisher", "dcterms.publisher", "author", "publisher")
_SAVED_FROM = re.compile(r"<!-- saved from url=\([0-9]{4}\)(?P<url>\S{1,2000}) -->")
_PORTAL_NAME = re.compile(r"\s[|]\s[^|]+$")


def meta_facts(page: HtmlElement, html: str) -> PageFacts:
    """What the head says; ``html`` is the whole text, because a browser notes where a page was saved from before its root."""
    tags = _tags(page)
    saved_from = _SAVED_FROM.search(html[:2000])
    links = [link.get("href") or "" for link in page.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    candidates = [*links, *tags["og:url"], saved_from["url"] if saved_from else ""]
    alts = tags["og:image:alt"]
    return PageFacts(
        url=next(filter(None, (absolute_url(each, "") for each in candidates)), ""),
        title=_first(tags, _TITLE),
        teaser=_first(tags, _TEASER),
        published=_all(tags, _PUBLISHED),
        updated=_all(tags, _UPDATED),
        topics=tuple(tags["article:section"]),
        ministries=ministries_among(_all(tags, _AUTHORITY))[:1],
        images=tuple(Image(alt=alt, url=absolute_url(url, "")) for url, alt in zip(tags["og:image"], alts, strict=False)),
        language=page.get("lang") or "",
    )


def title_tag(page: HtmlElement) -> str:
    """The title of the window, for a page that has no headline: without the name of the portal behind it."""
    text = next((clean_text(title.text or "") for title in page.iter("title")), "")
    return _PORTAL_NAME.sub("", text)


def _tags(page: HtmlElement) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        if content := clean_text(tag.get("content") or ""):
            found[name.strip().lower()].append(content)
    return found


def _all(tags: Tags, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(content for name in names for content in tags.get(name, ()))


def _first(tags: Tags, names: Sequence[str]) -> str:
    return next(iter(_all(tags, names)), "")
