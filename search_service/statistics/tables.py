"""The tables of the statistics. No row has an address, and only `words` has words: those of queries that many asked.

A query that few asked is a keyed hash, so that it can be counted again; its words come into `words` when somebody asks it once more
after enough others did (`queries.py`).
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, MetaData, String, Table

VERSION = 1
"""Raise it when tables change; a file of another version is left alone."""

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""The version, the key of the hashes of queries, and the salt of the day at hand, which goes with its day."""

days = Table(
    "days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("searches", Integer, nullable=False),
    Column("without_hit", Integer, nullable=False),
    Column("mended", Integer, nullable=False),
    Column("without_words", Integer, nullable=False),
    Column("robots", Integer, nullable=False),
    Column("dropped", Integer, nullable=False),
)

latencies = Table(
    "latencies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("up_to_ms", Integer, primary_key=True),
    Column("searches", Integer, nullable=False),
)

uses = Table(
    "uses",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("value", String, primary_key=True),
    Column("searches", Integer, nullable=False),
)
"""What searches made use of; ``value`` is a value of the archive's, never one that was only typed."""

queries = Table(
    "queries",
    metadata,
    Column("query", LargeBinary(16), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("searches", Integer, nullable=False),
    Column("without_hit", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Index("queries_by_day", "day"),
)
"""``sources`` counts no further than has to be known."""

words = Table(
    "words",
    metadata,
    Column("query", LargeBinary(16), primary_key=True),
    Column("words", String, nullable=False),
)

sources_today = Table(
    "sources_today",
    metadata,
    Column("query", LargeBinary(16), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source", LargeBinary(8), primary_key=True),
)
"""Who asked a query today, as hashes that go with the day; two queries of one source have nothing in common."""
