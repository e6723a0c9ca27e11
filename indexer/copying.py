"""Copies a store whole into another place: every version, change and erasure, and what sources told, under the same identity and numbers.

So the index that was made from the one belongs to the other, too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from indexer.store import Store
from search_service.archive import Archive
from search_service.database import Database
from search_service.errors import StoreError
from search_service.flushing import flush
from search_service.sqlite import SqliteDatabase, replace_store
from search_service.store_schema import metadata, versions

AT_ONCE = 500
"""Rows held in memory."""


def copy_store_to(source: Store, target: Database, *, progress: Callable[[int], None]) -> Archive:
    """Copy ``source`` into an empty place, all or nothing, and open that; nobody else writes meanwhile. ``progress`` hears of versions.

    Raises StoreError when something lies there.
    """
    if target.name == source.database.name:
        raise StoreError(f"the store lies at {target.name} already; name another place")
    target.make_place()
    engine = target.engine(writable=True)
    try:
        with source.writing() as reading, target.errors(), closing(target.for_writing(engine).connect()) as writing, writing.begin():
            if not target.is_empty(writing):
                raise StoreError(f"{target.name} has tables already; name an empty database or a file that is not there")
            metadata.create_all(writing)
            target.finish_tables(writing)
            for table in metadata.sorted_tables:
                _copy_rows(table, reading, writing, progress if table is versions else _silently)
            target.go_on_after(writing, source.database.last_number(reading))
    finally:
        engine.dispose()
    return Archive.open(target)


def take_over_store(source: Store, target: Database, *, overwrite: bool, progress: Callable[[int], None]) -> Path | None:
    """As ``copy_store_to``; with ``overwrite`` a store that lies in the file ``target`` is kept beside it, and where is returned.

    Raises StoreError as that one, and when the disk refuses.
    """
    if not (overwrite and isinstance(target, SqliteDatabase) and target.exists()):
        _check_not_copied(source, target)
        copy_store_to(source, target, progress=progress).close()
        return None
    fresh = target.path.with_name(f"{target.path.stem}.taken-over{target.path.suffix}")
    files = [fresh.with_name(fresh.name + end) for end in ("", "-wal", "-shm")]
    try:
        for each in files:  # what a run before this one left
            each.unlink(missing_ok=True)
        copy_store_to(source, SqliteDatabase(fresh), progress=progress).close()
        with closing(Store.open(fresh)) as copy:
            copy.wipe()  # one file, without a log beside it
        flush(fresh)
        return replace_store(target.path, fresh)
    except OSError as error:
        raise StoreError(f"{target.path.parent} cannot be written ({error.strerror}); make room, then run the command again") from error
    finally:
        for each in files:
            each.unlink(missing_ok=True)


def _check_not_copied(source: Store, target: Database) -> None:
    """Raises StoreError where all of ``source`` is in ``target`` already."""
    if not target.exists():
        return
    try:
        there = Archive.open(target)
    except StoreError:  # no store of this version: `copy_store_to` refuses it in its own words
        return
    ours = source.archive()
    with closing(there):
        complete = (there.identity(), there.last_sequence()) == (ours.identity(), ours.last_sequence())
    if complete:
        raise StoreError(
            f"{target.name} has a complete copy of this store already, of a run that broke off behind it: "
            "the index is made with `news-indexer index`; a releases.db is copied once more with --overwrite"
        )


def _copy_rows(table: Table, reading: Connection, writing: Connection, progress: Callable[[int], None]) -> None:
    found = reading.execute(select(table).execution_options(yield_per=AT_ONCE))
    for rows in found.mappings().partitions():
        values: list[dict[str, Any]] = [dict(row) for row in rows]
        writing.execute(insert(table), values)
        progress(len(values))


def _silently(_rows: int) -> None:
    """Other rows are counted by nobody."""
