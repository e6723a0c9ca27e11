"""Rows of the store as they were written: queries for all that a checksum is made of, and the comparison with it.

Which rows are asked for, and what becomes of one that differs, is ``archive``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from search_service.release import Release, Status
from search_service.store_schema import change_checksum, changes, release_checksum, releases, version_checksum, versions

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Damage:
    """What of the store is not what was written: a release (empty: not known which), its version, and in words what is wrong."""

    id: str
    version: int | None
    what: str

    def as_text(self) -> str:
        version = "" if self.version is None else f", version {self.version}"
        return f"{self.id or 'the file'}{version}: {self.what}"


LeftOut = Callable[[Damage], None]
"""Hears of what is left out because it is not what was written."""


def log_damage(damage: Damage) -> None:
    """A line of the log."""
    _log.error("left out, damaged in the store: %s", damage.as_text())


def columns_of(table: Table) -> list[Any]:  # SQLAlchemy's labels have the types of their columns
    """All columns of a table, each under the table's name and its own."""
    return [column.label(f"{table.name}_{column.name}") for column in table.c]


def current_rows() -> Select[Any]:
    """Releases with their current versions, whether or not that is there."""
    current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
    return select(*columns_of(releases), *columns_of(versions)).outerjoin_from(releases, versions, current)


def change_rows() -> Select[Any]:
    """Changes with the version that each led to, whether or not that is there, in the store's order."""
    led_to = (versions.c.id == changes.c.id) & (versions.c.version == changes.c.version)
    joined = select(*columns_of(changes), *columns_of(versions)).outerjoin_from(changes, versions, led_to)
    return joined.order_by(changes.c.sequence)


def is_intact(row: Row[*tuple[Any, ...]], *tables: Table) -> bool:
    """Whether what ``row`` has of each of ``tables`` is what was written."""
    return all(_CHECKSUMS[table.name](row._mapping) == row._mapping[f"{table.name}_checksum"] for table in tables)


def has_page(moment: datetime | None) -> ColumnElement[bool]:
    """Whether a release may be seen by anybody at ``moment`` (now)."""
    return (releases.c.status == Status.PUBLISHED) & (releases.c.visible_from <= whole_seconds(moment))


def whole_seconds(moment: datetime | None) -> int:
    """Seconds since 1970 that are over at ``moment`` (now): what is visible from one of them may be seen. Databases round otherwise."""
    return int((moment or datetime.now(UTC)).timestamp() // 1)


def release_in(row: Row[Any]) -> Release:
    """The release that an intact row of ``versions`` holds."""
    return Release.model_validate_json(row.versions_content)


def with_status(row: Row[Any]) -> Release:
    """The release of an intact row with that of ``releases`` beside it, which says whether it is withdrawn."""
    release = release_in(row)
    return release if row.releases_status == release.status else release.model_copy(update={"status": Status(row.releases_status)})


def damage_of(row: Row[*tuple[Any, ...]], *tables: Table) -> Damage:
    """What is said of a row that is not what was written in at least one of ``tables``."""
    table = next(each for each in tables if not is_intact(row, each))
    values = row._mapping
    ids = [str(values[name]) for name in ("releases_id", "changes_id", "versions_id") if values.get(name) is not None]
    version = values.get(f"{table.name}_version")
    number = version if isinstance(version, int) else None
    return Damage(ids[0] if ids else "", number, f"its row of `{table.name}` is not what was written")


def damaged_rows(connection: Connection, *, batch: int = 500) -> Iterator[Damage]:
    """Every row that is not what was written, and every release without its text; ``batch`` rows in memory at a time."""
    reading = connection.execution_options(yield_per=batch)
    for table in (releases, versions, changes):
        yield from (damage_of(row, table) for row in reading.execute(select(*columns_of(table))) if not is_intact(row, table))
    without = current_rows().where((releases.c.status == Status.PUBLISHED) & versions.c.id.is_(None))
    for row in reading.execute(without):
        yield Damage(row.releases_id, row.releases_version, "its text is not there")


def _of_release(row: Mapping[Any, Any]) -> int:
    names = ("id", "url", "status", "version", "visible_from", "withdrawn_at")
    return release_checksum(*(row[f"releases_{name}"] for name in names))


def _of_version(row: Mapping[Any, Any]) -> int:
    values = (row[f"versions_{name}"] for name in ("id", "version", "hash", "content", "first_seen", "last_seen"))
    return version_checksum(*values, correction=row["versions_correction"])


def _of_change(row: Mapping[Any, Any]) -> int:
    values = (row[f"changes_{name}"] for name in ("id", "type", "at", "version", "visible_from"))
    return change_checksum(*values, pending=row["changes_pending"])


_CHECKSUMS: Mapping[str, Callable[[Mapping[Any, Any]], int]] = {"releases": _of_release, "versions": _of_version, "changes": _of_change}
