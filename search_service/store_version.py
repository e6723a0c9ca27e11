"""Whether there is a store, and whether this program understands its tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select

from search_service.errors import StoreError
from search_service.sqlite import file_identity, restoring
from search_service.store_schema import STORE_VERSION, VERSION, store_facts


def check_exists(path: Path) -> None:
    """Raise StoreError unless there is a file for a store at ``path``."""
    file_identity(path, lost=_none_there(path))


def _no_store(path: Path) -> StoreError:
    return StoreError(_none_there(path))


def _none_there(path: Path) -> str:
    return (
        f"there is no store at {path}; name the folder of one with --data, or make one with "
        f"`news-indexer import SOURCE --data {path.parent}`"
    )


def check_version(connection: Connection, path: Path) -> None:
    """Raise StoreError unless the store at ``path`` has the version that this program reads; an empty file is none yet."""
    if not inspect(connection).get_table_names():
        raise _no_store(path)
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
        f"use the program that wrote it, or put a backup in its place with {restoring(path)}"
    )
