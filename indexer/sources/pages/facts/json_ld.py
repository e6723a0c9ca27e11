"""The description of an article that a page carries as JSON-LD (schema.org); of several that of this page, broken JSON repaired."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from json_repair import repair_json
from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.credits import bare_credit
from indexer.sources.pages.facts.page_facts import PageFacts, absolute_url
from search_service.release import Image

Json = Any  # whatever a stranger's page holds; every value is checked where it is used
MAX_DEPTH = 8
"""Deepest nesting in which an article is looked for: ``@graph`` in a list in an object, and some more."""
LONGEST_REPAIRED = 100_000
"""In characters; repairing is slow."""
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?|(?:-->|(?://\s*)?\]\]>)?[\s;]*$")
_PLACE = "JSON-LD"


def json_ld_facts(page: HtmlElement, url: str, titles: Sequence[str]) -> PageFacts:
    """What the JSON-LD object of this page says, told by its address or its headline; nothing where all describe other pages."""
    articles = [article for block in _blocks(page) for article in _articles(block)]
    weighed = [(_likeness(article, url, titles), -number) for number, article in enumerate(articles)]
    likeness, number = max(weighed, default=(-1, 0))
    return _facts(articles[-number]) if likeness >= 0 else PageFacts(_PLACE)


def _likeness(article: Mapping[str, Json], url: str, titles: Sequence[str]) -> int:
    """2 for the address of this page, 1 for its headline, -1 if it has an address or a headline and neither is this page's."""
    if url and _path(url) in map(_path, _addresses(article)):
        return 2
    headline = next(iter(_texts(article.get("headline")) + _texts(article.get("name"))), "").casefold().rstrip(" .…")
    if headline and any(headline in title or title in headline for title in map(str.casefold, titles) if len(title) > 3):
        return 1
    return -1 if headline and titles else 0


def _path(url: str) -> str:
    """Portals write the address of one page with and without www, https and a slash at the end."""
    return re.sub(r"^https?://(?:www\.)?", "", url).split("?")[0].rstrip("/")


def _blocks(page: HtmlElement) -> Iterator[Json]:
    for script in page.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
            yield _loaded(_WRAPPING.sub("", script.text or ""))


def _loaded(text: str) -> Json:
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        return None
    except ValueError:
        if len(text) > LONGEST_REPAIRED or text.count("[") + text.count("{") > 1000:
            return None
        return repair_json(text, return_objects=True, skip_json_loads=True)


def _articles(value: Json, depth: int = 0) -> Iterator[Mapping[str, Json]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        types = _texts(value.get("@type"))
        if any(name.endswith(("Article", "BlogPosting", "Report")) for name in types):
            yield value
        for each in (value.get("@graph"), value.get("mainEntity")):
            yield from _articles(each, depth + 1)


def _addresses(article: Mapping[str, Json]) -> list[str]:
    return [
        address for key in ("url", "mainEntityOfPage", "@id") for text in _texts(article.get(key)) if (address := absolute_url(text, ""))
    ]


def _facts(article: Mapping[str, Json]) -> PageFacts:
    return PageFacts(
        place=_PLACE,
        url=next(iter(_addresses(article)), ""),
        title=next(iter(_texts(article.get("headline")) + _texts(article.get("name"))), ""),
        teaser=next(iter(_texts(article.get("description"))), ""),
        published=_texts(article.get("datePublished")) + _texts(article.get("dateCreated")),
        updated=_texts(article.get("dateModified")),
        topics=_texts(article.get("articleSection")),
        senders=tuple(name for key in ("author", "creator", "sourceOrganization", "publisher") for name in _texts(article.get(key))),
        images=tuple(_images(article.get("image"))),
        language=next(iter(_texts(article.get("inLanguage"))), ""),
        text=next(iter(_texts(article.get("articleBody"))), ""),
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
