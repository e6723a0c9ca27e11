"""Whole requests: filters that facets ignore when they are their own, order, page, counts. One request gives a page with its facets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search_service.engines.found import Order, Promotion, Slice, SortKey
from search_service.engines.opensearch.compiling.clauses import EVERYTHING, Clause, all_of, has_any, scored
from search_service.engines.opensearch.compiling.matching import published_between
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.scoring import DAY_SECONDS, RECENCY_HALF_LIFE_DAYS, RECENCY_SHARE, SCORE_OF_LIFTED, SCORE_STEPS
from search_service.query.request import SearchRequest, Sort
from search_service.results import Interval
from search_service.schema import FacetName

Body = dict[str, Any]
DATE = "date"
"""Names the filter by days among those of the facets."""
PERIODS = {Interval.DAY: "day", Interval.MONTH: "month", Interval.YEAR: "year"}
_ROUNDED = (
    "double age = Math.max(params.day - doc['published'].value / params.seconds, 0.0);"
    "double newer = 1.0 + params.share * Math.pow(2.0, -age / params.half);"
    "return Math.rint(_score * newer * params.steps) / params.steps;"
)
"""The score that orders: see ``engines.scoring.recency`` and ``rounded``."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows the hits of a request: what may be ``seen`` at its moment, and ``filters`` by name."""

    seen: tuple[Clause, ...]
    filters: Mapping[str, Clause]

    @property
    def clauses(self) -> list[Clause]:
        """All of it."""
        return [*self.seen, *self.filters.values()]

    def ignoring(self, name: str) -> Clause:
        """All filters but that of a name."""
        others = [clause for each, clause in self.filters.items() if each != name]
        return all_of(others) if others else EVERYTHING


def narrowing(request: SearchRequest, statistics: Statistics) -> Narrowing:
    """What narrows the hits of ``request``, whose moment is set."""
    filters: dict[str, Clause] = {str(name): has_any(str(name), values) for name, values in request.accepted.items() if values}
    if request.first is not None or request.last is not None:
        filters[DATE] = published_between(request.first, request.last)
    return Narrowing(seen_at(moment_seconds(request), statistics), filters)


def moment_seconds(request: SearchRequest) -> float:
    """The time that embargoes and dates to come are judged by, in seconds since 1970."""
    if request.moment is None:
        raise ValueError("a search is evaluated at one moment; set the request's")
    return request.moment.timestamp()


def seen_at(seconds: float, statistics: Statistics) -> tuple[Clause, ...]:
    """What may be seen at a moment; nothing where everything may."""
    return () if seconds >= statistics.seen_until else ({"range": {"visible_from": {"lte": math.floor(seconds)}}},)


def page_body(node: Clause, narrow: Narrowing, order: Order, wanted: Slice) -> Body:
    """The hits of a slice, and one more if there is one; all are counted."""
    query = ordered(scored([node], filters=narrow.seen), order)
    body: Body = {"track_total_hits": True, "track_scores": True, "query": query, "sort": sort_of(order)}
    if narrow.filters:
        body["post_filter"] = all_of(narrow.filters.values())
    size = wanted.size + 1 if wanted.size else 0
    if wanted.after is None:
        return body | {"from": wanted.first if size else 0, "size": size}
    return body | {"size": wanted.first + size if size else 0, "search_after": keys_behind(wanted.after, order)}


def ordered(query: Clause, order: Order) -> Clause:
    """The same with the scores by which hits are ordered: by date they only tell."""
    if order.sort is not Sort.RELEVANCE:
        return query
    promotions = [{"filter": _promoted(each), "weight": each.factor} for each in order.promotions]
    if promotions:
        query = {"function_score": {"query": query, "functions": promotions, "score_mode": "multiply", "boost_mode": "multiply"}}
    params = {
        "day": order.day or 0,
        "share": 0.0 if order.day is None else RECENCY_SHARE,
        "half": RECENCY_HALF_LIFE_DAYS,
        "seconds": float(DAY_SECONDS),
        "steps": SCORE_STEPS,
    }
    return {"script_score": {"query": query, "script": {"source": _ROUNDED, "params": params}}}


def _promoted(promotion: Promotion) -> Clause:
    """What a promotion is about."""
    return all_of([published_between(promotion.first, promotion.last), *(has_any(name.value, values) for name, values in promotion.values)])


def sort_of(order: Order) -> list[Body]:
    """The keys of an order: the places of lifted hits, scores or dates, ids."""
    if order.sort is Sort.RELEVANCE:
        return [*([_places(order.lifted)] if order.lifted else []), {"_score": "desc"}, {"id": "asc"}]
    return [{"published": "desc" if order.sort is Sort.NEWEST else "asc"}, {"id": "asc"}]


def _places(lifted: Sequence[str]) -> Body:
    params = {"places": {release_id: place for place, release_id in enumerate(lifted)}, "others": len(lifted)}
    source = "params.places.getOrDefault(doc['id'].value, params.others)"
    return {"_script": {"type": "number", "order": "asc", "script": {"source": source, "params": params}}}


def keys_behind(after: SortKey, order: Order) -> list[float | str]:
    """The keys of the hit that a slice begins behind."""
    if order.sort is not Sort.RELEVANCE:
        return [after.key if order.sort is Sort.OLDEST else -after.key, after.id]
    if not order.lifted:
        return [-after.key, after.id]
    is_lifted = after.key < len(order.lifted) - SCORE_OF_LIFTED
    return [after.key + SCORE_OF_LIFTED, 0.0, after.id] if is_lifted else [float(len(order.lifted)), -after.key, after.id]


def key_of(keys: Sequence[Any], order: Order) -> SortKey:
    """Where a hit with these keys stands."""
    *values, release_id = keys
    if order.sort is Sort.OLDEST:
        return SortKey(float(values[0]), release_id)
    if order.sort is Sort.RELEVANCE and order.lifted and values[0] < len(order.lifted):
        return SortKey(float(values[0]) - SCORE_OF_LIFTED, release_id)
    return SortKey(-float(values[-1]), release_id)


def counts_of(narrow: Narrowing, statistics: Statistics) -> Body:
    """The counts of every facet and of the months, each over what passes all filters but its own."""
    facets = {
        name.value: {
            "filter": narrow.ignoring(name.value),
            "aggs": {
                "values": {"terms": {"field": name.value, "size": max(1, len(statistics.values[name])), "order": {"_key": "asc"}}},
                "missing": {"missing": {"field": name.value}},
            },
        }
        for name in FacetName
    }
    return {**facets, DATE: {"filter": narrow.ignoring(DATE), "aggs": {"periods": periods_of(Interval.MONTH)}}}


def periods_of(interval: Interval) -> Body:
    """The hits by period."""
    return {"histogram": {"field": PERIODS[interval], "interval": 1, "min_doc_count": 1}}
