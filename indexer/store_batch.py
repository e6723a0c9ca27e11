"""What a batch of releases changes in the tables of the store: decided release by release, written together at the end.

The transaction, and what is asked of the store besides, is ``store``, which also writes the changes that become due. Besides, only
``tombstones`` and ``migrations`` write rows of releases, versions and changes. Erasing deletes what other tables have of a release, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from search_service.archive import to_seconds
from search_service.public_changes import ChangeType
from search_service.release import Release, Status
from search_service.store_schema import (
    ERASED,
    change_checksum,
    changes,
    likenesses,
    listings,
    release_checksum,
    releases,
    seen_again,
    told,
    version_checksum,
    versions,
)

Row = dict[str, Any]
"""A row by column, as the database takes it."""


class Outcome(StrEnum):
    """What storing a release did."""

    NEW = "new"
    CHANGED = "changed"
    REPUBLISHED = "republished"
    """It was withdrawn before, and is published again."""
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    """It was erased before, and is not taken in again."""


class Erasure(Enum):
    """What erasing found: a release or version that is deleted now, that was so before, or that never was."""

    DONE = auto()
    GONE_ALREADY = auto()
    NEVER_WAS = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of a release at the moment."""

    id: str
    url: str
    status: str
    version: int
    visible_from: int
    hash: str
    last_seen: int
    checksum: int
    """That of the version."""


def known_releases(connection: Connection, ids: Sequence[str]) -> dict[str, Known]:
    """What the store holds of those of ``ids`` that it has, by id."""
    current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
    of_release = (releases.c.id, releases.c.url, releases.c.status, releases.c.version, releases.c.visible_from)
    query = select(*of_release, versions.c.hash, versions.c.last_seen, versions.c.checksum)
    rows = connection.execute(query.outerjoin_from(releases, versions, current).where(releases.c.id.in_(ids))).all()
    return {row.id: Known(*row) for row in rows}


class Batch:
    """Collects the rows that releases with distinct ids change at one ``moment``; ``write`` puts them into the store."""

    def __init__(self, connection: Connection, moment: datetime) -> None:
        self._connection = connection
        self._at = to_seconds(moment)
        self._new: list[Row] = []
        self._replaced: list[Row] = []
        self._versions: list[Row] = []
        self._seen: list[Row] = []
        self._changes: list[Row] = []

    def put(self, release: Release, known: Known | None, *, content_hash: str | None = None, comes_back: bool = False) -> Outcome:
        """Enter a release, of which the store holds what is ``known``; ``content_hash`` is given where it is computed already.

        One that ``comes_back`` is published again though nothing of it has changed.
        """
        if known is not None and known.status == ERASED:
            return Outcome.ERASED
        if release.status is Status.WITHDRAWN:
            return self._put_withdrawn(release, known)
        content_hash = content_hash or release.content_hash
        if known is None:
            self._add_version(release, version=1, content_hash=content_hash)
            self._add_change(release, ChangeType.ADDED, version=1)
            return Outcome.NEW
        if known.hash == content_hash or (release.cut and not self._is_cut(known)):
            return self.see_again(known, comes_back=comes_back)
        self._add_version(release, version=known.version + 1, content_hash=content_hash)
        new = known.status == Status.WITHDRAWN or not self._was_announced(known.id)
        self._add_change(release, ChangeType.ADDED if new else ChangeType.CHANGED, version=known.version + 1)
        return Outcome.REPUBLISHED if known.status == Status.WITHDRAWN else Outcome.CHANGED

    def withdraw(self, known: Known) -> bool:
        """Enter a withdrawal; False when the release is withdrawn already."""
        if known.status != Status.PUBLISHED:
            return False
        # A release that nobody could see leaves no tombstone that tells of it.
        hidden = known.visible_from > self._at and not self._was_announced(known.id)
        self._replaced.append(release_row(known.id, known.url, Status.WITHDRAWN, known.version, known.visible_from, self._at))
        self._changes.append(change_row(known.id, ChangeType.WITHDRAWN, self._at, known.version, known.visible_from, pending=hidden))
        return True

    def write(self) -> None:
        """Put all rows into the store; in this order no row names another that is not there yet."""
        of_release = releases.c.id == bindparam("of_id")
        of_version = (versions.c.id == bindparam("of_id")) & (versions.c.version == bindparam("of_version"))
        for statement, rows in (
            (insert(releases), self._new),
            (update(releases).where(of_release), [row | {"of_id": row["id"]} for row in self._replaced]),
            (insert(versions), self._versions),
            (update(versions).where(of_version), self._seen),
            (insert(changes), self._changes),
        ):
            if rows:
                self._connection.execute(statement, rows)

    def _put_withdrawn(self, release: Release, known: Known | None) -> Outcome:
        """A record that says "withdrawn" needs no text: what is known stays as the last version."""
        if known is not None:
            return Outcome.WITHDRAWN if self.withdraw(known) else Outcome.UNCHANGED
        visible_from = to_seconds(release.visible_from)
        self._versions.append(self._version_row(release, version=1, content_hash=release.content_hash))
        self._new.append(release_row(release.id, release.url, Status.WITHDRAWN, 1, visible_from, self._at))
        self._changes.append(change_row(release.id, ChangeType.WITHDRAWN, self._at, 1, visible_from, pending=visible_from > self._at))
        return Outcome.WITHDRAWN

    def _add_version(self, release: Release, *, version: int, content_hash: str) -> None:
        row = release_row(release.id, release.url, Status.PUBLISHED, version, to_seconds(release.visible_from), None)
        (self._new if version == 1 else self._replaced).append(row)
        self._versions.append(self._version_row(release, version=version, content_hash=content_hash))

    def _version_row(self, release: Release, *, version: int, content_hash: str) -> Row:
        content = release.model_dump_json()
        return {
            "id": release.id,
            "version": version,
            "hash": content_hash,
            "content": content,
            "first_seen": self._at,
            "last_seen": self._at,
            "correction": release.correction,
            "checksum": version_checksum(release.id, version, content_hash, content, self._at, self._at, correction=release.correction),
        }

    def _add_change(self, release: Release, kind: ChangeType, *, version: int) -> None:
        visible_from = to_seconds(release.visible_from)
        self._changes.append(change_row(release.id, kind, self._at, version, visible_from, pending=visible_from > self._at))

    def see_again(self, known: Known, *, comes_back: bool = False) -> Outcome:
        """Enter that the current version was told again; it is published again where it ``comes_back``."""
        at = max(known.last_seen, self._at)  # a clock that was put back
        checksum = seen_again(known.checksum, known.last_seen, at)
        self._seen.append({"of_id": known.id, "of_version": known.version, "last_seen": at, "checksum": checksum})
        if not comes_back or known.status != Status.WITHDRAWN:
            return Outcome.UNCHANGED
        self._replaced.append(release_row(known.id, known.url, Status.PUBLISHED, known.version, known.visible_from, None))
        pending = known.visible_from > self._at
        self._changes.append(change_row(known.id, ChangeType.ADDED, self._at, known.version, known.visible_from, pending=pending))
        return Outcome.REPUBLISHED

    def _is_cut(self, known: Known) -> bool:
        """Whether only the beginning of the text is known; another beginning is never put over a whole text."""
        current = (versions.c.id == known.id) & (versions.c.version == known.version)
        return Release.model_validate_json(self._connection.execute(select(versions.c.content).where(current)).scalar_one()).cut

    def _was_announced(self, release_id: str) -> bool:
        """Whether anybody was told of this release."""
        query = select(changes.c.sequence).where((changes.c.id == release_id) & ~changes.c.pending).limit(1)
        return self._connection.execute(query).first() is not None


