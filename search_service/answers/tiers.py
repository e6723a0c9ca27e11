"""Hits in two tiers: what has the words of a query directly, and below all that what has the parts of its compounds near each other.

By date the tiers mix. A matcher knows one tier only: what comes second is a search of its own, for what the first does not find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search_service.engines.base import Matcher
from search_service.engines.found import Found, Order, Slice, SortKey
from search_service.query.conjunction import conjunction, parts_of
from search_service.query.nodes import Not
from search_service.query.request import Matching, SearchRequest, Sort

_BEGIN_OF_SECOND = SortKey(-1e9, "", tier=1)
"""A place before everything of the second tier, where the first one ends with a page."""


def whole(request: SearchRequest) -> SearchRequest:
    """The search for the hits of all tiers, as a matcher understands it."""
    return request.but(node=request.sought, match=Matching.DIRECT)


def search_tiers(matcher: Matcher, request: SearchRequest, order: Order, wanted: Slice, *, counts: bool) -> Found:
    """As ``Matcher.search``, for the hits of all tiers in their order."""
    if not _has_tiers(request, order):
        return matcher.search(whole(request), order, wanted, counts=counts)
    everything = matcher.search(whole(request), order, Slice(0, 0), counts=counts)
    if wanted.after is not None and wanted.after.tier:
        page = _second(matcher, request, order, wanted)
    else:
        page = _first_and_second(matcher, request, order, wanted, total=everything.total)
    return replace(page, total=everything.total, counts=everything.counts)


def ids_in_tiers(matcher: Matcher, request: SearchRequest, order: Order) -> Sequence[str]:
    """As ``Matcher.hit_ids``, for the hits of all tiers in their order."""
    if not _has_tiers(request, order):
        return matcher.hit_ids(whole(request), order)
    return [*matcher.hit_ids(_direct(request), order), *matcher.hit_ids(_by_parts_only(request), order)]


def _has_tiers(request: SearchRequest, order: Order) -> bool:
    return order.sort is Sort.RELEVANCE and request.sought != request.direct


def _direct(request: SearchRequest) -> SearchRequest:
    return request.but(node=request.direct, match=Matching.DIRECT)


def _by_parts_only(request: SearchRequest) -> SearchRequest:
    return request.but(node=conjunction([*parts_of(request.sought), Not(request.direct)]), match=Matching.DIRECT)


def _first_and_second(matcher: Matcher, request: SearchRequest, order: Order, wanted: Slice, *, total: int) -> Found:
    """A slice that begins among the direct hits, or is counted from the first of them; ``total`` is that of both tiers."""
    direct = matcher.search(_direct(request), order, wanted, counts=False)
    if len(direct.documents) == wanted.size:
        ends_tier = bool(wanted.size) and direct.last is None and direct.total < total
        return replace(direct, last=_BEGIN_OF_SECOND) if ends_tier else direct
    skipped = 0 if direct.documents or wanted.after is not None else wanted.first - direct.total
    rest = _second(matcher, request, order, Slice(skipped, wanted.size - len(direct.documents)))
    documents, scores = [*direct.documents, *rest.documents], [*direct.scores, *rest.scores]
    return replace(rest, documents=documents, scores=scores)


def _second(matcher: Matcher, request: SearchRequest, order: Order, wanted: Slice) -> Found:
    found = matcher.search(_by_parts_only(request), order, wanted, counts=False)
    return found if found.last is None else replace(found, last=replace(found.last, tier=1))
