"""The order of hits, and the first of them without sorting all.

Ties are decided by id, so the order is the same for every engine and every way an index came about.
"""

from __future__ import annotations

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.engines.found import Order, Slice, SortKey
from search_service.engines.scoring import SCORE_OF_LIFTED, SCORE_STEPS, rounded
from search_service.engines.whoosh.evaluating.matches import Documents, Matches
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.request import Sort

SAMPLED = 30
"""The sample that borders a page's hits is so many times the page's end."""


def take_slice(snapshot: Snapshot, hits: Matches, order: Order, wanted: Slice) -> tuple[Matches, SortKey | None]:
    """The hits of a slice in their order, and where the last of them stands if any follows."""
    ranked = _lifted(snapshot, hits, order)
    if wanted.after is not None:
        behind = _behind(snapshot, ranked, order.sort, wanted.after)
        hits, ranked = hits.keep(behind), ranked.keep(behind)
    end = min(wanted.first + wanted.size, len(hits))
    chosen = first_hits(snapshot, ranked, order.sort, end)[wanted.first : end]
    page = Matches(hits.documents[chosen], hits.scores[chosen])
    last = Matches(ranked.documents[chosen[-1:]], ranked.scores[chosen[-1:]])
    return page, _last_key(snapshot, last, order.sort) if len(page) and end < len(hits) else None


def _lifted(snapshot: Snapshot, hits: Matches, order: Order) -> Matches:
    """The hits with the scores that they are ordered by, where some of them are lifted."""
    numbers = [snapshot.ids.number_of(release_id) for release_id in order.lifted] if order.sort is Sort.RELEVANCE else []
    places = {number: place for place, number in enumerate(numbers) if number is not None}
    if not places:
        return hits
    scores = hits.scores.copy()
    for at in np.flatnonzero(np.isin(hits.documents, list(places))).tolist():
        scores[at] = SCORE_OF_LIFTED - places[int(hits.documents[at])]
    return Matches(hits.documents, scores)


def in_order(snapshot: Snapshot, hits: Matches, order: Order) -> Documents:
    """All hits in their order: int32 [hits], not ascending."""
    hits, sort = _lifted(snapshot, hits, order), order.sort
    return hits.documents[np.lexsort((snapshot.ids.ranks[hits.documents], sort_keys(snapshot, hits, sort)))]


def first_hits(snapshot: Snapshot, hits: Matches, sort: Sort, count: int) -> NDArray[np.intp]:
    """Indexes of the first ``count`` hits in order: intp [count], or of all if they are fewer."""
    candidates = _candidates(_descending(snapshot, hits, sort), count)
    among = Matches(hits.documents[candidates], hits.scores[candidates])
    order = np.lexsort((snapshot.ids.ranks[among.documents], sort_keys(snapshot, among, sort)))
    return candidates[order[:count]]


def sort_keys(snapshot: Snapshot, hits: Matches, sort: Sort) -> NDArray[np.float64]:
    """What hits are ordered by, ascending, as a SortKey has it: float64 [hits]."""
    match sort:
        case Sort.RELEVANCE:
            return -rounded(hits.scores)
        case Sort.NEWEST:
            return -snapshot.times.published[hits.documents].astype(np.float64)
        case Sort.OLDEST:
            return snapshot.times.published[hits.documents].astype(np.float64)
        case _:
            assert_never(sort)


def _descending(snapshot: Snapshot, hits: Matches, sort: Sort) -> NDArray[np.float32] | NDArray[np.int64]:
    """What hits are ordered by, best last, before scores are rounded: [hits]."""
    if sort is Sort.RELEVANCE:
        return hits.scores
    published = snapshot.times.published.take(hits.documents)
    return published if sort is Sort.NEWEST else -published


def _candidates(values: NDArray[np.float32] | NDArray[np.int64], count: int) -> NDArray[np.intp]:
    """Places of the ``count`` greatest of ``values`` and of all that may be equal to one of them, and some more.

    The ``count`` greatest of any sample are as many: the least of them is a border above which no more than needed is sorted.
    """
    sample = values[:: max(1, len(values) // (SAMPLED * max(1, count)))]
    if count >= len(sample):
        return np.arange(len(values))
    border = np.partition(sample, len(sample) - count)[len(sample) - count] if count else sample.max()
    return np.flatnonzero(values >= border - 1 / SCORE_STEPS)


def _behind(snapshot: Snapshot, hits: Matches, sort: Sort, after: SortKey) -> NDArray[np.bool_]:
    """bool [hits]: what comes behind ``after``, whose release may be gone."""
    keys, rank = sort_keys(snapshot, hits, sort), snapshot.ids.rank_behind(after.id)
    later: NDArray[np.bool_] = (keys > after.key) | ((keys == after.key) & (snapshot.ids.ranks[hits.documents] > rank))
    return later


def _last_key(snapshot: Snapshot, last: Matches, sort: Sort) -> SortKey:
    (release_id,) = snapshot.ids.of(last.documents)
    return SortKey(float(sort_keys(snapshot, last, sort)[0]), release_id)