def erase_release(connection: Connection, known: Known, at: int) -> Erasure:
    """Leave only the tombstone of a release: that it was, and the change that tells of its end where anybody knew of it."""
    if known.status == ERASED:
        return Erasure.GONE_ALREADY
    announced = connection.execute(select(changes.c.sequence).where((changes.c.id == known.id) & ~changes.c.pending).limit(1)).first()
    for table in (changes, versions):
        connection.execute(delete(table).where(table.c.id == known.id))
    forget_told(connection, known.id)
    connection.execute(delete(listings).where(listings.c.given.in_(select(told.c.given).where(told.c.id == known.id))))
    connection.execute(delete(likenesses).where(likenesses.c.id == known.id))
    row = release_row(known.id, "", ERASED, known.version, known.visible_from, at)
    connection.execute(update(releases).where(releases.c.id == known.id).values(row))
    pending = announced is None and known.visible_from > at
    connection.execute(insert(changes), change_row(known.id, ChangeType.WITHDRAWN, at, known.version, known.visible_from, pending=pending))
    return Erasure.DONE


def forget_told(connection: Connection, release_id: str) -> None:
    """Delete the texts that several sources told of a release; the ids that it has there stay, so that it is known by them."""
    connection.execute(update(told).where(told.c.id == release_id).values(content=None))


def erase_version(connection: Connection, release_id: str, version: int) -> Erasure:
    """Delete an earlier version, of a release that has had it, and the changes that led to it."""
    forget_told(connection, release_id)
    for table in (changes, versions):
        found = connection.execute(delete(table).where((table.c.id == release_id) & (table.c.version == version)))
    return Erasure.DONE if found.rowcount else Erasure.GONE_ALREADY


def release_row(release_id: str, url: str, status: str, version: int, visible_from: int, withdrawn_at: int | None) -> Row:
    """A row of ``releases``; an address has no U+0000, which not every database can hold."""
    values = (release_id, url.replace("\x00", "\ufffd"), status, version, visible_from, withdrawn_at)
    names = ("id", "url", "status", "version", "visible_from", "withdrawn_at")
    return dict(zip(names, values, strict=True)) | {"checksum": release_checksum(*values)}


def change_row(release_id: str, kind: str, at: int, version: int, visible_from: int, *, pending: bool) -> Row:
    """A row of ``changes``."""
    values: Mapping[str, Any] = {"id": release_id, "type": kind, "at": at, "version": version, "visible_from": visible_from}
    return {**values, "pending": pending, "checksum": change_checksum(release_id, kind, at, version, visible_from, pending=pending)}
