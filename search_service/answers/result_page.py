"""Answers one search on one generation: a page of its hits explained, its facets, and the cursor that leads on."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace

from search_service.answers.closest import CLOSEST, NONE_CLOSE, Closest, closest
from search_service.answers.cursor import Cursor
from search_service.answers.facet_lists import facet_list, year_list
from search_service.answers.hits import explained_hits
from search_service.answers.moments import day_of, moment_of
from search_service.answers.named_values import selected_values
from search_service.answers.steered_order import steered_order, with_steering
from search_service.answers.tiers import search_tiers, whole
from search_service.engines.base import Matcher
from search_service.engines.found import FacetCounts, Found, Order, Slice
from search_service.errors import CursorExpiredError, InvalidRequestError, ParameterProblem
from search_service.messages import N_, Message
from search_service.query.expand import soft_words
from search_service.query.request import MAX_PAGED_HITS, SearchRequest, Sort
from search_service.results import Facets, Hit, ResultPage
from search_service.schema import FacetName
from search_service.stages import Stage, during


def result_page(matcher: Matcher, request: SearchRequest, *, recency: bool) -> ResultPage:
    """The answer, without did-you-mean and ways out; where there are few hits, with the closest releases that are none.

    Without ``recency`` newer releases rank no higher. Raises InvalidRequestError (page, cursor).
    """
    started = time.perf_counter()
    cursor = None if request.cursor is None else Cursor.decode(request.cursor, request.sort)
    order = order_of(matcher, request, recency=recency, cursor=cursor)
    visible = matcher.visible(moment_of(request))
    page = _sliced(matcher, request, order, _slice(request, cursor), visible)
    found = page.found
    _check_depth(request, cursor, found.total)
    is_first_page = request.page == 1 and cursor is None
    close = closest(matcher, whole(request), size=CLOSEST - found.total) if found.total < CLOSEST and is_first_page else NONE_CLOSE
    with during(Stage.SNIPPETS):
        hits, others = _explained(matcher, request, found, close)
    hits = with_steering(hits, request.steering, order)
    partial = bool(others) and found.total == 0
    return ResultPage(
        request=request,
        parsed=request.parsed,
        total=found.total,
        hits=others if partial else hits,
        closest=() if partial else others,
        facets=Facets() if partial else page.facets,
        generation=matcher.status.generation,
        visible=visible,
        took_ms=(time.perf_counter() - started) * 1000,
        partial=partial,
        soft_words=page.soft_words,
        next_cursor=_next_cursor(matcher, request, found, cursor),
    )


def _explained(matcher: Matcher, request: SearchRequest, found: Found, close: Closest) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Hits and the closest, which is all one page: both are explained at once."""
    documents, scores = [*found.documents, *close.documents], [*found.scores, *close.scores]
    missing = dict(zip(close.documents, close.missing, strict=True))
    hits = explained_hits(matcher, request.sought, documents, scores, highlight=request.highlight, close=missing)
    return hits[: len(found.documents)], hits[len(found.documents) :]


def order_of(matcher: Matcher, request: SearchRequest, *, recency: bool, cursor: Cursor | None = None) -> Order:
    """The order of the hits; behind a cursor ages count from the day on which its page was made.

    Raises CursorExpiredError where editors have changed since then what the order depends on.
    """
    if cursor is not None and cursor.steering not in (None, request.steering.revision):
        raise CursorExpiredError(
            Message(N_("The editors have changed the order of hits since this cursor was given. Start again from the first page."))
        )
    by_age = recency and request.recency and request.sort is Sort.RELEVANCE
    day = _day(request, cursor)
    return steered_order(matcher, request, Order(request.sort, day if by_age else None), day=day)


def _day(request: SearchRequest, cursor: Cursor | None) -> int:
    return day_of(request) if cursor is None or cursor.day is None else cursor.day


def _slice(request: SearchRequest, cursor: Cursor | None) -> Slice:
    """The hits of the page; none of a page that is too deep, whose total alone decides whether it is there."""
    if cursor is not None:
        return Slice(0, request.size, cursor.after)
    return Slice(0, 0) if _is_too_deep(request) else Slice((request.page - 1) * request.size, request.size)


def _is_too_deep(request: SearchRequest) -> bool:
    return request.page * request.size > MAX_PAGED_HITS


def _check_depth(request: SearchRequest, cursor: Cursor | None, total: int) -> None:
    if cursor is None and _is_too_deep(request) and (request.page - 1) * request.size < total:
        message = N_("Pages reach the first %(hits)s hits. Go on with cursor, taken from links.next of an answer.")
        problem = ParameterProblem("page", str(request.page), Message(message, {"hits": MAX_PAGED_HITS}))
        raise InvalidRequestError((problem,))


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


@dataclass(frozen=True, slots=True)
class _Slice:
    """A slice of hits as the cache keeps it, with what is told of every page of its search."""

    found: Found
    facets: Facets
    soft_words: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """The facets are kept for other pages, too, and counted there."""
        return 500 + 64 * len(self.found.documents)


def _sliced(matcher: Matcher, request: SearchRequest, order: Order, wanted: Slice, visible: int) -> _Slice:
    """The hits of a page with the facets; kept while time makes nothing more visible and no older."""
    limits = tuple(request.limit_of(facet) for facet in FacetName)
    search = (visible, request.sought, request.filters, limits, request.facet_query)

    def compute() -> _Slice:
        found, facets = _found_with_facets(matcher, request, order, wanted, ("facets", *search))
        return _Slice(replace(found, counts=None), facets, soft_words(request.direct, matcher.concepts_of))

    return matcher.cache.get(("slice", request.match, order, wanted, *search), compute)


def _found_with_facets(matcher: Matcher, request: SearchRequest, order: Order, wanted: Slice, key: Hashable) -> tuple[Found, Facets]:
    """The hits, and the facets, which are kept under ``key`` for other pages and orders."""
    fresh: list[Found] = []

    def count() -> _Counted:
        found = search_tiers(matcher, request, order, wanted, counts=True)
        fresh.append(found)
        return _Counted(_facets(found.counts, request))

    facets = matcher.cache.get(key, count).facets
    return fresh[0] if fresh else search_tiers(matcher, request, order, wanted, counts=False), facets


def _facets(counts: FacetCounts | None, request: SearchRequest) -> Facets:
    if counts is None:
        raise ValueError("a matcher gives the counts that it is asked for")
    by_name = {
        name: facet_list(found, selected_values(request, name, found.values), limit=request.limit_of(name), query=request.facet_query)
        for name, found in counts.values.items()
    }
    return Facets(by_name, year=year_list(counts.months, request.selected_periods))


def _next_cursor(matcher: Matcher, request: SearchRequest, found: Found, cursor: Cursor | None) -> str | None:
    """What follows the last hit of a page."""
    if found.last is None:
        return None
    by_relevance = request.sort is Sort.RELEVANCE
    return Cursor(
        sort=request.sort,
        key=found.last.key,
        id=found.last.id,
        tier=found.last.tier or None,
        generation=matcher.name if by_relevance else None,
        day=_day(request, cursor) if by_relevance else None,
        steering=request.steering.revision if by_relevance else None,
    ).encode()
