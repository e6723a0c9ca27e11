"""Writes which queries were asked, so that the words of none are written before several sources asked it on several days.

Sources are told apart within a day only, so "several sources" means that so many asked it on one day: one person who asks every day is
one source for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, update

from search_service.sqlite import upsert
from search_service.statistics.limits import Limits
from search_service.statistics.sources import source_hash
from search_service.statistics.tables import queries, sources_today, words
from search_service.statistics.tally import QueryCount

KEYS_AT_ONCE = 500
"""Values that one statement names; SQLite allows 999 in its older versions."""
Counted = Mapping[tuple[date, bytes], QueryCount]


def hashed(counts: Mapping[tuple[date, str], QueryCount], key: bytes) -> Counted:
    """The same counts by the hash of each query."""
    return {(day, hashlib.blake2b(query.encode(), digest_size=16, key=key).digest()): count for (day, query), count in counts.items()}


def add_queries(connection: Connection, counts: Counted) -> None:
    """Add how often each was asked."""
    statement = upsert(queries)
    added = {name: queries.c[name] + statement.excluded[name] for name in ("searches", "without_hit")}
    rows = [
        {"query": query, "day": day, "searches": count.searches, "without_hit": count.without_hit, "sources": 0}
        for (day, query), count in counts.items()
    ]
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["query", "day"], set_=added), rows)


def add_sources(connection: Connection, counts: Counted, *, today: date, salt: bytes, limits: Limits) -> None:
    """Note who asked each query of today, until so many did as have to be known. Of days that have ended nobody is told apart any more."""
    of_today = {query: count for (day, query), count in counts.items() if day == today}
    asked_by_few: dict[bytes, int] = {}
    for some in _in_portions(of_today):
        query = select(queries.c.query, queries.c.sources).where(queries.c.day == today, queries.c.sources < limits.sources)
        asked_by_few |= {row.query: row.sources for row in connection.execute(query.where(queries.c.query.in_(some)))}
    rows = [
        {"query": query, "day": today, "source": source_hash(address, query, salt)}
        for query in asked_by_few
        for address in islice(of_today[query].addresses, limits.sources)
    ]
    if rows:
        connection.execute(upsert(sources_today).on_conflict_do_nothing(), rows)
    known = select(func.count()).where(sources_today.c.query == queries.c.query, sources_today.c.day == today).scalar_subquery()
    for some in _in_portions(asked_by_few):
        at_most = func.min(known, limits.sources)  # with two arguments the smaller one
        connection.execute(update(queries).where(queries.c.day == today, queries.c.query.in_(some)).values(sources=at_most))


def reveal_words(connection: Connection, counts: Counted, limits: Limits) -> None:
    """Write the words of those queries, of these alone, that enough have asked."""
    written = {query: count.words for (_, query), count in counts.items()}
    for some in _in_portions(written):
        asked_by_many = connection.execute(asked_by_enough(limits).where(queries.c.query.in_(some))).scalars().all()
        rows = [{"query": query, "words": written[query]} for query in asked_by_many]
        if rows:
            connection.execute(upsert(words).on_conflict_do_nothing(), rows)


def asked_by_enough(limits: Limits) -> Select[Any]:
    """The queries that were asked on enough days, and by enough sources on one of them."""
    enough = (func.count() >= limits.days) & (func.max(queries.c.sources) >= limits.sources)
    return select(queries.c.query).group_by(queries.c.query).having(enough)


def forget_rarest(connection: Connection, limits: Limits) -> None:
    """Keep the number of rows within its limit: those of few sources, few searches and long ago go first."""
    kept: int = connection.execute(select(func.count()).select_from(queries)).scalar_one()
    if kept <= limits.entries:
        return
    has_words = queries.c.query.in_(select(words.c.query))
    rarest = select(queries.c.query, queries.c.day).order_by(has_words, queries.c.sources, queries.c.searches, queries.c.day)
    gone = connection.execute(rarest.limit(kept - limits.entries)).all()
    for row in gone:
        connection.execute(delete(queries).where(queries.c.query == row.query, queries.c.day == row.day))
    forget_words(connection, limits)


def forget_words(connection: Connection, limits: Limits) -> None:
    """Delete the words of queries that by now too few have asked."""
    connection.execute(delete(words).where(words.c.query.not_in(asked_by_enough(limits))))


def _in_portions(keys: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    left = iter(keys)
    while portion := list(islice(left, KEYS_AT_ONCE)):
        yield portion
