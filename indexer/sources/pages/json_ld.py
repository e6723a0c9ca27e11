"""The description of an article that a page carries as JSON-LD (schema.org); a block that is not JSON says nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.credits import bare_credit
from indexer.sources.pages.facts import PageFacts, absolute_url, ministries_among
from search_service.release import Image

Json = Any  # whatever a stranger's page holds; every value is checked where it is used
MAX_DEPTH = 8
"""Deepest nesting in which an article is looked for: ``@graph`` in a list in an object, and some more."""


def json_ld_facts(page: HtmlElement) -> PageFacts:
    """What the first article among the page's JSON-LD blocks says; nothing where there is none."""
    article = next((found for block in _blocks(page) for found in _articles(block)), None)
    return _facts(article) if article is not None else PageFacts()


def _blocks(page: HtmlElement) -> Iterator[Json]:
    for script in page.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
            try:
                yield json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue


def _articles(value: Json, depth: int = 0) -> Iterator[Mapping[str, Json]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        types = _texts(value.get("@type"))
        if any(name.endswith(("Article", "BlogPosting")) for name in types):
            yield value
        for each in (value.get("@graph"), value.get("mainEntity")):
            yield from _articles(each, depth + 1)


def _facts(article: Mapping[str, Json]) -> PageFacts:
    addresses = [absolute_url(text, "") for key in ("url", "mainEntityOfPage", "@id") for text in _texts(article.get(key))]
    authorities = [name for key in ("author", "creator", "sourceOrganization", "publisher") for name in _texts(article.get(key))]
    return PageFacts(
        url=next(filter(None, addresses), ""),
        title=next(iter(_texts(article.get("headline")) + _texts(article.get("name"))), ""),
        teaser=next(iter(_texts(article.get("description"))), ""),
        published=_texts(article.get("datePublished")) + _texts(article.get("dateCreated")),
        updated=_texts(article.get("dateModified")),
        topics=_texts(article.get("articleSection")),
        ministries=ministries_among(authorities)[:1],
        images=tuple(_images(article.get("image"))),
        language=next(iter(_texts(article.get("inLanguage"))), ""),
    )


def _texts(value: Json) -> tuple[str, ...]:
    """The texts of a property, which may be one text, a thing with a name or an address, or a list of either."""
    if isinstance(value, list):
        return tuple(text for each in value if not isinstance(each, list) for text in _texts(each))
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "@value", "headline", "@id", "url") if isinstance(value.get(key), str)), None)
    text = _clean(value)
    return (text,) if text else ()


def _clean(value: Json) -> str:
    """A text of JSON, which may hold half a surrogate pair; that half becomes a question mark."""
    return clean_text(value.encode("utf-8", "replace").decode()) if isinstance(value, str) else ""


def _images(value: Json) -> Iterator[Image]:
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            continue
        caption = _clean(each.get("caption")) or _clean(each.get("description"))
        credit = next(iter(_texts(each.get("creditText")) + _texts(each.get("creator")) + _texts(each.get("copyrightHolder"))), "")
        if caption or credit:
            address = _clean(each.get("contentUrl")) or _clean(each.get("url"))
            yield Image(caption=caption, credit=bare_credit(credit), url=absolute_url(address, ""))
