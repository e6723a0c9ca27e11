"""The store as everybody but the indexer sees it: reading releases, versions and changes.

Its tables are ``store_schema``, writing is ``indexer.store``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select
from sqlalchemy.exc import DBAPIError

from search_service.errors import StoreError
from search_service.release import Release, Status
from search_service.sqlite import file_identity, open_sqlite, store_error
from search_service.store_schema import IDENTITY, STORE_VERSION, VERSION, changes, releases, store_facts, versions
from search_service.taxonomy import UNNAMED, Taxonomy


class ChangeType(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What may be told of a withdrawn release: that it existed, its title, when it was withdrawn."""

    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a release; ``number`` counts from 1, ``hash`` is its content hash."""

    number: int
    hash: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class PageDate:
    """A release that has a page, and since when that page says what it says."""

    id: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the store's order; ``release`` is the state that the change led to, None when withdrawn."""

    sequence: int
    type: ChangeType
    id: str
    at: datetime
    release: Release | None


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

    def __init__(self, engine: Engine, names: Callable[[], Taxonomy] = lambda: UNNAMED) -> None:
        self._engine = engine
        self.names = names
        self._path = Path(str(engine.url.database))
        self._known: tuple[tuple[int, int], str] | None = None

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open the store for reading. Raises StoreError when there is none, or one of another version."""
        check_exists(path)
        archive = cls(open_sqlite(path, writable=False))
        with archive._reading() as connection:
            check_version(connection, path)
        return archive

    def close(self) -> None:
        self._engine.dispose()

    def under(self, names: Callable[[], Taxonomy]) -> Archive:
        """The same store, which shows releases under ``names``, asked each time."""
        return Archive(self._engine, names)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise store_error(error, self._path) from error

    def identity(self) -> str:
        """What tells this store from any other, even one that was made in the same place: given when it was made."""
        file = file_identity(self._path)
        if self._known is None or self._known[0] != file:
            query = select(store_facts.c.value).where(store_facts.c.name == IDENTITY)
            with self._reading() as connection:
                self._known = file, str(connection.execute(query).scalar_one_or_none() or "")
        return self._known[1]

    def get(self, release_id: str, *, moment: datetime | None = None) -> Release | Withdrawn | None:
        """The current version, what may be told of a withdrawn one, or None: unknown, or not yet visible at ``moment`` (now)."""
        query = (
            select(releases.c.status, releases.c.withdrawn_at, releases.c.visible_from, versions.c.content)
            .join(versions, (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version))
            .where(releases.c.id == release_id)
        )
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.visible_from > (moment or datetime.now(UTC)).timestamp():
            return None
        release = self.names().applied(Release.model_validate_json(row.content))
        if row.status == Status.WITHDRAWN:
            return Withdrawn(release.id, release.title, from_seconds(row.withdrawn_at))
        return release

    def version(self, release_id: str, number: int) -> Release | None:
        """One version of a release, or None."""
        query = select(versions.c.content).where((versions.c.id == release_id) & (versions.c.version == number))
        with self._reading() as connection:
            content = connection.execute(query).scalar_one_or_none()
        return None if content is None else self.names().applied(Release.model_validate_json(content))

    def versions(self, release_id: str) -> tuple[Version, ...]:
        """All versions, oldest first; empty for an unknown id. What may be shown of them is ``public_versions``."""
        return self._versions(select(versions).where(versions.c.id == release_id))

    def public_versions(self, release_id: str, *, moment: datetime | None = None) -> tuple[Version, ...]:
        """The versions that anybody could read and that were not withdrawn since, oldest first.

        A text that was replaced before its embargo or date was reached is none of them.
        """
        now = (moment or datetime.now(UTC)).timestamp()
        query = (
            select(versions)
            .join(changes, (changes.c.id == versions.c.id) & (changes.c.version == versions.c.version))
            .join(releases, releases.c.id == versions.c.id)
            .where(
                versions.c.id == release_id,
                changes.c.type != ChangeType.WITHDRAWN,
                changes.c.sequence > _last_withdrawal,
                ~changes.c.pending | ((releases.c.version == versions.c.version) & (changes.c.visible_from <= now)),
            )
        )
        return self._versions(query)

    def _versions(self, query: Select[Any]) -> tuple[Version, ...]:
        with self._reading() as connection:
            rows = connection.execute(query.order_by(versions.c.version)).all()
        return tuple(Version(row.version, row.hash, from_seconds(row.first_seen), from_seconds(row.last_seen)) for row in rows)

    def id_of_url(self, url: str, *, moment: datetime | None = None) -> str | None:
        """The visible release that was published at ``url``, of several the newest one that is not withdrawn; None if there is none."""
        visible = releases.c.visible_from <= (moment or datetime.now(UTC)).timestamp()
        query = select(releases.c.id).where((releases.c.url == url) & visible)
        order = (releases.c.status == Status.WITHDRAWN, releases.c.visible_from.desc(), releases.c.id)
        with self._reading() as connection:
            found: str | None = connection.execute(query.order_by(*order).limit(1)).scalar_one_or_none()
        return found

    def shown_at(self, urls: Iterable[str], *, batch: int = 500, moment: datetime | None = None) -> dict[str, str]:
        """The id of the release that was published at each of ``urls`` and may be shown, of several the newest; others are left out."""
        wanted = sorted(set(urls) - {""})
        found: dict[str, str] = {}
        for start in range(0, len(wanted), batch):
            query = select(releases.c.url, releases.c.id).where(_has_page(moment) & releases.c.url.in_(wanted[start : start + batch]))
            with self._reading() as connection:
                rows = connection.execute(query.order_by(releases.c.visible_from, releases.c.id.desc())).all()
            found |= {row.url: row.id for row in rows}
        return found

    def many(self, ids: Sequence[str], *, batch: int = 200, moment: datetime | None = None) -> Iterator[Release]:
        """The current versions of releases in the order of ``ids``; what is withdrawn, unknown or not yet visible is left out.

        Holds ``batch`` releases at a time.
        """
        now, names = (moment or datetime.now(UTC)).timestamp(), self.names()
        shown = (releases.c.status == Status.PUBLISHED) & (releases.c.visible_from <= now)
        for start in range(0, len(ids), batch):
            wanted = ids[start : start + batch]
            with self._reading() as connection:
                rows = connection.execute(_current_contents().where(shown & releases.c.id.in_(wanted))).all()
            contents = {row.id: row.content for row in rows}
            yield from (names.applied(Release.model_validate_json(contents[each])) for each in wanted if each in contents)

    def page_count(self, *, moment: datetime | None = None) -> int:
        """Number of visible releases."""
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(releases).where(_has_page(moment))).scalar_one()

    def pages(self, *, start: int = 0, limit: int, moment: datetime | None = None) -> tuple[PageDate, ...]:
        """``limit`` of the visible releases by id, from number ``start`` on."""
        current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
        query = select(releases.c.id, releases.c.version, releases.c.visible_from, versions.c.first_seen).join(versions, current)
        query = query.where(_has_page(moment)).order_by(releases.c.id).offset(start).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        # The first version of a release is as old as its publication, however late we learned of it.
        return tuple(PageDate(row.id, from_seconds(row.visible_from if row.version == 1 else row.first_seen)) for row in rows)

    def changes(self, since: int, limit: int, *, moment: datetime | None = None) -> tuple[Change, ...]:
        """Up to ``limit`` public changes after sequence number ``since``, in the store's order.

        Of what was withdrawn only the withdrawal is left, even if the release came back with another text.
        """
        withdrawal = changes.c.type == ChangeType.WITHDRAWN
        visible = releases.c.visible_from <= (moment or datetime.now(UTC)).timestamp()
        shown = ~changes.c.pending & (changes.c.sequence >= _last_withdrawal) & (withdrawal | visible)
        query = _changes_with_content().where((changes.c.sequence > since) & shown)
        with self._reading() as connection:
            found = [_change(*row) for row in connection.execute(query.limit(limit)).all()]
        names = self.names()
        return tuple(replace(each, release=names.applied(each.release)) if each.release else each for each in found)

    def last_sequence(self) -> int:
        """The highest number given so far, pending changes included; 0 for an empty store."""
        with self._reading() as connection:
            last: int | None = connection.execute(select(func.max(changes.c.sequence))).scalar_one()
        return last or 0

    def next_due(self) -> datetime | None:
        """When the next release that is held back now (embargo, date to come) may be seen; None where none is."""
        current = (releases.c.id == changes.c.id) & (releases.c.version == changes.c.version) & (releases.c.status == Status.PUBLISHED)
        pending = changes.c.pending & (changes.c.type != ChangeType.WITHDRAWN)
        query = select(func.min(changes.c.visible_from)).join(releases, current).where(pending)
        with self._reading() as connection:
            first: int | None = connection.execute(query.select_from(changes)).scalar_one()
        return None if first is None else from_seconds(first)

    def to_index(self, since: int, *, batch: int = 500) -> Iterator[Change]:
        """Every change after ``since``, pending ones included: what an index must take in to hold the store's state."""
        while True:
            query = _changes_with_content().where(changes.c.sequence > since).limit(batch)
            with self._reading() as connection:
                rows = connection.execute(query).all()
            yield from (_change(*row) for row in rows)
            if len(rows) < batch:
                return
            since = rows[-1].sequence

    def current(self, *, batch: int = 500) -> Iterator[Release]:
        """Every release that is not withdrawn, in its current version, by id."""
        joined = _current_contents()
        last = ""
        while True:
            query = joined.where((releases.c.status == Status.PUBLISHED) & (releases.c.id > last)).order_by(releases.c.id).limit(batch)
            with self._reading() as connection:
                rows = connection.execute(query).all()
            yield from (Release.model_validate_json(row.content) for row in rows)
            if len(rows) < batch:
                return
            last = rows[-1].id

    def count(self) -> int:
        """Number of releases that are not withdrawn."""
        query = select(func.count()).select_from(releases).where(releases.c.status == Status.PUBLISHED)
        with self._reading() as connection:
            return connection.execute(query).scalar_one()


