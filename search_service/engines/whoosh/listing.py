"""All hits of a search at once, without reading what is stored of them: their ids in order, their counts over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from search_service.engines.whoosh.evaluator import evaluate, published_between
from search_service.engines.whoosh.matches import Documents, Matches, contained
from search_service.engines.whoosh.paging import sort_keys
from search_service.engines.whoosh.scoring import recency
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.timelines import buckets, day_numbers
from search_service.query.request import SearchRequest, Sort
from search_service.results import Bucket, Interval


def hit_ids(snapshot: Snapshot, request: SearchRequest) -> tuple[str, ...]:
    """The ids of all hits in the order in which pages would show them."""
    moment = _moment(request)
    hits = _hits(snapshot, request, moment)
    if request.sort is Sort.RELEVANCE and request.recency:
        hits = Matches(hits.documents, hits.scores * recency(snapshot.published[hits.documents], moment))
    order = np.lexsort((snapshot.id_ranks[hits.documents], sort_keys(snapshot, hits, request.sort)))
    return snapshot.ids_of(hits.documents[order])


def timeline(snapshot: Snapshot, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
    """Hits per day, month or year in Berlin's calendar."""
    documents = _hits(snapshot, request, _moment(request)).documents
    match interval:
        case Interval.DAY:
            return buckets(day_numbers(snapshot.published[documents]), interval)
        case Interval.MONTH:
            return buckets(snapshot.months[documents], interval)
        case Interval.YEAR:
            return buckets(snapshot.months[documents] // 12, interval)


def _moment(request: SearchRequest) -> float:
    return (request.moment or datetime.now(UTC)).timestamp()


def _hits(snapshot: Snapshot, request: SearchRequest, moment: float) -> Matches:
    """What is visible of the query's matches and passes every filter."""
    hits = evaluate(snapshot, request.node)
    visible = snapshot.visible(moment)
    if visible is not None:
        hits = hits.keep(visible[hits.documents])
    for passing in _filters(snapshot, request):
        hits = hits.keep(contained(hits.documents, passing)[0])
    return hits


def _filters(snapshot: Snapshot, request: SearchRequest) -> Iterator[Documents]:
    """The documents that pass each filter in use."""
    if request.topics:
        yield snapshot.topics.documents_with(request.topics)
    if request.ministries:
        yield snapshot.ministries.documents_with(request.ministries)
    if request.first is not None or request.last is not None:
        yield published_between(snapshot, request.first, request.last)
