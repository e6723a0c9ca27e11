"""One search, complete: parsed query, filters, order, page. Made by ``web.request_args`` or a command; read by engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, assert_never

from search_service.dates import period_name
from search_service.query.nodes import EVERYTHING, And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.rewrite import with_parts
from search_service.query.steered_words import steered
from search_service.schema import FacetName, FacetValues
from search_service.steering.rules import UNSTEERED, Steering

MAX_PAGE_SIZE = 100
MAX_PAGED_HITS = 10_000
"""Pages reach the first 10,000 hits; a cursor goes on from there."""
FACET_VALUES = 10
FacetLimits = Mapping[FacetName, int | None]


def limit_each(limit: int | None) -> FacetLimits:
    """The same limit for every facet; 0 where nobody reads them."""
    return dict.fromkeys(FacetName, limit)


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Matching(StrEnum):
    """What makes a release a hit: all words directly, or also the parts of a compound near each other."""

    DIRECT = "direct"
    PARTS = "parts"


class Spelling(StrEnum):
    TYPED = "typed"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as every engine understands it.

    ``chosen`` are the values that releases must have: those of one facet are alternatives, facets restrict each other; ``other_names``
    are values that count for those chosen, because what they mean was called so at another time. ``first`` and
    ``last`` are days in Europe/Berlin, both included. ``moment`` is the time that embargoes and future dates are judged by (None: now).
    ``limits`` caps the values listed of a facet (None: all; FACET_VALUES of one that it does not name), ``facet_query`` keeps only
    values that contain it. ``spelling`` says what is to be answered where nothing is found as typed: that, or the mended search (None:
    what is asked has its own custom). ``match`` says which releases are hits, ``steering`` what editors
    changed about them: whoever answers puts it there.
    """

    q: str = ""
    node: Node = EVERYTHING
    parsed: str = ""
    chosen: FacetValues = field(default_factory=dict)
    other_names: FacetValues = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    match: Matching = Matching.DIRECT
    sort: Sort = Sort.NEWEST
    page: int = 1
    size: int = 10
    cursor: str | None = None
    limits: FacetLimits = field(default_factory=dict)
    facet_query: str = ""
    highlight: bool = True
    recency: bool = True
    spelling: Spelling | None = None
    moment: datetime | None = None
    steering: Steering = UNSTEERED

    def values_of(self, facet: FacetName) -> tuple[str, ...]:
        """What is chosen of a facet."""
        return self.chosen.get(facet, ())

    @property
    def accepted(self) -> FacetValues:
        """Of each facet that is filtered by the values of which a hit has one."""
        return {facet: (*values, *self.other_names.get(facet, ())) for facet, values in self.chosen.items()}

    def choosing(self, facet: FacetName, *values: str) -> SearchRequest:
        """The same search with these values of a facet in place of those chosen."""
        chosen = {name: each for name, each in {**self.chosen, facet: values}.items() if each}
        return self.but(chosen=chosen, other_names={name: each for name, each in self.other_names.items() if name != facet})

    def limit_of(self, facet: FacetName) -> int | None:
        """How many values of a facet are listed at most; None: all."""
        return self.limits.get(facet, FACET_VALUES)

    @property
    def filters(self) -> tuple[tuple[str, ...] | date | None, ...]:
        """What narrows the hits besides the query, in one order, to compare searches by; all of it is empty without a filter."""
        return (*(self.values_of(facet) for facet in FacetName), self.first, self.last)

    @property
    def sought(self) -> Node:
        """What releases are matched with: the query as it is steered, as widely as ``match`` says."""
        return with_parts(self.direct) if self.match is Matching.PARTS else self.direct

    @property
    def direct(self) -> Node:
        """The query as it is steered."""
        return steered(self.node, self.steering)

    def asking(self, node: Node) -> SearchRequest:
        """The same search with another query, whose text, node and parsed form say the same; by relevance only where there are words."""
        node = parse(render(node)).node
        q, sort = render(node), default_sort(node)
        if self.sort is not default_sort(self.node) and sort is Sort.RELEVANCE:
            sort = self.sort
        return self.but(q=q, node=node, parsed=q, sort=sort, spelling=None)

    def without_filters(self) -> SearchRequest:
        """The same query over all releases."""
        return self.but(chosen={}, other_names={}, first=None, last=None)

    @property
    def selected_periods(self) -> frozenset[str]:
        """The year ("2024") or month ("2024-03") that the date filter is exactly, as the date facet names it; else nothing."""
        name = period_name(self.first, self.last) if self.first != self.last else None
        return frozenset() if name is None else frozenset({name})

    def but(self, **changes: Any) -> SearchRequest:  # the values are the fields' own
        """The same search with some fields changed."""
        values = dict(zip(_NAMES, _values_of(self), strict=True))  # ``dataclasses.replace`` takes half as long again
        return SearchRequest(**(values | changes))


_NAMES = tuple(each.name for each in fields(SearchRequest))
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