def check_exists(path: Path) -> None:
    """Raise StoreError unless there is a store at ``path``."""
    if not path.exists():
        raise StoreError(
            f"there is no store at {path}; name the folder of one with --data, or make one with "
            f"`news-indexer import SOURCE --data {path.parent}`"
        )


def check_version(connection: Connection, path: Path) -> None:
    """Raise StoreError unless the store at ``path`` has the version that this program reads."""
    found = connection.execute(select(store_facts.c.value).where(store_facts.c.name == VERSION)).scalar_one_or_none() or ""
    if found == str(STORE_VERSION):
        return
    if found.isdecimal() and int(found) < STORE_VERSION:
        raise StoreError(
            f"the store at {path} has version {found}, this program needs {STORE_VERSION}; "
            f"`news-indexer index --data {path.parent}` raises it and keeps a copy of it as it is"
        )
    raise newer_store(path, found)


def newer_store(path: Path, found: str) -> StoreError:
    """What is said of a store whose tables this program does not know."""
    return StoreError(
        f"the store at {path} has version {found or 'none'}, this program knows up to {STORE_VERSION}; "
        f"use the program that wrote it, or put a backup in its place with `news-indexer restore DIR --data {path.parent}`"
    )


_withdrawals = changes.alias("withdrawals")
_last_withdrawal = func.coalesce(
    select(func.max(_withdrawals.c.sequence))
    .where((_withdrawals.c.id == changes.c.id) & (_withdrawals.c.type == ChangeType.WITHDRAWN))
    .correlate(changes)
    .scalar_subquery(),
    0,
)
"""Beside a change: the number of the last withdrawal of its release, 0 when it never was."""


def _has_page(moment: datetime | None) -> ColumnElement[bool]:
    return (releases.c.status == Status.PUBLISHED) & (releases.c.visible_from <= (moment or datetime.now(UTC)).timestamp())


def _current_contents() -> Select[Any]:
    """Id and content of releases in their current version."""
    return select(versions.c.id, versions.c.content).join(
        releases, (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
    )


def _changes_with_content() -> Select[Any]:
    """Columns as ``_change`` takes them, in the store's order."""
    return (
        select(changes.c.sequence, changes.c.type, changes.c.id, changes.c.at, versions.c.content)
        .join(releases, releases.c.id == changes.c.id)
        .join(versions, (versions.c.id == changes.c.id) & (versions.c.version == changes.c.version))
        .order_by(changes.c.sequence)
    )


def _change(sequence: int, kind: str, release_id: str, at: int, content: str) -> Change:
    release = None if kind == ChangeType.WITHDRAWN else Release.model_validate_json(content)
    return Change(sequence, ChangeType(kind), release_id, from_seconds(at), release)
