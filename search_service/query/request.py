"""One search, complete: parsed query, filters, order, page. Made by ``web.request_args`` or a command; read by engines."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, assert_never

from search_service.dates import period_name
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words

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
        name = period_name(self.first, self.last) if self.first != self.last else None
        return frozenset() if name is None else frozenset({name})

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
        case DateRange() | Everything() | Not():
            return False
        case _:
            assert_never(node)
