"""The plain search that quality is held against: SQLite FTS5 over German stems, releases with all words first, then those with any.

The three fields weigh 4, 2 and 1; nothing else is done for German. ``fts5_peer`` is the same library as a whole engine, for speed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from benchmarks.analyzers import SnowballWords
from search_service.release import Release
from search_service.schema import Field, field_texts

NAME = "FTS5 baseline: all words, then any"
_FIELDS = {Field.TITLE: 4.0, Field.TEASER: 2.0, Field.BODY: 1.0}
_RANK = f"bm25(text, 0, {', '.join(map(str, _FIELDS.values()))})"


class Fts5Baseline:
    """An index in memory over ``releases``."""

    def __init__(self, releases: Iterable[Release]) -> None:
        self._words = SnowballWords()
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, {', '.join(_FIELDS)})")
        rows = ([release.id, *(self._stemmed(field_texts(release)[field]) for field in _FIELDS)] for release in releases)
        self._connection.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", rows)

    def _stemmed(self, text: str) -> str:
        return " ".join(self._words.stems(text))

    def rank(self, query: str) -> list[str]:
        """The ids of the best ten."""
        stems = [f'"{stem}"' for stem in (self._words.content_stems(query) or self._words.stems(query))]
        found = dict.fromkeys(each for operator in (" AND ", " OR ") for each in self._matches(operator.join(stems)))
        return list(found)[:10]

    def _matches(self, match: str) -> list[str]:
        select = f"SELECT id FROM text WHERE text MATCH ? ORDER BY {_RANK} LIMIT 10"
        return [row[0] for row in self._connection.execute(select, [match])] if match else []
