"""What of a query's matches may be seen and passes the filters; the same for pages, lists of ids, timelines and partial matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from search_service.engines.found import Order, Promotion
from search_service.engines.whoosh.evaluating.matches import Documents, Matches
from search_service.engines.whoosh.evaluating.publication_dates import lies_between
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.request import SearchRequest, Sort

DATE = "date"
"""Names the filter by days among those of the facets."""


def moment_seconds(request: SearchRequest) -> float:
    """The time that embargoes and dates to come are judged by, in seconds since 1970."""
    if request.moment is None:
        raise ValueError("a search is evaluated at one moment; set the request's")
    return request.moment.timestamp()


@dataclass(frozen=True, slots=True)
class Filtered:
    """Visible matches, and for each facet with a filter, and for DATE, which of them pass that: bool [n]."""

    matches: Matches
    passing: Mapping[str, NDArray[np.bool_]]

    @property
    def hits(self) -> Matches:
        """Those that pass all filters."""
        return self.matches.keep(_all(list(self.passing.values()))) if self.passing else self.matches

    def documents(self, *, ignoring: str) -> Documents:
        """Those that pass all filters but that named ``ignoring``."""
        masks = [mask for name, mask in self.passing.items() if name != ignoring]
        return self.matches.documents[_all(masks)] if masks else self.matches.documents


def _all(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return reduce(np.logical_and, masks)


def filtered(snapshot: Snapshot, request: SearchRequest, matches: Matches) -> Filtered:
    """What of ``matches`` is visible, with the filters of ``request``."""
    visible = snapshot.times.visible(moment_seconds(request))
    if visible is not None:
        matches = matches.keep(visible[matches.documents])
    return Filtered(matches, dict(_passing(snapshot, request, matches.documents)))


def _passing(snapshot: Snapshot, request: SearchRequest, documents: Documents) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Which of ``documents`` each filter lets pass."""
    for name, values in request.accepted.items():
        if values:
            yield name, snapshot.facets[name].having(values).take(documents)
    if request.first is not None or request.last is not None:
        yield DATE, lies_between(snapshot.times.published.take(documents), request.first, request.last)


def weighted(snapshot: Snapshot, hits: Matches, order: Order) -> Matches:
    """The hits with what the order makes of their scores: of newer ones more, and of those that are promoted."""
    if order.sort is not Sort.RELEVANCE:
        return hits
    scores = hits.scores
    if order.day is not None:
        scores = scores * snapshot.times.recency(order.day).take(hits.documents)
    for promotion in order.promotions:
        scores = np.where(_promoted(snapshot, promotion, hits.documents), scores * np.float32(promotion.factor), scores)
    return Matches(hits.documents, scores)


def _promoted(snapshot: Snapshot, promotion: Promotion, documents: Documents) -> NDArray[np.bool_]:
    """bool [documents]: what a promotion is about."""
    masks = [snapshot.facets[name].having(values).take(documents) for name, values in promotion.values]
    if promotion.first is not None or promotion.last is not None:
        masks.append(lies_between(snapshot.times.published.take(documents), promotion.first, promotion.last))
    return _all(masks) if masks else np.ones(len(documents), np.bool_)
