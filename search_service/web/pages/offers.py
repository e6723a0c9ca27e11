"""Other searches that a page offers, each with the number of its hits: another spelling, ways out, the same words exactly."""

from __future__ import annotations

from typing import assert_never

from search_service.engines.base import Searcher
from search_service.query.render import render
from search_service.query.request import SearchRequest, Spelling
from search_service.query.rewrite import quoted, words_of
from search_service.results import Also, AlsoKind, ResultPage, WayOut, WayOutKind
from search_service.schema import FACETS, FacetName
from search_service.web.i18n import gettext, period
from search_service.web.links import search_path
from search_service.web.pages.view_models import Offer

_LABELS = {facet.name: facet.label for facet in FACETS}


def exact_offer(searcher: Searcher, result: ResultPage) -> Offer | None:
    """The same words as written, none of their other forms; None where that does not narrow the search, or finds nothing."""
    request = result.request
    node = quoted(request.node)
    if not result.total or node == request.node or not words_of(node):
        return None
    exact = request.but(q=render(node), node=node, parsed=render(node), page=1)
    total = searcher.total(exact)
    return Offer(exact.q, search_path(exact), total) if 0 < total < result.total else None


def spelling_offer(result: ResultPage) -> Offer | None:
    """Another spelling that finds more."""
    better = result.did_you_mean
    return Offer(better.q, search_path(result.request.but(q=better.q, page=1, spelling=None)), better.total) if better else None


def typed_offer(result: ResultPage) -> Offer | None:
    """The way back from a mended search to what was typed."""
    typed = result.mended_from
    return Offer(typed.q, search_path(typed.but(spelling=Spelling.TYPED)), 0) if typed else None


def ways_out(result: ResultPage) -> tuple[Offer, ...]:
    """The ways out of a search that found nothing or little, each with what is different about it."""
    return tuple(_way_out(way, result.request) for way in result.ways_out)


def also(result: ResultPage) -> tuple[Offer, ...]:
    """What else the query suggests: parts of its compounds as well, and what it names as a filter."""
    return tuple(_also(other, result.request) for other in result.also)


def _also(other: Also, request: SearchRequest) -> Offer:
    url = search_path(other.request)
    match other.kind:
        case AlsoKind.PARTS:
            return Offer(gettext("Parts of a word near each other as well"), url, other.total)
        case AlsoKind.DATE:
            named = gettext("Period")
        case FacetName():
            named = gettext(_LABELS[other.kind])
        case _:
            assert_never(other.kind)
    return Offer(_left_out(other.request, request), url, other.total, gettext("%(facet)s as a filter", facet=named))


def _way_out(way: WayOut, request: SearchRequest) -> Offer:
    return Offer(described(way.request), search_path(way.request.but(page=1)), way.total, _hint(way, request))


def _hint(way: WayOut, request: SearchRequest) -> str:
    match way.kind:
        case WayOutKind.WITHOUT_FILTER:
            return gettext("Without the filter %(filter)s", filter=_left_out(request, way.request))
        case WayOutKind.FEWER_WORDS:
            return gettext("With fewer words")
        case WayOutKind.WHOLE_YEAR:
            return gettext("The whole year")
        case WayOutKind.UNQUOTED:
            return gettext("In any form, without quotes")
        case WayOutKind.SPELLING:
            return gettext("Another spelling")
        case WayOutKind.NEAREST_DATES:
            return gettext("The nearest period with hits")
        case _:
            assert_never(way.kind)


def _left_out(request: SearchRequest, wider: SearchRequest) -> str:
    """The filters of ``request`` that ``wider`` lacks."""
    values = [value for facet in FacetName for value in request.values_of(facet) if value not in wider.values_of(facet)]
    if (request.first, request.last) != (wider.first, wider.last):
        values.append(period(request.first, request.last))
    return ", ".join(values)


def described(request: SearchRequest) -> str:
    """A search in words: its query and filters."""
    return " · ".join([gettext("“%(text)s”", text=request.q) if request.q else gettext("All releases"), *filters(request)])


def filters(request: SearchRequest) -> tuple[str, ...]:
    """The filters in force in words, values of facets before the period."""
    values = (value for facet in FacetName for value in request.values_of(facet))
    days = period(request.first, request.last)
    return (*values, days) if days else tuple(values)
