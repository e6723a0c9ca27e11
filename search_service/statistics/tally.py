"""Adds searches up in memory: many of a few seconds become a few numbers by day. Nothing is written here."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from search_service.dates import BERLIN
from search_service.query.nodes import EVERYTHING, NOTHING, Words
from search_service.query.request import Matching, SearchRequest, default_sort
from search_service.query.shape import Shape, shape_of
from search_service.schema import Scope
from search_service.statistics.robots import is_robot

LONGEST_QUERY = 200
"""Characters; a longer one is counted, but is no query that many ask."""
BOUNDS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
MORE_MS = 1_000_000
"""The bound of what takes longer than all others."""


class Use(NamedTuple):
    """Something that a search makes use of: a filter with a value of the archive, a sign of the query language, an order."""

    name: str
    value: str = ""


class AskedSearch(NamedTuple):
    """One search as it waits in memory to be counted. ``address`` and ``agent`` are written nowhere.

    ``at`` is in seconds since 1970, ``filters`` have only values that the archive has.
    """

    at: float
    request: SearchRequest
    total: int
    mended: bool
    seconds: float
    filters: tuple[Use, ...]
    address: str
    agent: str

    @property
    def is_filtered(self) -> bool:
        """Whether a filter may be why nothing was found."""
        return bool(self.filters) or self.request.first is not None or self.request.last is not None


@dataclass(slots=True)
class DayCount:
    """The searches of a day; those of robots and dropped ones are in no other number."""

    searches: int = 0
    without_hit: int = 0
    mended: int = 0
    without_words: int = 0
    robots: int = 0
    dropped: int = 0


@dataclass(slots=True)
class QueryCount:
    """How often a query was asked on a day, its words as first written, and from where; ``without_hit`` are those without filters."""

    words: str
    searches: int = 0
    without_hit: int = 0
    addresses: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Tally:
    """What a batch of searches comes to; ``queries`` by day and folded words."""

    days: dict[date, DayCount] = field(default_factory=dict)
    latencies: Counter[tuple[date, int]] = field(default_factory=Counter)
    uses: Counter[tuple[date, Use]] = field(default_factory=Counter)
    queries: dict[tuple[date, str], QueryCount] = field(default_factory=dict)

    def add(self, asked: AskedSearch) -> None:
        """Count a search; of one of a robot only that there was one."""
        day = _day_of(asked.at // 3600)
        count = self.days.setdefault(day, DayCount())
        if is_robot(asked.agent):
            count.robots += 1
            return
        count.searches += 1
        count.without_hit += not asked.total
        count.mended += asked.mended
        self.latencies[day, bound_of(asked.seconds)] += 1
        self.uses.update((day, use) for use in (*asked.filters, *_uses(asked.request)))
        if asked.request.node in (EVERYTHING, NOTHING):
            count.without_words += 1
        elif len(asked.request.parsed) <= LONGEST_QUERY:
            self._add_query(day, asked)

    def _add_query(self, day: date, asked: AskedSearch) -> None:
        query = self.queries.setdefault((day, folded(asked.request.parsed)), QueryCount(asked.request.parsed))
        query.searches += 1
        query.without_hit += not (asked.total or asked.is_filtered)
        query.addresses.add(asked.address)

    def drop(self, day: date, count: int) -> None:
        """Note searches that nobody counted."""
        self.days.setdefault(day, DayCount()).dropped += count


def folded(query: str) -> str:
    """What is one query: whatever its case and blanks."""
    return unicodedata.normalize("NFC", " ".join(query.split()).casefold())


def bound_of(seconds: float) -> int:
    """The bound in milliseconds below which a time lies."""
    place = bisect_left(BOUNDS_MS, seconds * 1000)
    return BOUNDS_MS[place] if place < len(BOUNDS_MS) else MORE_MS


@lru_cache(maxsize=16)
def _day_of(hour: float) -> date:
    """The day in Berlin of an hour since 1970; hours begin at the same time there."""
    return datetime.fromtimestamp(hour * 3600, BERLIN).date()


_SIGNS = tuple(each.name for each in fields(Shape) if each.name != "words")


def _uses(request: SearchRequest) -> Iterator[Use]:
    """What can be told of a request alone."""
    if request.first is not None or request.last is not None:
        yield Use("period")
    if request.match is Matching.PARTS:
        yield Use("parts")
    if request.sort is not default_sort(request.node):
        yield from (Use("sort"), Use("sort", request.sort))
    if isinstance(request.node, Words) and request.node.scope is Scope.TEXT:
        return  # words alone, as most queries
    shape = shape_of(request.node)
    yield from (Use(name) for name in _SIGNS if getattr(shape, name))
