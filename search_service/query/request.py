"""One search, complete: parsed query, filters, order, page. Made by ``web.request_args`` or a command; read by engines."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from search_service.query.nodes import And, Everything, Node, Or, Phrase, Prefix, Words

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

    def but(self, **changes: Any) -> SearchRequest:  # the values are the fields' own
        """The same search with some fields changed."""
        values = dict(zip(_NAMES, _values_of(self), strict=True))  # ``dataclasses.replace`` takes half as long again
        return SearchRequest(**(values | changes))


_NAMES = tuple(field.name for field in fields(SearchRequest))
_values_of = attrgetter(*_NAMES)


def default_sort(node: Node) -> Sort:
    """The order of a search that names none: by relevance where it looks for words, else the newest first."""
    return Sort.RELEVANCE if _has_words(node) else Sort.NEWEST


def _has_words(node: Node) -> bool:
    """Whether releases can be more or less relevant; what is excluded makes none so."""
    match node:
        case Words() | Phrase() | Prefix():
            return True
        case And(parts) | Or(parts):
            return any(_has_words(part) for part in parts)
        case _:
            return False
