"""A saved page → a release: from JSON-LD and meta tags where present, else from what the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from pydantic import ValidationError

from indexer.sources.base import Item, Source, explain, read_page, with_id
from indexer.sources.pages.blocks import blocks_of
from indexer.sources.pages.dating import dated
from indexer.sources.pages.facts import PageFacts, first_moment_of, first_of, fuller
from indexer.sources.pages.json_ld import json_ld_facts
from indexer.sources.pages.meta import meta_facts, title_tag
from indexer.sources.pages.parts import PageParts, page_parts
from indexer.sources.pages.portals import Portal
from search_service.errors import InvalidReleaseError
from search_service.release import ID_PATTERN, Block, BlockType, Release

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_PAGE_SUFFIX = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$")
_WITHOUT_ID = "without-id"


def read_html(source: Source) -> Iterator[Item]:
    """The release of one saved page. What is no page, or has no headline or no text, is a rejection."""
    return read_page(source, _release)


def _release(html: str, source: Source) -> Release:
    page = _parsed(html)
    described = (json_ld_facts(page), meta_facts(page, html))
    url = first_of(described).url
    portal = source.portals.portal_of(page, url)
    parts = page_parts(page, portal, _base(page, url))
    said = first_of([place.without(portal.ignore_metadata) for place in described])
    facts = _put_together(said, parts.facts, title_tag(page))
    teaser, body = _teaser_and_body(facts.teaser, parts)
    if not facts.title or not (teaser or body):
        missing = "text: neither teaser nor body" if facts.title else "headline: no h1 and no title"
        raise InvalidReleaseError((f"no {missing} was found; see the selectors in portals.toml",))
    return _identified(_made(facts, teaser, body, parts, source), portal, source)


def _parsed(html: str) -> HtmlElement:
    """The page as a tree; encoded again because the declaration of another encoding no longer holds."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InvalidReleaseError((f"not a page ({error}); save it again",)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the parser stops there and drops the rest
        raise InvalidReleaseError(("elements are nested deeper than 256, which no page needs; save it again",))
    return page


def _base(page: HtmlElement, url: str) -> str:
    try:
        return urljoin(url, next((base.get("href") or "" for base in page.iter("base")), ""))
    except ValueError:  # brackets that are no IPv6 address
        return url


def _put_together(said: PageFacts, shown: PageFacts, window_title: str) -> PageFacts:
    """Pictures are taken as shown, since only there each has its alt text and caption."""
    both = first_of([said, shown])
    return PageFacts(
        url=both.url,
        title=fuller(said.title, shown.title) or shown.title or window_title,
        teaser=fuller(said.teaser, shown.teaser) or shown.teaser,
        published=both.published,
        updated=both.updated,
        topics=shown.topics if set(said.topics) <= set(shown.topics) else said.topics,
        ministries=shown.ministries if set(said.ministries) <= set(shown.ministries) else said.ministries,
        images=shown.images or said.images,
        language=both.language.replace("_", "-"),
    )


def _teaser_and_body(teaser: str, parts: PageParts) -> tuple[str, tuple[Block, ...]]:
    """A teaser that the page shows apart is no part of the body, nor is a first paragraph that the metadata repeat as its teaser."""
    taken = parts.taken
    if parts.teaser is not None and teaser == parts.facts.teaser:
        taken = taken | {parts.teaser}
    body = blocks_of(parts.body, skip=taken) if parts.body is not None else ()
    if teaser and body and body[0].type is BlockType.PARAGRAPH and fuller(teaser, body[0].text) == body[0].text:
        return body[0].text, body[1:]
    return teaser, body


def _made(facts: PageFacts, teaser: str, body: tuple[Block, ...], parts: PageParts, source: Source) -> Release:
    stated = first_moment_of(facts.published)
    published, published_from = dated(stated, [teaser, *(block.text for block in body)], source.modified)
    updated = first_moment_of(facts.updated)
    try:
        return Release(
            id=_WITHOUT_ID,
            url=facts.url,
            title=facts.title,
            topics=facts.topics,
            ministries=facts.ministries,
            published=published,
            updated=updated if updated and updated > published else None,
            teaser=teaser,
            body=body,
            images=facts.images,
            related=parts.related,
            attachments=parts.attachments,
            language=facts.language if _LANGUAGE.fullmatch(facts.language) else "de",
            source=source.file_name,
            published_from=published_from,
        )
    except ValidationError as error:
        raise InvalidReleaseError(explain(error)) from error


def _identified(release: Release, portal: Portal, source: Source) -> Release:
    """The release under the id that its portal's entry asks for; under a hash where that gives none of the allowed form."""
    last_part = PurePosixPath(urlsplit(release.url).path).name
    wanted = {"url": last_part, "file": source.file_name, "hash": ""}[portal.id_from]
    release_id = _PAGE_SUFFIX.sub("", wanted)
    if ID_PATTERN.fullmatch(release_id) and release_id not in {".", ".."}:
        return release.model_copy(update={"id": release_id})
    return with_id(release)
