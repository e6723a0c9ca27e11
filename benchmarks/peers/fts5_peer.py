"""SQLite FTS5: text stemmed by Snowball beforehand, bm25 with field weights, facets by GROUP BY over a temporary table of the hits.

The index is an external-content table: it is fed stems, one for every token, while its content is the text as written. So FTS5's
own ``snippet`` and ``highlight``, which only count tokens, mark the written words.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from benchmarks.analyzers import SnowballWords
from benchmarks.peers.answering import FACET_SEPARATOR, Filter, Found, PeerSearcher, Plan, active_filters, counting_groups, month_of
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import Hit, Snippet, SnippetPart
from search_service.schema import FIELD_WEIGHTS, FacetName, Field, field_texts

NAME = "SQLite FTS5"
DATABASE = "releases.sqlite"
CACHE_KIBIBYTES = 64 * 1024
MAPPED_BYTES = 1 << 30
SNIPPET_TOKENS = 32
_START, _END = "\x02", "\x03"

_FIELDS = ", ".join(field.value for field in Field)
_SCHEMA = f"""
CREATE TABLE release (n INTEGER PRIMARY KEY, id TEXT UNIQUE, url TEXT, published TEXT, topics TEXT, ministries TEXT, {_FIELDS});
CREATE TABLE day (n INTEGER PRIMARY KEY, day INTEGER, month TEXT);
CREATE TABLE topic (n INTEGER, value TEXT, PRIMARY KEY (n, value)) WITHOUT ROWID;
CREATE TABLE ministry (n INTEGER, value TEXT, PRIMARY KEY (n, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5({_FIELDS}, content='release', content_rowid='n', tokenize='unicode61');
INSERT INTO text (text, rank) VALUES ('rank', 'bm25({", ".join(str(FIELD_WEIGHTS[field]) for field in Field)})');
"""
_COUNTS = {
    Filter.TOPIC: "SELECT value, count(*) FROM hit CROSS JOIN topic USING (n) {where} GROUP BY value",
    Filter.MINISTRY: "SELECT value, count(*) FROM hit CROSS JOIN ministry USING (n) {where} GROUP BY value",
    Filter.DATE: "SELECT month, count(*) FROM hit CROSS JOIN day USING (n) {where} GROUP BY month",
}


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new database with every release; FTS5's segments are merged into one."""
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / DATABASE)
    connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA cache_size = -{CACHE_KIBIBYTES};" + _SCHEMA)
    with connection:
        _insert(connection, releases, SnowballWords())
        connection.execute("INSERT INTO text (text) VALUES ('optimize')")
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def add(release: Release, folder: Path) -> None:
    """One release more; its id must be new."""
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        _insert(connection, [release], SnowballWords())
    connection.close()


def open_searcher(folder: Path) -> Fts5Searcher:
    return Fts5Searcher(folder / DATABASE)


def _insert(connection: sqlite3.Connection, releases: Iterable[Release], words: SnowballWords) -> None:
    first = connection.execute("SELECT coalesce(max(n), 0) + 1 FROM release").fetchone()[0]
    for n, release in enumerate(releases, start=first):
        texts = [field_texts(release)[field] for field in Field]
        values = [FACET_SEPARATOR.join(release.topics), FACET_SEPARATOR.join(release.ministries)]
        row = [n, release.id, release.url, release.published.isoformat(), *values, *texts]
        connection.execute(f"INSERT INTO release VALUES ({', '.join('?' * len(row))})", row)
        connection.execute(f"INSERT INTO text (rowid, {_FIELDS}) VALUES (?, ?, ?, ?, ?)", [n, *(_stemmed(text, words) for text in texts)])
        connection.execute("INSERT INTO day VALUES (?, ?, ?)", [n, release.published.toordinal(), month_of(release)])
        connection.executemany("INSERT OR IGNORE INTO topic VALUES (?, ?)", [(n, topic) for topic in release.topics])
        connection.executemany("INSERT OR IGNORE INTO ministry VALUES (?, ?)", [(n, ministry) for ministry in release.ministries])


def _stemmed(text: str, words: SnowballWords) -> str:
    return " ".join(words.stems(text))


class Fts5Searcher(PeerSearcher):
    """One read-only connection a thread, as SQLite wants it."""

    name = NAME

    def __init__(self, database: Path) -> None:
        self._database = database
        self._thread = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._thread, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._database, check_same_thread=False, isolation_level=None)
            connection.executescript(
                f"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{CACHE_KIBIBYTES}; PRAGMA mmap_size = {MAPPED_BYTES};"
                "CREATE TEMP TABLE hit (n INTEGER PRIMARY KEY, score REAL);"
            )
            self._thread.connection = connection
            self._thread.words = SnowballWords()
            self._opened.append(connection)
        return connection

    def find(self, plan: Plan, request: SearchRequest) -> Found:
        connection = self._connection()
        match = _match(plan, self._thread.words)
        connection.execute("DELETE FROM hit")
        if match:
            connection.execute("INSERT INTO hit SELECT rowid, rank FROM text WHERE text MATCH ?", [match])
        where, values = _where(request, active_filters(request))
        total = connection.execute(f"SELECT count(*) FROM hit {where}", values).fetchone()[0]
        best = connection.execute(f"SELECT n, score FROM hit {where} ORDER BY score LIMIT ?", [*values, request.size]).fetchall()
        counts = _counts(connection, request)
        hits = tuple(_hit(connection, n, score, match if request.highlight else "") for n, score in best)
        return Found(total, hits, counts[Filter.TOPIC], counts[Filter.MINISTRY], counts[Filter.DATE])


