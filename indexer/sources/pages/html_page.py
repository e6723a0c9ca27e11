"""A saved page → a draft: leads from its text to the tree, its layout, and the facts that were chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from indexer.sources.account import Account, Choice
from indexer.sources.base import Item, Source
from indexer.sources.draft import Draft
from indexer.sources.pages.choosing import Chosen, Shown, choose
from indexer.sources.pages.facts.dating import (
    BEFORE_HEADLINE,
    BEHIND_HEADLINE,
    Dated,
    Trust,
    dated,
    impossible_dates,
    readable,
    said_dates,
)
from indexer.sources.pages.facts.page_facts import first_of
from indexer.sources.pages.layout import Layout, take_apart
from indexer.sources.pages.portals import Portal
from indexer.sources.pages.reading import read_page
from indexer.sources.pages.text.second_opinion import MOST_RUNS, found_date
from indexer.sources.pages.text_body import TeaserAndBody, teaser_and_body
from indexer.sources.pages.tree import parsed
from search_service.errors import InvalidReleaseError

_PAGE_SUFFIX = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$")

_ON_EVERY_PAGE = frozenset({"nav", "menu", "footer"})


def read_html(source: Source) -> Iterator[Item]:
    """The release of one saved page. What is no page, or has no headline or no text, is a rejection."""
    return read_page(source, _read)


def _read(html: str, source: Source) -> tuple[Draft, Account]:
    layout = take_apart(parsed(html), html, source.portals)
    chosen = choose(layout.places, layout.parts.facts, _beside(layout), layout.portal.described)
    text = teaser_and_body(chosen.teaser, layout)
    if not chosen.title or not (text.teaser or text.body):
        missing = "text: neither teaser nor body" if chosen.title else "headline: no h1 and no title"
        raise InvalidReleaseError((f"no {missing} was found; see the selectors in portals.toml",))
    if not text.teaser and _is_navigation(layout):
        raise InvalidReleaseError(("no text was found but navigation and the foot of the page; see the selectors in portals.toml",))
    when = _dated(layout, [text.teaser, *(block.text for block in text.body)], source)
    choices = (*chosen.choices, Choice("published", when.by), Choice("body", layout.body.rule))
    at = layout.headline or 0
    near = (run.text for run in layout.runs[max(0, at - BEFORE_HEADLINE) : at + BEHIND_HEADLINE])
    remarks = (*layout.body.remarks, *impossible_dates(near))
    return _draft(chosen, when, text, layout, source), Account(choices, text.left_out, remarks)


def _is_navigation(layout: Layout) -> bool:
    """Whether the text is only what stands on every page of the portal, as it is where a page has no text."""
    runs = layout.body.runs
    return bool(runs) and all(any(element.tag in _ON_EVERY_PAGE for element in run.path) for run in runs)


def _beside(layout: Layout) -> Shown:
    by = "selector of the portal" if "title" in layout.portal.described else "the heading that stands for the page"
    near = [layout.runs[each.number].text for each in layout.lines if each.is_near]
    return Shown(layout.window, list(layout.headings_above), list(layout.short_lines), near, list(layout.last_lines), by)


def _dated(layout: Layout, texts: Sequence[str], source: Source) -> Dated:
    """What the portal's own selector shows wins; htmldate is asked when nothing else says a date."""
    shown = layout.parts.facts.published
    own = readable(shown, "selector of the portal", trust=Trust.DESCRIBED) if "published" in layout.portal.described else iter(())
    found = found_date(layout.page, source.modified, layout.parts.lists) if len(layout.runs) < MOST_RUNS else ()
    said = said_dates(shown, layout.lines, layout.places, first_of(layout.places).url, texts[:3])
    return dated(chain(own, said, found), texts, source.modified)


def _draft(chosen: Chosen, when: Dated, text: TeaserAndBody, layout: Layout, source: Source) -> Draft:
    return Draft(
        own_id=_wanted_id(chosen.url or source.url, layout.portal, source),
        url=chosen.url,
        title=chosen.title,
        topics=chosen.topics,
        ministries=chosen.ministries,
        published=(when.moment,),
        published_from=when.origin,
        updated=tuple(each.moment for each in readable(first_of(layout.places).updated, ""))[:1],
        teaser=text.teaser,
        body=text.body,
        images=chosen.images,
        related=layout.parts.related,
        attachments=layout.parts.attachments,
        language=chosen.language,
    )


def _wanted_id(url: str, portal: Portal, source: Source) -> str:
    """The id that the portal's entry asks for; one that is not of the allowed form gives way to a hash."""
    last_part = PurePosixPath(urlsplit(url).path).name
    return _PAGE_SUFFIX.sub("", {"url": last_part, "file": source.file_name, "hash": ""}[portal.id_from])
