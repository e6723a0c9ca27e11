"""The tables of the store, their version, and the checksum that each row carries. Who reads or writes them is not known here.

Moments are whole seconds since 1970 (UTC). A change of a table is a step of ``indexer.migrations`` and a new STORE_VERSION.
"""

from __future__ import annotations

import zlib

from sqlalchemy import BigInteger, Boolean, Column, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

STORE_VERSION = 5
VERSION = "version"
"""Name of the fact that says which version of these tables a store has."""
IDENTITY = "identity"
"""Name of the fact that tells a store from every other."""

ERASED = "erased"
"""Status of a release of which only the tombstone is left: its row here, without address and text, and its last change."""

metadata = MetaData()


def _key(kind: String) -> TypeEngine[str]:
    """A text by which rows are found and ordered: byte by byte in every database, as SQLite does, not by the rules of a language."""
    return kind.with_variant(type(kind)(kind.length, collation="C"), "postgresql")


store_facts = Table("store_facts", metadata, Column("name", _key(String()), primary_key=True), Column("value", String, nullable=False))

releases = Table(
    "releases",
    metadata,
    Column("id", _key(String(128)), primary_key=True),
    Column("url", _key(Text()), nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("visible_from", BigInteger, nullable=False),
    Column("withdrawn_at", BigInteger),
    Column("checksum", BigInteger, nullable=False),
    # Addresses may be longer than what an ordered index of PostgreSQL takes.
    Index("releases_by_url", "url", postgresql_using="hash"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", _key(String(128)), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("correction", Boolean, nullable=False, default=False),
    Column("checksum", BigInteger, nullable=False),
    ForeignKeyConstraint(["id"], ["releases.id"]),
)

told = Table(
    "told",
    metadata,
    # What each source tells of a release: the id and kind there. The text stands here only where several sources tell of one release;
    # of a single one it is that of the current version.
    Column("id", _key(String(128)), primary_key=True),
    Column("given", _key(String(128)), primary_key=True),
    Column("kind", _key(String(16)), primary_key=True),
    Column("own", Boolean, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", Text),
    Index("told_by_given", "given"),
    ForeignKeyConstraint(["id"], ["releases.id"], ondelete="CASCADE"),
)

likenesses = Table(
    "likenesses",
    metadata,
    # Numbers that releases which may be the same have in common (``indexer.identity``).
    Column("key", BigInteger, primary_key=True),
    Column("id", _key(String(128)), primary_key=True),
    Index("likenesses_by_id", "id"),
    ForeignKeyConstraint(["id"], ["releases.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

listings = Table(
    "listings",
    metadata,
    # What each source has: the ids and kinds under which its things (files, pages) tell of releases, the run that read it last, and
    # whether it was still there then (``indexer.listings``).
    Column("source", _key(Text()), primary_key=True),
    Column("thing", _key(Text()), primary_key=True),
    Column("given", _key(String(128)), primary_key=True),
    Column("kind", _key(String(16)), primary_key=True),
    Column("run", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Index("listings_by_given", "given"),
    sqlite_with_rowid=False,
)

changes = Table(
    "changes",
    metadata,
    # AUTOINCREMENT of SQLite, a sequence of PostgreSQL: a number is never given twice, not even after rows at the end are gone.
    Column("sequence", Integer().with_variant(BigInteger(), "postgresql"), primary_key=True, autoincrement=True),
    Column("id", _key(String(128)), nullable=False),
    Column("type", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("visible_from", BigInteger, nullable=False),
    # Not shown to anybody yet (embargo, date to come); the run of the indexer that finds it due writes a row with a new number.
    Column("pending", Boolean, nullable=False),
    Column("checksum", BigInteger, nullable=False),
    Index("changes_pending", "pending", "visible_from"),
    Index("changes_by_id", "id"),
    sqlite_autoincrement=True,
)


def release_checksum(release_id: str, url: str, status: str, version: int, visible_from: int, withdrawn_at: int | None) -> int:
    """The checksum of a row of ``releases``."""
    return _checksum(release_id, url, str(status), version, visible_from, withdrawn_at)


def version_checksum(
    release_id: str, version: int, content_hash: str, content: str, first_seen: int, last_seen: int, *, correction: bool = False
) -> int:
    """The checksum of a row of ``versions``; rows of before there were corrections keep theirs."""
    marks = ("correction",) if correction else ()
    return seen_again(_checksum(release_id, version, content_hash, first_seen, content, *marks), last_seen)


def seen_again(checksum: int, *moments: int) -> int:
    """The checksum of a version whose last moment was the first of ``moments`` and is the second: known without reading its text."""
    for moment in moments:
        checksum ^= _checksum(moment)
    return checksum


def change_checksum(release_id: str, kind: str, at: int, version: int, visible_from: int, *, pending: bool) -> int:
    """The checksum of a row of ``changes``, whose number is given by the database."""
    return _checksum(release_id, str(kind), at, version, visible_from, int(pending))


def _checksum(*values: object) -> int:
    """CRC-32, which finds every damage of up to 32 bits in a row. An altered text is a text to a database."""
    return zlib.crc32("\x1f".join(map(str, values)).encode("utf-8", "replace"))
