"""Answers one search on one snapshot: evaluate, filter, count facets, take the page, explain and cut snippets for its hits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluator import evaluate, published_between
from search_service.engines.whoosh.explaining import explain
from search_service.engines.whoosh.facets import facet, years
from search_service.engines.whoosh.matches import Matches, contained
from search_service.engines.whoosh.paging import Page, take_page
from search_service.engines.whoosh.partial import closest
from search_service.engines.whoosh.scoring import recency
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.query.request import SearchRequest, Sort
from search_service.results import Facets, Hit, ResultPage


@dataclass(frozen=True, slots=True)
class _Filtered:
    """Matches of the query that are visible, and for each (bool [n]) whether it passes the filter of each facet."""

    matches: Matches
    topic: NDArray[np.bool_]
    ministry: NDArray[np.bool_]
    date: NDArray[np.bool_]

    @property
    def hits(self) -> Matches:
        return self.matches.keep(self.topic & self.ministry & self.date)


def answer(snapshot: Snapshot, request: SearchRequest) -> ResultPage:
    """The answer on this snapshot, without did-you-mean and ways out. Raises InvalidRequestError (page, cursor)."""
    started = time.perf_counter()
    moment = (request.moment or datetime.now(UTC)).timestamp()
    filtered = _filter(snapshot, request, evaluate(snapshot, request.node), moment)
    hits = _with_recency(snapshot, filtered.hits, request, moment)
    page = take_page(snapshot, hits, request)
    return ResultPage(
        request=request,
        parsed=request.parsed,
        total=len(hits),
        hits=_hits(snapshot, page, request),
        facets=_facets(snapshot, filtered, request),
        generation=snapshot.number,
        visible=snapshot.visible_count(moment),
        took_ms=(time.perf_counter() - started) * 1000,
        next_cursor=page.next_cursor,
    )


def partial_answer(snapshot: Snapshot, request: SearchRequest, empty: ResultPage) -> ResultPage | None:
    """When no release has all words: the closest ones, or None when there is no word to leave out, or nothing has any."""
    moment = (request.moment or datetime.now(UTC)).timestamp()
    found = closest(snapshot, request.node, lambda matches: _filter(snapshot, request, matches, moment).hits)
    if not found:
        return None
    hits = tuple(
        explain(snapshot, request.node, each.document, each.score, missing=each.missing, highlight=request.highlight) for each in found
    )
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


def _filter(snapshot: Snapshot, request: SearchRequest, matches: Matches, moment: float) -> _Filtered:
    visible = snapshot.visible(moment)
    if visible is not None:
        matches = matches.keep(visible[matches.documents])
    passes = np.ones(len(matches), np.bool_)
    topic, ministry, date = passes, passes, passes
    if request.topics:
        topic, _ = contained(matches.documents, snapshot.topics.documents_with(request.topics))
    if request.ministries:
        ministry, _ = contained(matches.documents, snapshot.ministries.documents_with(request.ministries))
    if request.first is not None or request.last is not None:
        date, _ = contained(matches.documents, published_between(snapshot, request.first, request.last))
    return _Filtered(matches, topic, ministry, date)


def _with_recency(snapshot: Snapshot, hits: Matches, request: SearchRequest, moment: float) -> Matches:
    if request.sort is not Sort.RELEVANCE or not request.recency:
        return hits
    return Matches(hits.documents, hits.scores * recency(snapshot.published[hits.documents], moment))


def _facets(snapshot: Snapshot, filtered: _Filtered, request: SearchRequest) -> Facets:
    """Each facet over the matches that pass all filters but its own."""
    documents = filtered.matches.documents
    for_topic = documents[filtered.ministry & filtered.date]
    for_ministry = documents[filtered.topic & filtered.date]
    for_year = documents[filtered.topic & filtered.ministry]
    query = request.facet_query
    return Facets(
        topic=facet(snapshot.topics, for_topic, request.topics, limit=request.topic_values, query=query),
        ministry=facet(snapshot.ministries, for_ministry, request.ministries, limit=request.ministry_values, query=query),
        year=years(snapshot.months[for_year], request.selected_periods),
    )


def _hits(snapshot: Snapshot, page: Page, request: SearchRequest) -> tuple[Hit, ...]:
    pairs = zip(page.numbers.tolist(), page.scores.tolist(), strict=True)
    return tuple(explain(snapshot, request.node, number, score, highlight=request.highlight) for number, score in pairs)
