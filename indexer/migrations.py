"""Raises a store that an older program made to the tables of this one: a step a version, after a copy of the store was kept.

What a step does is never changed once it has landed: it says what the tables of its version are in SQL of its own, whatever they are
today; in SQL that every database understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from indexer.identity import keys_of
from search_service.database import Database
from search_service.release import Release
from search_service.sqlite import without_rowid
from search_service.store_schema import STORE_VERSION, VERSION, change_checksum, release_checksum, version_checksum
from search_service.store_version import newer_store

Step = Callable[[Connection], None]
"""Changes the tables and what is in them from one version to the next."""
AT_ONCE = 500
"""Rows held in memory."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done to a store, and where the copy of its state before lies."""

    before: int
    after: int
    backup: Path | None

    def as_text(self) -> str:
        """For a terminal."""
        kept = f"as it was before it is kept in {self.backup}" if self.backup else "PostgreSQL keeps no copy: only a dump has it as it was"
        return f"store raised from version {self.before} to {self.after}; {kept}"


def migrate(connection: Connection, database: Database) -> Migrated | None:
    """Raise a store to STORE_VERSION within the writing transaction of ``connection``; None if there is nothing to do.

    All steps are one transaction: after a crash the store is as before or done. Raises StoreError for a newer store, or one that has no
    version, and when the copy cannot be made.
    """
    found = _stored_version(connection, database)
    if found == STORE_VERSION:
        return None
    backup = database.keep_copy(found)
    for version in range(found + 1, STORE_VERSION + 1):
        STEPS[version](connection)
    connection.execute(text("UPDATE store_facts SET value = :value WHERE name = :name"), {"name": VERSION, "value": str(STORE_VERSION)})
    return Migrated(found, STORE_VERSION, backup)


def _stored_version(connection: Connection, database: Database) -> int:
    """The version that a store says it has. Raises StoreError for a newer one, and when it says none."""
    query = text("SELECT value FROM store_facts WHERE name = :name")
    found = str(connection.execute(query, {"name": VERSION}).scalar_one_or_none() or "")
    if not found.isdecimal() or int(found) > STORE_VERSION:
        raise newer_store(database, found)
    return int(found)


def _add_checksums(connection: Connection) -> None:
    """Version 2: each row has a checksum. What was damaged before nobody knows."""
    for table in ("releases", "versions", "changes"):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN checksum BIGINT NOT NULL DEFAULT 0"))
    _fill(connection, "releases", {"id": ""}, "url, status, version, visible_from, withdrawn_at", lambda row: release_checksum(*row))
    _fill(connection, "versions", {"id": "", "version": -1}, "hash, content, first_seen, last_seen", lambda row: version_checksum(*row))
    _fill(
        connection,
        "changes",
        {"sequence": -1},
        "id, type, at, version, visible_from, pending",
        lambda row: change_checksum(*row[1:-1], pending=bool(row[-1])),
    )


def _fill(
    connection: Connection, table: str, keys: Mapping[str, str | int], columns: str, checksum: Callable[[tuple[Any, ...]], int]
) -> None:
    """Give each row of ``table`` the ``checksum`` of its ``keys`` (with what lies before all of them) and ``columns``."""
    place, last = ", ".join(keys), ", ".join(f":last_{name}" for name in keys)
    rows_after = text(f"SELECT {place}, {columns} FROM {table} WHERE ({place}) > ({last}) ORDER BY {place} LIMIT {AT_ONCE}")
    update = text(f"UPDATE {table} SET checksum = :checksum WHERE ({place}) = ({last})")
    reached = {f"last_{name}": value for name, value in keys.items()}
    while rows := connection.execute(rows_after, reached).all():
        places = [dict(zip(reached, row, strict=False)) for row in rows]
        connection.execute(update, [{**at, "checksum": checksum(tuple(row))} for at, row in zip(places, rows, strict=True)])
        reached = places[-1]


