"""Answers one search on one snapshot: evaluate, filter, count facets, take the page, explain and cut snippets for its hits."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from search_service.engines.whoosh.answering.hits import explain
from search_service.engines.whoosh.answering.paging import Cursor, Page, take_page
from search_service.engines.whoosh.answering.partial import closest
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.facets import facet, years
from search_service.engines.whoosh.evaluating.filtering import DATE, Filtered, day_of, filtered, moment_of, with_recency
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.request import SearchRequest
from search_service.results import Facets, Hit, ResultPage
from search_service.schema import FacetName


def answer(snapshot: Snapshot, request: SearchRequest) -> ResultPage:
    """The answer on this snapshot, without did-you-mean and ways out. Raises InvalidRequestError (page, cursor)."""
    started = time.perf_counter()
    found = filtered(snapshot, request, evaluate(snapshot, request.node))
    cursor = None if request.cursor is None else Cursor.decode(request.cursor, request.sort)
    day = day_of(request) if cursor is None or cursor.day is None else cursor.day
    hits = with_recency(snapshot, found.hits, request, day=day)
    page = take_page(snapshot, hits, request, after=cursor, day=day)
    return ResultPage(
        request=request,
        parsed=request.parsed,
        total=len(hits),
        hits=_hits(snapshot, page, request),
        facets=_facets(snapshot, found, request),
        generation=snapshot.number,
        visible=snapshot.visible_count(moment_of(request)),
        took_ms=(time.perf_counter() - started) * 1000,
        next_cursor=page.next_cursor,
    )


def partial_answer(snapshot: Snapshot, request: SearchRequest, empty: ResultPage) -> ResultPage | None:
    """When no release has all words: the closest ones, or None when there is no word to leave out, or nothing has any."""
    found = closest(snapshot, request.node, lambda matches: filtered(snapshot, request, matches).hits)
    if not found:
        return None
    explained = explain(snapshot, request.node, [(each.document, each.score) for each in found], highlight=request.highlight)
    hits = tuple(replace(hit, missing=each.missing) for hit, each in zip(explained, found, strict=True))
    return ResultPage(
        request=request,
        parsed=empty.parsed,
        total=0,
        hits=hits,
        facets=Facets(),
        generation=empty.generation,
        visible=empty.visible,
        took_ms=empty.took_ms,
        partial=True,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """Facets as the cache keeps them."""

    facets: Facets

    @property
    def nbytes(self) -> int:
        """150 bytes a value (measured with tracemalloc)."""
        months = sum(len(year.months) for year in self.facets.year)
        values = sum(len(facet.values) for facet in self.facets.by_name.values())
        return 150 * (values + len(self.facets.year) + months)


def _facets(snapshot: Snapshot, found: Filtered, request: SearchRequest) -> Facets:
    """The facets of a search; kept for its other pages and orders, as long as time makes nothing more visible."""
    limits = tuple(request.limit_of(facet) for facet in FacetName)
    key = ("facets", snapshot.visible_count(moment_of(request)), request.node, request.filters, limits, request.facet_query)
    return snapshot.cache.get(key, lambda: _Counted(_counted(snapshot, found, request))).facets


def _counted(snapshot: Snapshot, found: Filtered, request: SearchRequest) -> Facets:
    """Each facet over the matches that pass all filters but its own."""
    by_name = {
        name: facet(
            column, found.documents(ignoring=name), request.values_of(name), limit=request.limit_of(name), query=request.facet_query
        )
        for name, column in snapshot.facets.items()
    }
    return Facets(by_name, year=years(snapshot.months.take(found.documents(ignoring=DATE)), request.selected_periods))


def _hits(snapshot: Snapshot, page: Page, request: SearchRequest) -> tuple[Hit, ...]:
    scored = list(zip(page.numbers.tolist(), page.scores.tolist(), strict=True))
    return explain(snapshot, request.node, scored, highlight=request.highlight)
