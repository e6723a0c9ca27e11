"""Writes the store: every version of every release, withdrawals, and the one growing sequence number.

Its tables, and everything that only reads them, are ``search_service.archive``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, insert, select

from indexer.listings import Mirror, Place, Vanished, leave, leave_things, stays_withdrawn, withdraw_vanished
from indexer.migrations import Migrated, migrate
from indexer.store_batch import Batch, Erasure, Outcome, change_row, erase_release, erase_version, known_releases
from indexer.store_intake import Incoming, Intake
from indexer.tombstones import Tombstone, enter_tombstones
from search_service.archive import Archive, to_seconds
from search_service.database import Database, as_database
from search_service.errors import StoreError
from search_service.public_changes import ChangeType
from search_service.release import Release, Status
from search_service.store_schema import ERASED, IDENTITY, STORE_VERSION, VERSION, changes, metadata, releases, store_facts
from search_service.store_version import check_exists


class Store:
    """The source of truth: what is accepted here survives a crash, and any index can be made from it.

    Every method is one transaction that has the store to itself from its first look at it, and is flushed to disk before it returns.
    Raises StoreError when another writer holds the store for longer than half a minute, or when the disk or the server refuses.
    ``migrated`` tells what opening did to a store of an older program.
    """

    def __init__(self, database: Database, engine: Engine) -> None:
        self.database = database
        self._engine = engine
        self.migrated: Migrated | None = None

    @classmethod
    def open(cls, place: Path | Database, *, make: bool = True) -> Store:
        """Open the store at ``place``, a path is a file of SQLite, with ``make`` a new one if there is none; one of an older program is
        raised to the tables of this one.

        Raises StoreError for none, for one that is newer, and for one that cannot be written.
        """
        database = as_database(place)
        if not make:
            check_exists(database)
        database.make_place()
        store = cls(database, database.engine(writable=True))
        with store.writing() as connection:
            if database.is_empty(connection):
                _make_tables(connection)
                database.finish_tables(connection)
            store.migrated = migrate(connection, database)
            _identify(connection)
        return store

    def close(self) -> None:
        """Let go of it; whoever may only read can open it from now on. Raises nothing."""
        self.database.close(self._engine)

    def archive(self) -> Archive:
        """The same store, read side."""
        return Archive(self.database, self._engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the store to itself. Errors of SQL in it become StoreErrors."""
        with self.database.errors(), self.database.for_writing(self._engine).begin() as connection:
            yield connection

    def put(self, batch: Sequence[Release], *, moment: datetime | None = None) -> list[Outcome]:
        """Store releases with distinct ids; returns what happened to each, in order.

        The same content as the current version changes nothing but "last seen", so a withdrawn release stays withdrawn until it
        comes back with other content; nor does a text that was cut where a whole one is known. A release whose status is withdrawn
        is withdrawn.
        """
        return self.take([Incoming(release) for release in batch], moment=moment)

    def take(self, batch: Sequence[Incoming], *, moment: datetime | None = None) -> list[Outcome]:
        """As ``put``, for releases as sources tell them: one that the store has from another source is joined with what is known.

        It keeps the id that it has; the fuller text wins, and what that one lacks is taken from the others.
        """
        with self.writing() as connection:
            return Intake(connection, moment or datetime.now(UTC)).take(batch)

    def withdraw(self, release_id: str, *, moment: datetime | None = None) -> bool:
        """Withdraw a release; False when there is none with this id, or it is withdrawn already."""
        with self.writing() as connection:
            known = known_releases(connection, [release_id]).get(release_id)
            changed = Batch(connection, moment or datetime.now(UTC))
            withdrawn = known is not None and changed.withdraw(known)
            changed.write()
            stays_withdrawn(connection, release_id)
        return withdrawn

    def leave(self, source: str, *, read: Sequence[Place] = (), things: Sequence[str] = ()) -> None:
        """Note what a source no longer has: what the places ``read`` completely did not tell this time, and all of ``things``."""
        with self.writing() as connection:
            for place in read:
                leave(connection, place)
            leave_things(connection, source, things)

    def withdraw_vanished(self, source: str, mirror: Mirror, *, moment: datetime | None = None) -> Vanished:
        """What has vanished from a source, and from all others that told of it; withdrawn as ``mirror`` says."""
        with self.writing() as connection:
            return withdraw_vanished(connection, source, mirror, moment or datetime.now(UTC))

    def knows(self, release_id: str) -> bool:
        """Whether there is a release with this id, withdrawn and erased ones included."""
        with self.writing() as connection:
            return bool(known_releases(connection, [release_id]))

    def url_of(self, release_id: str) -> str:
        """Where a release was published, "" for one that is unknown or erased."""
        with self.writing() as connection:
            return connection.execute(select(releases.c.url).where(releases.c.id == release_id)).scalar_one_or_none() or ""

    def erase(self, release_id: str, *, version: int | None = None, moment: datetime | None = None) -> Erasure:
        """Delete what a release says, or one earlier ``version`` of it.

        Of a whole release id, number and time of the erasure stay, and it is never taken in again. ``wipe`` then clears the file.
        Raises StoreError for the current version, which only goes with the release.
        """
        with self.writing() as connection:
            known = known_releases(connection, [release_id]).get(release_id)
            if known is None or (version and version > known.version):
                return Erasure.NEVER_WAS
            if version is None:
                return erase_release(connection, known, to_seconds(moment or datetime.now(UTC)))
            if version == known.version and known.status != ERASED:
                raise StoreError(
                    f"version {version} of {release_id} is the current one; import a newer text first, or erase the whole release"
                )
            return erase_version(connection, release_id, version)

    def enter_tombstones(self, tombstones: Iterable[Tombstone]) -> tuple[str, ...]:
        """Erase what another store knows as erased; returns the ids whose texts were deleted. ``wipe`` then clears the file."""
        with self.writing() as connection:
            return enter_tombstones(connection, tombstones)

    def wipe(self) -> None:
        """Write everything anew without the room that deleted rows left. Raises StoreError while a reader holds it."""
        self._engine.dispose()
        self.database.wipe()

    def announce_due(self, *, moment: datetime | None = None) -> int:
        """Give every pending change whose time has come a number of its own, in the order of the old ones; returns how many."""
        now = to_seconds(moment or datetime.now(UTC))
        due = changes.c.pending & (changes.c.visible_from <= now) & (changes.c.type != ChangeType.WITHDRAWN)
        # A text that was replaced before its time came is never announced.
        current = (releases.c.id == changes.c.id) & (releases.c.version == changes.c.version)
        with self.writing() as connection:
            rows = connection.execute(
                select(changes).join(releases, current & (releases.c.status == Status.PUBLISHED)).where(due).order_by(changes.c.sequence)
            ).all()
            told = [change_row(row.id, row.type, now, row.version, row.visible_from, pending=False) for row in rows]
            if told:
                connection.execute(changes.delete().where(changes.c.sequence == bindparam("old")), [{"old": row.sequence} for row in rows])
                connection.execute(insert(changes), told)
        return len(rows)


def _make_tables(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(insert(store_facts), {"name": VERSION, "value": str(STORE_VERSION)})


def _identify(connection: Connection) -> None:
    """Give a store its identity, once; one of an older program gets it now."""
    if connection.execute(select(store_facts).where(store_facts.c.name == IDENTITY)).first() is None:
        connection.execute(insert(store_facts), {"name": IDENTITY, "value": uuid4().hex})
