"""Which releases were erased: read from a store that is replaced, entered into the one that takes its place.

How a release is erased is ``store_batch``; nothing here reads a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from indexer.store_batch import change_row, erase_release, known_releases, release_row
from search_service.database import Database
from search_service.public_changes import ChangeType
from search_service.store_schema import ERASED, changes, releases, told
from search_service.store_version import check_version


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased release: ``given`` are the rows of ``told`` (without text) under whose ids sources tell of it."""

    id: str
    version: int
    visible_from: int
    erased_at: int
    given: tuple[dict[str, Any], ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset({self.id, *(row["given"] for row in self.given)})


def tombstones_of(database: Database) -> tuple[Tombstone, ...]:
    """What a store knows as erased. Raises StoreError for one that cannot be read or has another version."""
    engine = database.engine(writable=False)
    try:
        with database.errors(), closing(engine.connect()) as connection:
            check_version(connection, database)
            erased = connection.execute(select(releases).where(releases.c.status == ERASED).order_by(releases.c.id)).all()
            rows = connection.execute(select(told).where(told.c.id.in_(select(releases.c.id).where(releases.c.status == ERASED)))).all()
    finally:
        engine.dispose()
    given: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        given.setdefault(row.id, []).append({**row._mapping, "content": None})
    return tuple(
        Tombstone(row.id, row.version, row.visible_from, row.withdrawn_at or row.visible_from, tuple(given.get(row.id, ())))
        for row in erased
    )


def enter_tombstones(connection: Connection, tombstones: Iterable[Tombstone]) -> tuple[str, ...]:
    """Erase what was erased, and keep what is not known here from being taken in; returns the ids whose texts were deleted."""
    deleted: list[str] = []
    for each in tombstones:
        under = select(told.c.id).where(told.c.given.in_(each.ids))
        known = known_releases(connection, sorted({*each.ids, *connection.execute(under).scalars()}))
        for release in known.values():
            if release.status != ERASED:
                erase_release(connection, release, each.erased_at)
                deleted.append(release.id)
        if each.id not in known:
            _add(connection, each)
        connection.execute(delete(told).where(told.c.given.in_(each.ids)))
        if each.given:
            connection.execute(insert(told), list(each.given))
    return tuple(deleted)


def _add(connection: Connection, tombstone: Tombstone) -> None:
    """Of a release that this store never had nobody learned here: its end is told to nobody."""
    moments = tombstone.visible_from, tombstone.erased_at
    connection.execute(insert(releases), release_row(tombstone.id, "", ERASED, tombstone.version, *moments))
    row = change_row(tombstone.id, ChangeType.WITHDRAWN, tombstone.erased_at, tombstone.version, tombstone.visible_from, pending=True)
    connection.execute(insert(changes), row)
