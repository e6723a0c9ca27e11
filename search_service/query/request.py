"""One search, complete: parsed query, filters, order, page. Made by ``web.request_args`` or a command; read by engines."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from search_service.query.nodes import Everything, Node

MAX_PAGE_SIZE = 100
MAX_PAGED_HITS = 10_000
"""Pages reach the first 10,000 hits; a cursor goes on from there."""
FACET_VALUES = 10
EVERYTHING = Everything()


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as every engine understands it.

    Values of one facet are alternatives, facets restrict each other. ``first`` and ``last`` are days in Europe/Berlin, both
    included. ``moment`` is the time that embargoes and future dates are judged by (None: now). ``facet_values`` caps the values
    listed per facet (None: all), ``facet_query`` keeps only those that contain it.
    """

    q: str = ""
    node: Node = EVERYTHING
    parsed: str = ""
    topics: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    sort: Sort = Sort.NEWEST
    page: int = 1
    size: int = 10
    cursor: str | None = None
    topic_values: int | None = FACET_VALUES
    ministry_values: int | None = FACET_VALUES
    facet_query: str = ""
    highlight: bool = True
    recency: bool = True
    moment: datetime | None = None

    @property
    def selected_periods(self) -> frozenset[str]:
        """The year ("2024") or month ("2024-03") that the date filter is exactly, as the date facet names it; else nothing."""
        if self.first is None or self.last is None or self.first.year != self.last.year:
            return frozenset()
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return frozenset({f"{first.year:04d}"})
        whole_month = first.month == last.month and first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        return frozenset({f"{first.year:04d}-{first.month:02d}"}) if whole_month else frozenset()

    def but(self, **changes: Any) -> SearchRequest:  # the values are the fields' own; ``replace`` checks the names
        """The same search with some fields changed."""
        return replace(self, **changes)
