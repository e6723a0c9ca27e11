"""Writes the store: every version of every release, withdrawals, and the one growing sequence number.

Its tables, and everything that only reads them, are ``search_service.archive``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

from search_service.archive import (
    IDENTITY,
    STORE_VERSION,
    Archive,
    ChangeType,
    changes,
    check_exists,
    check_version,
    metadata,
    releases,
    store_facts,
    to_seconds,
    versions,
)
from search_service.errors import StoreError
from search_service.release import Release, Status
from search_service.sqlite import open_sqlite


class Outcome(StrEnum):
    """What storing a release did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"


class Store:
    """The source of truth: what is accepted here survives a crash, and any index can be made from it.

    Every method is one transaction, flushed to disk before it returns. Raises StoreError when another writer holds the store for
    longer than ten seconds, or when the disk refuses.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    @classmethod
    def open(cls, path: Path, *, make: bool = True) -> Store:
        """Open the store, with ``make`` a new one if there is none. Raises StoreError for none and for one of another version."""
        if not make:
            check_exists(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        store = cls(open_sqlite(path, writable=True), path)
        with store._writing() as connection:
            metadata.create_all(connection)
            if connection.execute(select(store_facts)).first() is None:
                connection.execute(insert(store_facts), {"name": "version", "value": str(STORE_VERSION)})
            check_version(connection, path)
            _identify(connection)
        return store

    def close(self) -> None:
        self._engine.dispose()

    def archive(self) -> Archive:
        """The same store, read side."""
        return Archive(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise StoreError(f"the store {self._path} cannot be written ({error.orig}); end other writers, make room, try again") from error
        except DatabaseError as error:
            raise StoreError(f"the store {self._path} is damaged ({error.orig}); restore it with `news-indexer restore DIR`") from error

    def put(self, batch: Sequence[Release], *, moment: datetime | None = None) -> list[Outcome]:
        """Store releases with distinct ids; returns what happened to each, in order.

        The same content as the current version changes nothing but "last seen", so a withdrawn release stays withdrawn until it
        comes back with other content; nor does a text that was cut where a whole one is known. A release whose status is withdrawn
        is withdrawn.
        """
        now = moment or datetime.now(UTC)
        with self._writing() as connection:
            known = _current_versions(connection, [release.id for release in batch])
            return [_put(connection, release, known.get(release.id), now) for release in batch]

    def withdraw(self, release_id: str, *, moment: datetime | None = None) -> bool:
        """Withdraw a release; False when there is none with this id, or it is withdrawn already."""
        now = moment or datetime.now(UTC)
        with self._writing() as connection:
            known = _current_versions(connection, [release_id]).get(release_id)
            return known is not None and _withdraw(connection, known, now)

    def announce_due(self, *, moment: datetime | None = None) -> int:
        """Give every pending change whose time has come a number of its own, in the order of the old ones; returns how many."""
        now = to_seconds(moment or datetime.now(UTC))
        due = changes.c.pending & (changes.c.visible_from <= now) & (changes.c.type != ChangeType.WITHDRAWN)
        # A text that was replaced before its time came is never announced.
        current = (releases.c.id == changes.c.id) & (releases.c.version == changes.c.version)
        with self._writing() as connection:
            rows = connection.execute(
                select(changes).join(releases, current & (releases.c.status == Status.PUBLISHED)).where(due).order_by(changes.c.sequence)
            ).all()
            for row in rows:
                values = {"id": row.id, "type": row.type, "at": now, "version": row.version, "visible_from": row.visible_from}
                connection.execute(changes.delete().where(changes.c.sequence == row.sequence))
                connection.execute(insert(changes), values | {"pending": False})
        return len(rows)


def _identify(connection: Connection) -> None:
    """Give a store its identity, once; one of an older program gets it now."""
    if connection.execute(select(store_facts).where(store_facts.c.name == IDENTITY)).first() is None:
        connection.execute(insert(store_facts), {"name": IDENTITY, "value": uuid4().hex})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store holds of a release at the moment."""

    id: str
    status: str
    version: int
    visible_from: int
    hash: str