def _add_identity(connection: Connection) -> None:
    """Version 3: what each source told, what releases have in common that may be the same, which versions are corrections."""
    connection.execute(text("ALTER TABLE versions ADD COLUMN correction BOOLEAN NOT NULL DEFAULT FALSE"))
    for statement in _IDENTITY_TABLES:
        connection.execute(text(statement.format(end=without_rowid(connection))))
    last = ""
    while rows := connection.execute(_CURRENT, {"last": last}).all():
        first_told = [
            {"id": row.id, "own": _MADE_ID.fullmatch(row.id) is None, "hash": row.hash, "revision": row.version - 1} for row in rows
        ]
        connection.execute(
            text("INSERT INTO told (id, given, kind, own, hash, revision) VALUES (:id, :id, '', :own, :hash, :revision)"), first_told
        )
        keys = [{"key": key, "id": row.id} for row in rows for key in keys_of(Release.model_validate_json(row.content))]
        connection.execute(text("INSERT INTO likenesses (key, id) VALUES (:key, :id) ON CONFLICT DO NOTHING"), keys)
        last = rows[-1].id


def _add_listings(connection: Connection) -> None:
    """Version 4: what each source has. Of what was read before nobody knows where it stood: its source has to be read once more."""
    for statement in _LISTINGS:
        connection.execute(text(statement.format(end=without_rowid(connection))))


def _mark_corrections(connection: Connection) -> None:
    """Version 5: the mark of a correction is part of its version's checksum. A row that was not what was written stays so."""
    where = "WHERE correction AND (id, version) > (:id, :version) ORDER BY id, version"
    rows_after = text(f"SELECT id, version, hash, content, first_seen, last_seen, checksum FROM versions {where} LIMIT {AT_ONCE}")
    update = text("UPDATE versions SET checksum = :checksum WHERE id = :id AND version = :version")
    reached = {"id": "", "version": -1}
    while rows := connection.execute(rows_after, reached).all():
        sound = [row[:-1] for row in rows if version_checksum(*row[:-1]) == row.checksum]
        marked = [{"id": row[0], "version": row[1], "checksum": version_checksum(*row, correction=True)} for row in sound]
        if marked:
            connection.execute(update, marked)
        reached = {"id": rows[-1].id, "version": rows[-1].version}


_LISTINGS = (
    "CREATE TABLE listings (source TEXT NOT NULL, thing TEXT NOT NULL, given VARCHAR(128) NOT NULL, kind VARCHAR(16) NOT NULL, "
    "run BIGINT NOT NULL, state VARCHAR(16) NOT NULL, PRIMARY KEY (source, thing, given, kind)){end}",
    "CREATE INDEX listings_by_given ON listings (given)",
)
_MADE_ID = re.compile("[0-9a-f]{16}")
_CURRENT = text(
    "SELECT releases.id, releases.version, versions.hash, versions.content FROM releases "
    "JOIN versions ON versions.id = releases.id AND versions.version = releases.version "
    f"WHERE releases.id > :last ORDER BY releases.id LIMIT {AT_ONCE}"
)
_IDENTITY_TABLES = (
    "CREATE TABLE told (id VARCHAR(128) NOT NULL, given VARCHAR(128) NOT NULL, kind VARCHAR(16) NOT NULL, own BOOLEAN NOT NULL, "
    "hash VARCHAR(64) NOT NULL, revision INTEGER NOT NULL, content TEXT, PRIMARY KEY (id, given, kind), "
    "FOREIGN KEY (id) REFERENCES releases (id) ON DELETE CASCADE)",
    "CREATE INDEX told_by_given ON told (given)",
    "CREATE TABLE likenesses (key BIGINT NOT NULL, id VARCHAR(128) NOT NULL, PRIMARY KEY (key, id), "
    "FOREIGN KEY (id) REFERENCES releases (id) ON DELETE CASCADE){end}",
    "CREATE INDEX likenesses_by_id ON likenesses (id)",
)

STEPS: Mapping[int, Step] = {2: _add_checksums, 3: _add_identity, 4: _add_listings, 5: _mark_corrections}
"""How each version is made from the one before."""
