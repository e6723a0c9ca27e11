"""What the head of a page says about its release: meta tags (Open Graph, Dublin Core and the older names), links, language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.page_facts import PageFacts, absolute_url
from search_service.release import Image

Tags = Mapping[str, Sequence[str]]

_TITLE = ("og:title", "dc.title", "dcterms.title", "twitter:title")
_TEASER = ("og:description", "description", "dc.description", "dcterms.description", "twitter:description")
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("shareaholic:article_published_time", "publication_date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime"),
)
_DATES = ("dcterms.date", "dc.date", "dcterms.created", "dc.date.created", "pubdate", "publish-date", "date", "dcterms.available")
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified")
_SENDER = (
    "dc.publisher",
    "dcterms.publisher",
    "dc.creator",
    "dcterms.creator",
    "publisher",
    "author",
    "copyright",
    "og:site_name",
    "application-name",
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\([0-9]{4}\)(?P<url>\S{1,2000}) -->")
_BETWEEN_PIECES = re.compile(r"\s+[|–—/-]\s+|\s+[-|]\s*|:\s+(?=[A-ZÄÖÜ])")


def meta_facts(page: HtmlElement, html: str) -> PageFacts:
    """What the head says; ``html`` is the whole text, because a browser notes where a page was saved from before its root."""
    tags = _tags(page)
    saved_from = _SAVED_FROM.search(html[:2000])
    links = [link.get("href") or "" for link in page.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    candidates = [*links, *tags["og:url"], saved_from["url"] if saved_from else ""]
    alts = tags["og:image:alt"]
    return PageFacts(
        place="meta tags",
        url=next(filter(None, (absolute_url(each, "") for each in candidates)), ""),
        title=_first(tags, _TITLE),
        teaser=_first(tags, _TEASER),
        published=_all(tags, _PUBLISHED),
        dates=_all(tags, _DATES),
        updated=_all(tags, _UPDATED),
        topics=tuple(tags["article:section"]),
        senders=_all(tags, _SENDER),
        images=tuple(Image(alt=alt, url=absolute_url(url, "")) for url, alt in zip(tags["og:image"], alts, strict=False)),
        language=page.get("lang") or "",
    )


def window_title(page: HtmlElement) -> str:
    """The title of the window with everything in it; a page of pictures has more titles, which are theirs."""
    return next((text for title in page.iter("title") if (text := clean_text(title.text or ""))), "")


def title_pieces(title: str) -> tuple[str, ...]:
    """The pieces of a window's title, longest first: the headline, the section, the name of the portal, in any order."""
    return tuple(sorted(_BETWEEN_PIECES.split(title), key=len, reverse=True))


def _tags(page: HtmlElement) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or (tag.get("itemprop") if _is_in_head(tag) else "") or ""
        if content := clean_text(tag.get("content") or ""):
            found[name.strip().lower()].append(content)
    return found


def _all(tags: Tags, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(content for name in names for content in tags.get(name, ()))


def _first(tags: Tags, names: Sequence[str]) -> str:
    return next(iter(_all(tags, names)), "")


def _is_in_head(tag: HtmlElement) -> bool:
    """Below it microdata of teasers stand in the same form."""
    parent = tag.getparent()
    return parent is not None and parent.tag == "head"
