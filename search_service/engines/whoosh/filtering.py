"""What of a query's matches may be seen and passes the filters; the same for pages, lists of ids, timelines and partial matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluator import published_between
from search_service.engines.whoosh.matches import Documents, Matches, contained
from search_service.engines.whoosh.scoring import recency
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.query.request import SearchRequest, Sort


def moment_of(request: SearchRequest) -> float:
    """The time that embargoes and dates to come are judged by, in seconds since 1970."""
    return (request.moment or datetime.now(UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class Filtered:
    """Visible matches, and for each (bool [n]) whether it passes the filter of each facet."""

    matches: Matches
    topic: NDArray[np.bool_]
    ministry: NDArray[np.bool_]
    date: NDArray[np.bool_]

    @property
    def hits(self) -> Matches:
        """Those that pass all filters."""
        return self.matches.keep(self.topic & self.ministry & self.date)

    def documents(self, *, ignoring: str) -> Documents:
        """Those that pass all filters but that of the facet ``ignoring``: topic, ministry or date."""
        masks = {"topic": self.topic, "ministry": self.ministry, "date": self.date}
        first, second = (mask for name, mask in masks.items() if name != ignoring)
        return self.matches.documents[first & second]


def filtered(snapshot: Snapshot, request: SearchRequest, matches: Matches) -> Filtered:
    """What of ``matches`` is visible, with the filters of ``request``."""
    visible = snapshot.visible(moment_of(request))
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
    return Filtered(matches, topic, ministry, date)


def with_recency(snapshot: Snapshot, hits: Matches, request: SearchRequest) -> Matches:
    """The hits with the scores by which they are ordered."""
    if request.sort is not Sort.RELEVANCE or not request.recency:
        return hits
    return Matches(hits.documents, hits.scores * recency(snapshot.published[hits.documents], moment_of(request)))
