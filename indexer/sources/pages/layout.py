"""Takes a page apart: the places that describe it, its runs of text, the headline among them, the body, and the parts around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from indexer.sources.pages.facts.dateline import is_number_line
from indexer.sources.pages.facts.dating import BEHIND_HEADLINE, DatedRun, dated_runs
from indexer.sources.pages.facts.json_ld import json_ld_facts
from indexer.sources.pages.facts.meta import meta_facts, window_title
from indexer.sources.pages.facts.microdata import microdata_facts
from indexer.sources.pages.facts.page_facts import PageFacts, first_of
from indexer.sources.pages.parts import Around, PageParts, page_parts
from indexer.sources.pages.portals import Portal, Portals
from indexer.sources.pages.text.body import Body, described_body, find_body
from indexer.sources.pages.text.further import lists_of_other_pages
from indexer.sources.pages.text.headline import find_headline
from indexer.sources.pages.text.runs import Run, runs_of, text_of
from indexer.sources.pages.text.second_opinion import checked
from indexer.sources.pages.text.surroundings import Judge
from indexer.sources.pages.tree import base_of, body_of

_FOREIGN_TAGS = ("nav", "aside", "menu", "dialog", "article", "footer")
LAST_RUNS = 80
BESIDE_THE_HEADLINE = 3
"""So many runs before the headline may name the sender of the release."""


@dataclass(frozen=True, slots=True)
class Layout:
    """``places`` describe the page, best first; ``headline`` is the number of its run; ``lines`` are those with a date."""

    page: HtmlElement
    portal: Portal
    places: tuple[PageFacts, ...]
    window: str
    runs: Sequence[Run]
    headline: int | None
    body: Body
    parts: PageParts
    lines: Sequence[DatedRun]

    @property
    def headings_above(self) -> Iterator[str]:
        """First headings before the headline, often for screen readers only: the name of the portal or of its authority."""
        return (run.text for run in self.runs[: self.headline or 0] if run.level == 1)

    @property
    def last_lines(self) -> Iterator[str]:
        """The lines with which the page ends, the very last first."""
        return (run.text for run in reversed(self.runs[-LAST_RUNS:]))

    @property
    def short_lines(self) -> Iterator[str]:
        """The lines around the text that may name its sender: beside the headline and below the text."""
        start = max(0, (self.headline or 0) - BESIDE_THE_HEADLINE)
        return (run.text for run in self.runs[start:] if self.body.scope in run.path)


def take_apart(page: HtmlElement, html: str, portals: Portals) -> Layout:
    """The layout of a page; ``html`` is its whole text, in which a browser notes before the root where it was saved from."""
    meta, window = meta_facts(page, html), window_title(page)
    portal = portals.portal_of(page, meta.url)
    runs, judge = runs_of(body_of(page)), Judge(page)
    headline, title = _headline(page, portal, runs, [window, meta.title], judge)
    element = None if headline is None else runs[headline].element
    titles = [each for each in (window, meta.title, title) if each]
    described = (json_ld_facts(page, meta.url, titles), microdata_facts(page, element), meta)
    places = tuple(place.without(portal.ignore_metadata) for place in described)
    body = _body(page, portal, runs, headline, judge)
    if not body.is_described:
        body = checked(body, page, runs, first_of(places).text)
    around = _around(runs[headline or 0 :], body, element, judge)
    parts = page_parts(body.scope, portal, base_of(page, first_of(places).url), around)
    path = frozenset() if headline is None else frozenset(runs[headline].path)
    near = (number for number in range(len(runs)) if _may_be_dated(number, headline, runs[number], body.scope))
    own = [number for number in near if parts.lists.isdisjoint(runs[number].path) and not judge.is_of_another_page(runs[number], path)]
    return Layout(page, portal, places, window, runs, headline, body, _with_title(parts, title), dated_runs(runs, headline, own))


def _headline(page: HtmlElement, portal: Portal, runs: Sequence[Run], titles: Sequence[str], judge: Judge) -> tuple[int | None, str]:
    """The number of its run and its text without a kicker in it; what the selectors of the portal find comes first."""
    for element in portal.title.elements(page):
        if text := text_of(element, skip=_inner(element, portal)):
            return next((number for number, run in enumerate(runs) if element in run.path), None), text
    number = find_headline(runs, titles, judge)
    if number is None:
        return None, ""
    element = runs[number].element
    return number, text_of(element, skip=_inner(element, portal)) or runs[number].text


def _inner(element: HtmlElement, portal: Portal) -> list[HtmlElement]:
    """Kicker and date within a headline."""
    found = (*portal.topics.elements(element), *portal.published.elements(element))
    return [each for each in found if each is not element and element in each.iterancestors()]


def _body(page: HtmlElement, portal: Portal, runs: Sequence[Run], headline: int | None, judge: Judge) -> Body:
    container = next(iter(portal.body.elements(page)), None)
    if container is not None:
        element = next(iter(portal.title.elements(page)), None if headline is None else runs[headline].element)
        return described_body(container, element, portal.skip.all_elements(page), judge)
    return find_body(body_of(page), runs, headline, judge)


def _around(runs: Sequence[Run], body: Body, headline: HtmlElement | None, judge: Judge) -> Around:
    text = frozenset(element for run in body.runs for element in run.path)
    above = text if headline is None else text.union([headline], headline.iterancestors())
    tree = body.scope.getroottree()
    foreign = frozenset(each for each in tree.iter(*_FOREIGN_TAGS) if each not in above and _is_foreign(each))
    last = body.runs[-1].element if body.runs and not body.is_described else None
    return Around(
        text,
        foreign | (judge.outside() - above),
        tuple(lists_of_other_pages([run for run in runs if not judge.is_outside(run)], above)),
        last,
    )


def _is_foreign(element: HtmlElement) -> bool:
    """An article without a link is no teaser of another page; systems set a kicker as one."""
    return element.tag != "article" or next(element.iter("a"), None) is not None


def _with_title(parts: PageParts, title: str) -> PageParts:
    """The headline, unless it is only the number of the release."""
    return replace(parts, facts=replace(parts.facts, title="" if is_number_line(title) else title))


def _may_be_dated(number: int, headline: int | None, run: Run, scope: HtmlElement) -> bool:
    return scope in run.path or (headline is not None and abs(number - headline) <= BEHIND_HEADLINE)
