"""What the statistics tell of some days: numbers, and the words of queries that enough asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from search_service.statistics.limits import Limits
from search_service.statistics.queries import asked_by_enough
from search_service.statistics.tables import days, latencies, queries, uses, words
from search_service.statistics.tally import MORE_MS

LISTED = 100
"""Queries and uses of a kind that are listed."""


@dataclass(frozen=True, slots=True)
class Query:
    words: str
    searches: int
    without_hit: int


@dataclass(frozen=True, slots=True)
class Used:
    """``value`` is empty where the use itself is counted."""

    name: str
    value: str
    searches: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Searches that took at most ``up_to_ms`` and more than the bound before it; None: longer than all bounds."""

    up_to_ms: int | None
    searches: int


@dataclass(frozen=True, slots=True)
class Day:
    """``half_ms`` and ``most_ms`` are bounds that 50 and 95 % of the searches stayed below; None: longer than all bounds, or no search."""

    day: date
    searches: int
    without_hit: int
    mended: int
    without_words: int
    robots: int
    dropped: int
    half_ms: int | None
    most_ms: int | None
    latencies: tuple[Latency, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Days on which something was counted, newest first; lists with the most first. Words were asked as ``limits`` say, at the least."""

    first: date
    last: date
    limits: Limits
    days: tuple[Day, ...]
    frequent: tuple[Query, ...]
    without_hit: tuple[Query, ...]
    uses: tuple[Used, ...]

    def total(self, name: str) -> int:
        """A number of all days together."""
        return sum(getattr(day, name) for day in self.days)


def read_report(connection: Connection, *, first: date, last: date, limits: Limits) -> Report:
    """What was counted from ``first`` to ``last``."""
    return Report(
        first=first,
        last=last,
        limits=limits,
        days=_days(connection, first, last),
        frequent=_queries(connection, "searches", first=first, last=last, limits=limits),
        without_hit=_queries(connection, "without_hit", first=first, last=last, limits=limits),
        uses=_uses(connection, first, last),
    )


def _days(connection: Connection, first: date, last: date) -> tuple[Day, ...]:
    by_day: dict[date, list[Latency]] = {}
    took = select(latencies).where(latencies.c.day.between(first, last)).order_by(latencies.c.day, latencies.c.up_to_ms)
    for row in connection.execute(took):
        by_day.setdefault(row.day, []).append(Latency(None if row.up_to_ms == MORE_MS else row.up_to_ms, row.searches))
    counted = select(days).where(days.c.day.between(first, last)).order_by(days.c.day.desc())
    return tuple(_day(row, by_day.get(row.day, [])) for row in connection.execute(counted))


def _day(row: Row[Any], took: Sequence[Latency]) -> Day:
    half, most = _bound(took, share=0.5), _bound(took, share=0.95)
    return Day(**row._asdict(), half_ms=half, most_ms=most, latencies=tuple(took))


def _bound(took: Sequence[Latency], *, share: float) -> int | None:
    """The bound below which this share of the searches lies."""
    left = share * sum(each.searches for each in took)
    for each in took:
        left -= each.searches
        if left <= 0:
            return each.up_to_ms
    return None


def _queries(connection: Connection, name: str, *, first: date, last: date, limits: Limits) -> tuple[Query, ...]:
    """The queries that enough have asked whenever it was, with what was asked on these days."""
    asked, missed = func.sum(queries.c.searches).label("searches"), func.sum(queries.c.without_hit).label("without_hit")
    found = (
        select(words.c.words, asked, missed)
        .join(queries, queries.c.query == words.c.query)
        .where(queries.c.day.between(first, last), words.c.query.in_(asked_by_enough(limits)))
        .group_by(words.c.query)
        .having(func.sum(queries.c[name]) > 0)
        .order_by(func.sum(queries.c[name]).desc(), words.c.words)
        .limit(LISTED)
    )
    return tuple(Query(row.words, row.searches, row.without_hit) for row in connection.execute(found))


def _uses(connection: Connection, first: date, last: date) -> tuple[Used, ...]:
    searches = func.sum(uses.c.searches).label("searches")
    found = select(uses.c.name, uses.c.value, searches).where(uses.c.day.between(first, last)).group_by(uses.c.name, uses.c.value)
    ordered = found.order_by(searches.desc(), uses.c.name, uses.c.value).limit(LISTED)
    return tuple(Used(row.name, row.value, row.searches) for row in connection.execute(ordered))
