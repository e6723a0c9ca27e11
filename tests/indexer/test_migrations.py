"""Stores of older programs are raised with a copy kept; newer ones are refused. ``stores/`` holds what each older program wrote."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, create_engine, insert, select, text

from indexer import migrations
from indexer.store import Store
from search_service.archive import Archive, Withdrawn
from search_service.database import Database
from search_service.errors import StoreError
from search_service.sqlite import SqliteDatabase
from search_service.store_schema import STORE_VERSION
from tests.databases import TestDatabase

STORES = Path(__file__).parent / "stores"
OLD_VERSIONS = sorted(int(path.stem.removeprefix("version-")) for path in STORES.glob("*.sql"))


def old_store(folder: Path, version: int) -> Path:
    path = folder / "releases.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((STORES / f"version-{version}.sql").read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode=WAL")
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def tables(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Name, type, null and key of every column by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: {(*row[1:4], row[5]) for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}


def test_every_older_version_has_a_store_and_a_step() -> None:
    assert list(range(1, STORE_VERSION)) == OLD_VERSIONS
    assert sorted(migrations.STEPS) == list(range(2, STORE_VERSION + 1))


def in_place(folder: Path, version: int, place: Database) -> Database:
    """The old store in a file, or with its tables and rows in PostgreSQL."""
    path = old_store(folder, version)
    if not isinstance(place, TestDatabase):
        return place
    old, new = create_engine(f"sqlite:///{path}"), place.engine(writable=True)
    (tables := MetaData()).reflect(old)
    for column in (column for table in tables.sorted_tables for column in table.columns):
        column.server_default = None  # it is written as SQLite reads it
    with old.connect() as reading, place.for_writing(new).begin() as writing:
        tables.create_all(writing)
        for table in tables.sorted_tables:
            if rows := [dict(row) for row in reading.execute(select(table)).mappings()]:
                writing.execute(insert(table), rows)
        place.go_on_after(writing, SqliteDatabase(path).last_number(reading))
    old.dispose()
    return place


@pytest.mark.parametrize("version", OLD_VERSIONS)
def test_a_raised_store_says_what_it_said(tmp_path: Path, version: int, place: Database) -> None:
    store = Store.open(in_place(tmp_path, version, place), make=False)
    assert store.migrated
    assert (store.migrated.before, store.migrated.after) == (version, STORE_VERSION)
    archive = store.archive()
    bridge = archive.get("bruecke")
    assert bridge is not None and not isinstance(bridge, Withdrawn)
    assert bridge.body_text == "Die Brücke über die Alde bleibt offen."
    assert [each.number for each in archive.versions("bruecke")] == [1, 2]
    assert isinstance(archive.get("weg"), Withdrawn)
    assert archive.get("spaeter") is None
    assert [(each.sequence, each.id) for each in archive.changes(0, 10)] == [(1, "bruecke"), (2, "kita"), (4, "bruecke"), (5, "weg")]
    assert archive.last_sequence() == 6
    assert list(archive.damage()) == []
    assert store.withdraw("kita")
    assert archive.last_sequence() == 7


@pytest.mark.parametrize("version", OLD_VERSIONS)
def test_a_raised_store_is_still_the_same_one(tmp_path: Path, version: int) -> None:
    path = old_store(tmp_path, version)
    archive = Store.open(path).archive()
    assert f"'{archive.identity()}'" in (STORES / f"version-{version}.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", OLD_VERSIONS)
def test_a_raised_store_has_the_tables_of_a_new_one(tmp_path: Path, version: int) -> None:
    path = old_store(tmp_path, version)
    Store.open(path).close()
    Store.open(tmp_path / "new" / "releases.db").close()
    assert tables(path) == tables(tmp_path / "new" / "releases.db")


def test_the_store_as_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    path = old_store(tmp_path, 1)
    before = dump(path)
    store = Store.open(path)
    assert store.migrated
    assert store.migrated.backup == tmp_path / "releases.version-1.db"
    assert dump(store.migrated.backup) == before
    store.close()
    assert Store.open(path).migrated is None


def test_a_step_that_fails_leaves_another_database_as_it_was(
    tmp_path: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(connection: Connection) -> None:
        migrations_of_2(connection)
        connection.execute(text("SELECT * FROM nowhere"))

    migrations_of_2 = migrations.STEPS[2]
    in_place(tmp_path, 1, in_postgresql)
    monkeypatch.setitem(migrations.STEPS, 2, failing)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(in_postgresql)
    with pytest.raises(StoreError, match="has version 1"):
        Archive.open(in_postgresql)
    monkeypatch.undo()
    assert Store.open(in_postgresql).migrated


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(connection: Connection) -> None:
        migrations_of_2(connection)
        connection.execute(text("SELECT * FROM nowhere"))

    migrations_of_2 = migrations.STEPS[2]
    path = old_store(tmp_path, 1)
    before = dump(path)
    monkeypatch.setitem(migrations.STEPS, 2, failing)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(path)
    assert dump(path) == before
    monkeypatch.undo()
    assert Store.open(path).migrated


def test_a_reader_leaves_an_older_store_alone_and_names_what_raises_it(tmp_path: Path) -> None:
    path = old_store(tmp_path, 1)
    before = dump(path)
    with pytest.raises(StoreError, match=f"news-indexer index --data {tmp_path}"):
        Archive.open(path)
    assert dump(path) == before


@pytest.mark.parametrize("version", [str(STORE_VERSION + 1), "", "viele"])
def test_a_newer_store_is_refused_by_all(tmp_path: Path, version: str) -> None:
    path = tmp_path / "releases.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE store_facts SET value = ? WHERE name = 'version'", [version])
    before = dump(path)
    for open_store in (Store.open, Archive.open):
        with pytest.raises(StoreError, match="use the program that wrote it"):
            open_store(path)
    assert dump(path) == before
    assert [each.name for each in tmp_path.glob("*.db")] == ["releases.db"]
