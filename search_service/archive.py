"""The store as everybody but the indexer sees it: reading releases, versions and changes.

Its tables are ``store_schema``, writing is ``indexer.store``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from search_service.database import Database, as_database, connected
from search_service.errors import DamagedReleaseError, StoreDamagedError
from search_service.one_answer import opened_once
from search_service.public_changes import ChangeType, count_within, public_changes
from search_service.release import Release, Status
from search_service.store_identity import KnownIdentity
from search_service.store_rows import (
    Damage,
    LeftOut,
    change_rows,
    columns_of,
    current_rows,
    damage_of,
    damaged_rows,
    has_page,
    is_intact,
    log_damage,
    release_in,
    whole_seconds,
    with_status,
)
from search_service.store_schema import ERASED, changes, releases, versions
from search_service.store_version import check_exists, check_version
from search_service.taxonomy import UNNAMED, Taxonomy

_LOST = (SQLAlchemyError, UnicodeDecodeError)
"""After these a server may refuse whatever else is asked in the same transaction."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What may be told of a withdrawn release: that it existed, its title (none once it was erased), when it was withdrawn."""

    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a release; ``number`` counts from 1, ``hash`` is its content hash, ``correction`` is what its source calls it."""

    number: int
    hash: str
    first_seen: datetime
    last_seen: datetime
    correction: bool = False


@dataclass(frozen=True, slots=True)
class PageDate:
    """A release that has a page, and since when that page says what it says."""

    id: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the store's order; ``release`` is the state that the change led to, None when withdrawn or ``damaged``."""

    sequence: int
    type: ChangeType
    id: str
    at: datetime
    release: Release | None
    damaged: bool = False