def _match(plan: Plan, words: SnowballWords) -> str:
    """FTS5's query: stems in quotes; a word of several tokens, such as S-Bahn, is a phrase. Stop words count only if all are."""
    kept = [word for word in plan.words if words.content_stems(word)] or list(plan.words)
    quoted = [f'"{_stemmed(text, words)}"' for text in (*kept, *plan.phrases) if words.stems(text)]
    return (" OR " if plan.any_word else " AND ").join(quoted)


def _where(request: SearchRequest, applied: frozenset[Filter]) -> tuple[str, list[str | int]]:
    """The WHERE clause over ``hit`` for these filters, and its values."""
    clauses: list[str] = []
    values: list[str | int] = []
    for name, chosen in ((Filter.TOPIC, request.values_of(FacetName.TOPIC)), (Filter.MINISTRY, request.values_of(FacetName.MINISTRY))):
        if name in applied:
            clauses.append(f"EXISTS (SELECT 1 FROM {name} AS f WHERE f.n = hit.n AND f.value IN ({', '.join('?' * len(chosen))}))")
            values += chosen
    if Filter.DATE in applied:
        clauses.append("(SELECT d.day FROM day AS d WHERE d.n = hit.n) BETWEEN ? AND ?")
        values += [(request.first or date.min).toordinal(), (request.last or date.max).toordinal()]
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values


def _counts(connection: sqlite3.Connection, request: SearchRequest) -> dict[Filter, dict[str, int]]:
    counts: dict[Filter, dict[str, int]] = {}
    for applied, facets in counting_groups(request).items():
        where, values = _where(request, applied)
        for facet in facets:
            counts[facet] = dict(connection.execute(_COUNTS[facet].format(where=where), values).fetchall())
    return counts


def _hit(connection: sqlite3.Connection, n: int, score: float, match: str) -> Hit:
    query = "SELECT id, url, title, teaser, published, topics, ministries FROM release WHERE n = ?"
    release_id, url, title, teaser, published, topics, ministries = connection.execute(query, [n]).fetchone()
    return Hit(
        id=release_id,
        url=url,
        title=title,
        teaser=teaser,
        published=datetime.fromisoformat(published),
        facet_values={
            FacetName.TOPIC: tuple(filter(None, topics.split(FACET_SEPARATOR))),
            FacetName.MINISTRY: tuple(filter(None, ministries.split(FACET_SEPARATOR))),
        },
        score=-score,
        snippets=_snippets(connection, n, match) if match else (),
    )


def _snippets(connection: sqlite3.Connection, n: int, match: str) -> tuple[Snippet, ...]:
    title, body = (list(Field).index(field) for field in (Field.TITLE, Field.BODY))
    query = f"SELECT highlight(text, {title}, ?, ?), snippet(text, {body}, ?, ?, '…', ?) FROM text WHERE text MATCH ? AND rowid = ?"
    marked = connection.execute(query, [_START, _END, _START, _END, SNIPPET_TOKENS, match, n]).fetchone()
    return tuple(Snippet(field, _parts(text)) for field, text in zip((Field.TITLE, Field.BODY), marked, strict=True) if text)


def _parts(marked: str) -> tuple[SnippetPart, ...]:
    before, *others = marked.split(_START)
    parts = [SnippetPart(before, match=False)]
    for piece in others:
        match, _, after = piece.partition(_END)
        parts += [SnippetPart(match, match=True), SnippetPart(after, match=False)]
    return tuple(part for part in parts if part.text)