def _current_versions(connection: Connection, ids: Sequence[str]) -> dict[str, _Known]:
    current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
    query = select(releases.c.id, releases.c.status, releases.c.version, releases.c.visible_from, versions.c.hash)
    rows = connection.execute(query.join(versions, current).where(releases.c.id.in_(ids))).all()
    return {row.id: _Known(*row) for row in rows}


def _put(connection: Connection, release: Release, known: _Known | None, now: datetime) -> Outcome:
    content_hash = release.content_hash
    if release.status is Status.WITHDRAWN:
        return _put_withdrawn(connection, release, known, now)
    if known is None:
        _add_version(connection, release, version=1, content_hash=content_hash, now=now)
        _add_change(connection, release, ChangeType.ADDED, version=1, now=now)
        return Outcome.NEW
    if known.hash == content_hash or (release.cut and not _is_cut(connection, known)):
        seen = (versions.c.id == release.id) & (versions.c.version == known.version)
        connection.execute(update(versions).where(seen).values(last_seen=to_seconds(now)))
        return Outcome.UNCHANGED
    _add_version(connection, release, version=known.version + 1, content_hash=content_hash, now=now)
    new = known.status == Status.WITHDRAWN or not _was_announced(connection, known.id)
    _add_change(connection, release, ChangeType.ADDED if new else ChangeType.CHANGED, version=known.version + 1, now=now)
    return Outcome.CHANGED


def _is_cut(connection: Connection, known: _Known) -> bool:
    """Whether only the beginning of the text is known; another beginning is never put over a whole text."""
    current = (versions.c.id == known.id) & (versions.c.version == known.version)
    return Release.model_validate_json(connection.execute(select(versions.c.content).where(current)).scalar_one()).cut


def _put_withdrawn(connection: Connection, release: Release, known: _Known | None, now: datetime) -> Outcome:
    """A record that says "withdrawn" needs no text: what is known stays as the last version."""
    if known is None:
        _add_version(connection, release, version=1, content_hash=release.content_hash, now=now)
        known = _current_versions(connection, [release.id])[release.id]
    return Outcome.WITHDRAWN if _withdraw(connection, known, now) else Outcome.UNCHANGED


def _withdraw(connection: Connection, known: _Known, now: datetime) -> bool:
    if known.status == Status.WITHDRAWN:
        return False
    at = to_seconds(now)
    connection.execute(update(releases).where(releases.c.id == known.id).values(status=Status.WITHDRAWN, withdrawn_at=at))
    # A release that nobody could see leaves no tombstone that tells of it.
    hidden = known.visible_from > at and not _was_announced(connection, known.id)
    values = {"id": known.id, "type": ChangeType.WITHDRAWN, "at": at, "version": known.version}
    connection.execute(insert(changes), values | {"visible_from": known.visible_from, "pending": hidden})
    return True


def _add_version(connection: Connection, release: Release, *, version: int, content_hash: str, now: datetime) -> None:
    at = to_seconds(now)
    row = {"id": release.id, "url": release.url, "status": Status.PUBLISHED, "version": version}
    row |= {"visible_from": to_seconds(release.visible_from), "withdrawn_at": None}
    if version == 1:
        connection.execute(insert(releases), row)
    else:
        connection.execute(update(releases).where(releases.c.id == release.id).values(row))
    content = release.model_dump_json()
    connection.execute(
        insert(versions),
        {"id": release.id, "version": version, "hash": content_hash, "content": content, "first_seen": at, "last_seen": at},
    )


def _add_change(connection: Connection, release: Release, kind: ChangeType, *, version: int, now: datetime) -> None:
    at, visible_from = to_seconds(now), to_seconds(release.visible_from)
    values = {"id": release.id, "type": kind, "at": at, "version": version}
    connection.execute(insert(changes), values | {"visible_from": visible_from, "pending": visible_from > at})


def _was_announced(connection: Connection, release_id: str) -> bool:
    """Whether anybody was told of this release."""
    query = select(changes.c.sequence).where((changes.c.id == release_id) & ~changes.c.pending).limit(1)
    return connection.execute(query).first() is not None
