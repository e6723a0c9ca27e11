"""All hits of a search at once, without reading what is stored of them: their ids in order, their counts over time."""

from __future__ import annotations

import numpy as np

from search_service.engines.whoosh.answering.paging import sort_keys
from search_service.engines.whoosh.answering.timelines import buckets, day_numbers
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.filtering import day_of, filtered, with_recency
from search_service.engines.whoosh.evaluating.matches import Matches
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.request import SearchRequest
from search_service.results import Bucket, Interval


def hit_ids(snapshot: Snapshot, request: SearchRequest) -> tuple[str, ...]:
    """The ids of all hits in the order in which pages would show them."""
    hits = with_recency(snapshot, _hits(snapshot, request), request, day=day_of(request))
    order = np.lexsort((snapshot.id_ranks[hits.documents], sort_keys(snapshot, hits, request.sort)))
    return snapshot.ids_of(hits.documents[order])


def timeline(snapshot: Snapshot, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
    """Hits per day, month or year in Berlin's calendar."""
    documents = _hits(snapshot, request).documents
    match interval:
        case Interval.DAY:
            return buckets(day_numbers(snapshot.published[documents]), interval)
        case Interval.MONTH:
            return buckets(snapshot.months[documents], interval)
        case Interval.YEAR:
            return buckets(snapshot.months[documents] // 12, interval)


def _hits(snapshot: Snapshot, request: SearchRequest) -> Matches:
    return filtered(snapshot, request, evaluate(snapshot, request.node)).hits
