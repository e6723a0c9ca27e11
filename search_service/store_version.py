"""Whether there is a store, and whether this program understands its tables."""

from __future__ import annotations

from sqlalchemy import Connection, select

from search_service.database import Database
from search_service.errors import StoreError
from search_service.store_schema import STORE_VERSION, VERSION, store_facts


def check_exists(database: Database) -> None:
    """Raise StoreError unless something lies there that could be a store."""
    if not database.exists():
        raise _no_store(database)


def _no_store(database: Database) -> StoreError:
    naming = "name the folder of one with --data, or" if database.options else "set `database_url` to that of one, or"
    return StoreError(f"there is no store at {database.name}; {naming} make one with `news-indexer import SOURCE{database.options}`")


def check_version(connection: Connection, database: Database) -> None:
    """Raise StoreError unless the store has the version that this program reads; an empty file or database is none yet."""
    if database.is_empty(connection):
        raise _no_store(database)
    found = connection.execute(select(store_facts.c.value).where(store_facts.c.name == VERSION)).scalar_one_or_none() or ""
    if found == str(STORE_VERSION):
        return
    if found.isdecimal() and int(found) < STORE_VERSION:
        raise StoreError(
            f"the store at {database.name} has version {found}, this program needs {STORE_VERSION}; "
            f"`news-indexer index{database.options}` raises it and keeps a copy of it as it is"
        )
    raise newer_store(database, found)


def newer_store(database: Database, found: str) -> StoreError:
    """What is said of a store whose tables this program does not know."""
    return StoreError(
        f"the store at {database.name} has version {found or 'none'}, this program knows up to {STORE_VERSION}; "
        f"use the program that wrote it, or put a backup in its place with {database.restoring}"
    )