def to_seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded up: nothing is shown before its time."""
    return -int(-moment.timestamp() // 1)


def from_seconds(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


class Archive:
    """Reads the store; safe from any thread.

    What may be shown (``get``, ``version``, ``many``, ``changes``) has its ministries and topics under ``names``, if there are any;
    what an index is made of (``to_index``, ``current``) is as its source said.
    """

    def __init__(self, database: Database, engine: Engine, names: Callable[[], Taxonomy] = lambda: UNNAMED) -> None:
        self._database = database
        self._engine = engine
        self.names = names
        self._identity = KnownIdentity(database.seen_as)

    @classmethod
    def open(cls, place: Path | Database) -> Archive:
        """Open the store at ``place``, a path is a file of SQLite, for reading. Raises StoreError for none, or one of another version."""
        database = as_database(place)
        check_exists(database)
        archive = cls(database, database.engine(writable=False))
        with archive.reading() as connection:
            check_version(connection, database)
        return archive

    def close(self) -> None:
        self._engine.dispose()

    def under(self, names: Callable[[], Taxonomy]) -> Archive:
        """The same store, which shows releases under ``names``, asked each time."""
        return Archive(self._database, self._engine, names)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one state of the store, the same for all of an answer. Errors of SQL in it become StoreErrors."""
        with self._database.errors(), opened_once(self._engine, self._connected, _LOST) as connection:
            yield connection

    def _connected(self) -> AbstractContextManager[Connection]:
        return connected(self._database, self._engine)

    def identity(self) -> str:
        """What tells this store from any other, even one that was made in the same place: given when it was made."""
        return self._identity(self.reading)

    def get(self, release_id: str, *, moment: datetime | None = None) -> Release | Withdrawn | None:
        """The current version, what may be told of a withdrawn one, or None: unknown, or not yet visible at ``moment`` (now).

        Raises DamagedReleaseError when what is stored of it is not what was written.
        """
        row = self._current(release_id)
        if row is None or row.releases_visible_from > whole_seconds(moment):
            return None
        if row.releases_status == ERASED:
            return Withdrawn(release_id, "", from_seconds(row.releases_withdrawn_at))
        release = self.names().applied(release_in(row))
        if row.releases_status == Status.WITHDRAWN:
            return Withdrawn(release.id, release.title, from_seconds(row.releases_withdrawn_at))
        return release

    def _current(self, release_id: str) -> Row[Any] | None:
        """The intact row of a release with its current version, None for an unknown id."""
        try:
            with self.reading() as connection:
                row = connection.execute(current_rows().where(releases.c.id == release_id)).first()
                if row is None:
                    told = connection.execute(select(changes.c.sequence).where(changes.c.id == release_id).limit(1)).first()
        except StoreDamagedError as error:
            raise self._damaged(release_id) from error
        if row is not None:
            self._check(row, release_id, *((releases,) if row.releases_status == ERASED else (releases, versions)))
        elif told is not None:
            raise self._damaged(release_id)
        return row

    def _check(self, row: Row[Any], release_id: str, *tables: Table) -> None:
        if not is_intact(row, *tables):
            raise self._damaged(release_id)

    def _damaged(self, release_id: str) -> DamagedReleaseError:
        return DamagedReleaseError(release_id, self.restoring)

    @property
    def restoring(self) -> str:
        """See ``Database.restoring``."""
        return self._database.restoring

    def version(self, release_id: str, number: int) -> Release | None:
        """One version of a release, or None. Raises DamagedReleaseError."""
        rows = self._versions_of(release_id, versions.c.version == number)
        return self.names().applied(release_in(rows[0])) if rows else None

    def versions(self, release_id: str) -> tuple[Version, ...]:
        """All versions, oldest first; empty for an unknown id. What may be shown of them is ``public_versions``.

        Raises DamagedReleaseError.
        """
        return tuple(_version(row) for row in self._versions_of(release_id))

    def public_versions(self, release_id: str, *, moment: datetime | None = None) -> tuple[Version, ...]:
        """The versions that anybody could read and that were not withdrawn since, oldest first. Raises DamagedReleaseError.

        A text that was replaced before its embargo or date was reached is none of them.
        """
        now = whole_seconds(moment)
        current = self._current(release_id)
        told = self._changes_of(release_id)
        withdrawn = max((row.changes_sequence for row in told if row.changes_type == ChangeType.WITHDRAWN), default=0)
        public = {
            row.changes_version
            for row in told
            if row.changes_sequence > withdrawn
            and (
                not row.changes_pending
                or (current is not None and row.changes_version == current.releases_version and row.changes_visible_from <= now)
            )
        }
        rows = self._versions_of(release_id)
        # A damaged index leaves rows out that are there: each version was told of, the current one too.
        held, led_to = {row.versions_version for row in rows}, {row.changes_version for row in told}
        if current and current.releases_status != ERASED and not held == led_to >= {current.releases_version}:
            raise self._damaged(release_id)
        return tuple(_version(row) for row in rows if row.versions_version in public)

    def _changes_of(self, release_id: str) -> Sequence[Row[Any]]:
        return self._rows_of(release_id, changes, select(*columns_of(changes)).where(changes.c.id == release_id))

    def _versions_of(self, release_id: str, *which: ColumnElement[bool]) -> Sequence[Row[Any]]:
        query = select(*columns_of(versions)).where(versions.c.id == release_id, *which).order_by(versions.c.version)
        return self._rows_of(release_id, versions, query)

    def _rows_of(self, release_id: str, table: Table, query: Select[Any]) -> Sequence[Row[Any]]:
        with self.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            self._check(row, release_id, table)
        return rows

    def id_of_url(self, url: str, *, moment: datetime | None = None) -> str | None:
        """The visible release that was published at ``url``, of several the newest one that is not withdrawn; None if there is none."""
        visible = releases.c.visible_from <= whole_seconds(moment)
        order = (releases.c.status == Status.WITHDRAWN, releases.c.visible_from.desc(), releases.c.id)
        query = select(*columns_of(releases)).where(visible).order_by(*order).limit(1)
        with self.reading() as connection:
            found = connection.execute(query.where(releases.c.url == url)).first()
            if found is None and self._database.may_lose_rows:  # 20 ms at 100,000 releases
                found = connection.execute(query.where(releases.c.url.concat("") == url)).first()
        if found is not None:
            self._check(found, found.releases_id, releases)
        return None if found is None else str(found.releases_id)

    def shown_at(self, urls: Iterable[str], *, batch: int = 500, moment: datetime | None = None) -> dict[str, str]:
        """The id of the release that was published at each of ``urls`` and may be shown, of several the newest; others are left out."""
        wanted = sorted(set(urls) - {""})
        found: dict[str, str] = {}
        for start in range(0, len(wanted), batch):
            query = select(*columns_of(releases)).where(has_page(moment) & releases.c.url.in_(wanted[start : start + batch]))
            with self.reading() as connection:
                rows = connection.execute(query.order_by(releases.c.visible_from, releases.c.id.desc())).all()
            found |= {row.releases_url: row.releases_id for row in rows if is_intact(row, releases)}
        return found

    def many(
        self, ids: Sequence[str], *, batch: int = 200, moment: datetime | None = None, left_out: LeftOut = log_damage
    ) -> Iterator[Release]:
        """The current versions of releases in the order of ``ids``; what is withdrawn, unknown or not yet visible is left out.

        Holds ``batch`` releases at a time. What is damaged is told to ``left_out``.
        """
        names = self.names()
        for start in range(0, len(ids), batch):
            rows = self._readable(current_rows().where(has_page(moment)), releases.c.id, ids[start : start + batch], left_out)
            found = {row.releases_id: row for row in self._intact(rows, (releases, versions), left_out)}
            yield from (names.applied(release_in(found[each])) for each in ids[start : start + batch] if each in found)

    def page_count(self, *, moment: datetime | None = None) -> int:
        """Number of visible releases."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).select_from(releases).where(has_page(moment))).scalar_one()

    def pages(self, *, start: int = 0, limit: int, moment: datetime | None = None) -> tuple[PageDate, ...]:
        """``limit`` of the visible releases by id, from number ``start`` on."""
        current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
        query = select(releases.c.id, releases.c.version, releases.c.visible_from, versions.c.first_seen).join(versions, current)
        query = query.where(has_page(moment)).order_by(releases.c.id).offset(start).limit(limit)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        # The first version of a release is as old as its publication, however late we learned of it.
        return tuple(PageDate(row.id, from_seconds(row.visible_from if row.version == 1 else row.first_seen)) for row in rows)

    def changes(self, since: int, limit: int, *, moment: datetime | None = None) -> tuple[Change, ...]:
        """Up to ``limit`` public changes after sequence number ``since``, in the store's order.

        Of what was withdrawn only the withdrawal is left, even if the release came back with another text.
        """
        with self.reading() as connection:
            numbers = connection.execute(public_changes(since, moment).limit(limit)).scalars().all()
        names = self.names()
        found = [each for each in self._changes(numbers, log_damage) if not each.damaged]
        return tuple(replace(each, release=names.applied(each.release)) if each.release else each for each in found)

    def changes_within(self, letters: int, since: int, limit: int) -> int:
        """How many of the first ``limit`` of ``changes`` have texts of ``letters`` together; 1 at least, unless there is none."""
        with self.reading() as connection:
            return count_within(connection, public_changes(since, None).limit(limit), letters=letters)

    def last_sequence(self) -> int:
        """The highest number given so far, pending changes included; 0 for an empty store."""
        with self.reading() as connection:
            last: int | None = connection.execute(select(func.max(changes.c.sequence))).scalar_one()
        return last or 0

    def next_due(self) -> datetime | None:
        """When the next release that is held back now (embargo, date to come) may be seen; None where none is."""
        current = (releases.c.id == changes.c.id) & (releases.c.version == changes.c.version) & (releases.c.status == Status.PUBLISHED)
        query = select(func.min(changes.c.visible_from)).select_from(changes).join(releases, current).where(changes.c.pending)
        with self.reading() as connection:
            first: int | None = connection.execute(query.where(changes.c.type != ChangeType.WITHDRAWN)).scalar_one()
        return None if first is None else from_seconds(first)

    def last_changes(self, since: int) -> dict[str, int]:
        """The number of the last change after ``since`` of each release that has one."""
        query = select(changes.c.id, func.max(changes.c.sequence).label("last")).where(changes.c.sequence > since).group_by(changes.c.id)
        with self.reading() as connection:
            return {row.id: row.last for row in connection.execute(query).all()}

    def to_index(self, since: int, *, batch: int = 500, left_out: LeftOut = log_damage) -> Iterator[Change]:
        """Every change after ``since``, pending ones included: what an index must take in to hold the store's state.

        One whose release is damaged has none; it is told to ``left_out``.
        """
        while True:
            query = select(changes.c.sequence).where(changes.c.sequence > since).order_by(changes.c.sequence).limit(batch)
            with self.reading() as connection:
                numbers = connection.execute(query).scalars().all()
            yield from self._changes(numbers, left_out)
            if len(numbers) < batch:
                return
            since = numbers[-1]

    def current(self, *, batch: int = 500, left_out: LeftOut = log_damage, withdrawn: bool = False) -> Iterator[Release]:
        """Every release, ``withdrawn`` ones if asked for, in its current version by id; what is damaged is told to ``left_out``."""
        last = ""
        while True:
            query = select(releases.c.id).where(releases.c.id > last).order_by(releases.c.id).limit(batch)
            with self.reading() as connection:
                ids = connection.execute(query).scalars().all()
            rows = self._readable(current_rows().where(releases.c.status != ERASED).order_by(releases.c.id), releases.c.id, ids, left_out)
            intact = self._intact(rows, (releases, versions), left_out)
            yield from (with_status(row) for row in intact if withdrawn or row.releases_status == Status.PUBLISHED)
            if len(ids) < batch:
                return
            last = ids[-1]

    def _changes(self, numbers: Sequence[int], left_out: LeftOut) -> Iterator[Change]:
        """The changes with these sequence numbers."""
        for row in self._readable(change_rows(), changes.c.sequence, numbers, left_out):
            needed = (changes,) if row.changes_type == ChangeType.WITHDRAWN else (changes, versions)
            if not is_intact(row, *needed):
                left_out(damage_of(row, *needed))
                yield Change(row.changes_sequence, ChangeType.CHANGED, row.changes_id, from_seconds(0), None, damaged=True)
                continue
            release = release_in(row) if versions in needed else None
            yield Change(row.changes_sequence, ChangeType(row.changes_type), row.changes_id, from_seconds(row.changes_at), release)

    def _readable(self, query: Select[Any], key: Column[Any], keys: Sequence[Any], left_out: LeftOut) -> Sequence[Row[Any]]:
        """The rows of ``query`` with these ``keys``; where pages of the file cannot be read, all that lie on others."""
        try:
            with self.reading() as connection:
                return connection.execute(query.where(key.in_(keys))).all()
        except StoreDamagedError as error:
            if len(keys) == 1:
                left_out(Damage(str(keys[0]), None, str(error)))
                return ()
        halves = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        return [row for half in halves for row in self._readable(query, key, half, left_out)]

    def _intact(self, rows: Iterable[Row[Any]], tables: tuple[Table, ...], left_out: LeftOut) -> Iterator[Row[Any]]:
        for row in rows:
            if is_intact(row, *tables):
                yield row
            else:
                left_out(damage_of(row, *tables))

    def damage(self) -> Iterator[Damage]:
        """Everything in the store that is not what was written; reads all of it. Raises StoreError where reading ends."""
        with self.reading() as connection:
            yield from (Damage("", None, problem) for problem in self._database.problems(connection))
            yield from damaged_rows(connection)

    def count(self) -> int:
        """Number of releases that are not withdrawn."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).where(releases.c.status == Status.PUBLISHED)).scalar_one()


def _version(row: Row[Any]) -> Version:
    first, last = from_seconds(row.versions_first_seen), from_seconds(row.versions_last_seen)
    return Version(row.versions_version, row.versions_hash, first, last, correction=row.versions_correction)
