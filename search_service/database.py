"""Where a store lies: what is asked of a database beside SQL, and which database the settings name.

The two that there are: ``sqlite`` (a file) and ``postgresql`` (a server). Tables and rows are ``store_schema`` and ``store_rows``.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from search_service.config import Settings
from search_service.errors import StoreError
from search_service.postgresql import PostgresqlDatabase
from search_service.sqlite import SqliteDatabase

_log = logging.getLogger(__name__)
_BESIDE_ANSWERS = 4
"""Connections for what is done beside answers, of which each holds one to its end."""


class Database(Protocol):
    """A place for one store. Whatever is asked raises StoreError when it cannot be had; ``errors`` says what an error of SQL means."""

    @property
    def name(self) -> str:
        """As messages name it; without a password."""

    @property
    def options(self) -> str:
        """What commands in messages need to find it again, a blank before it; empty where a setting names it."""

    @property
    def restoring(self) -> str:
        """The command that puts a backup in its place, as messages name it."""

    @property
    def may_lose_rows(self) -> bool:
        """Whether damage to an index may hide rows unnoticed, so that what it does not lead to is looked for in the table itself."""

    def exists(self) -> bool:
        """Whether anything lies there that could be a store."""

    def make_place(self) -> None:
        """Make what a new store needs around it."""

    def engine(self, *, writable: bool) -> Engine:
        """Transactions only read, each one state; those of ``for_writing`` write. Not ``writable``: every change is refused."""

    def for_writing(self, engine: Engine) -> Engine:
        """The same; each transaction has the store to itself before it reads anything, waits half a minute for that, and loses it when its
        process dies. What it commits is flushed to disk, and visible before the next one begins: numbers appear in their order."""

    def turn(self, name: str) -> AbstractContextManager[bool]:
        """Whether nobody else, on any machine that shares the store, has this turn; it is ours until the end of the block, or of us."""

    def close(self, engine: Engine) -> None:
        """Let go of it after writing; whoever may only read can open it from now on. Raises nothing."""

    def errors(self) -> AbstractContextManager[None]:
        """Turns what the database says into StoreErrors: what it means, and what can be done."""

    def is_empty(self, connection: Connection) -> bool:
        """Whether no table is there in the place of a store."""

    def finish_tables(self, connection: Connection) -> None:
        """What tables just made need besides."""

    def keep_copy(self, version: int) -> Path | None:
        """Keep a copy of a store that is about to be raised from ``version``; None where the database has means of its own for that."""

    def last_number(self, connection: Connection) -> int:
        """The highest sequence number that was ever given, also to a change that is gone; 0 for none."""

    def go_on_after(self, connection: Connection, number: int) -> None:
        """Give numbers above ``number`` from now on."""

    def seen_as(self) -> Hashable:
        """Another value when another store may lie there; asked before each search."""

    def file_identity(self) -> Hashable:
        """What tells the file that lies there from another put in its place; the same for ever where it is no file."""

    def file_for(self, command: str) -> Path:
        """The store as a file, which ``backup`` and ``restore`` copy; StoreError names the tool of a database that is none."""

    def copies(self) -> tuple[Path, ...]:
        """Copies of it that were kept beside it."""

    def traces(self) -> str:
        """Where the database itself may still hold what was erased after ``wipe``; empty: nowhere."""

    def problems(self, connection: Connection) -> tuple[str, ...]:
        """What the database finds wrong with its own files."""

    def size(self) -> int:
        """Bytes on disk."""

    def wipe(self) -> None:
        """Write everything anew from what is in it, so that no file of the tables holds what was deleted."""


def database_of(settings: Settings) -> Database:
    """Where the settings have the store."""
    url = settings.database_url
    if not url:
        return SqliteDatabase(settings.store_path)
    connections = settings.database_connections or settings.threads + _BESIDE_ANSWERS
    return database_at(url, connections=connections, seconds=settings.database_seconds)


def database_at(url: str, *, connections: int = 4, seconds: float = 5) -> Database:
    """The place that a valid ``database_url`` names, with at most so many connections at once, each made within ``seconds``."""
    if url.startswith("sqlite:"):
        return SqliteDatabase(Path(url.removeprefix("sqlite:///")), options="")
    return PostgresqlDatabase(url, connections=connections, seconds=seconds)


def as_database(place: Path | Database) -> Database:
    """A path is a file of SQLite."""
    return SqliteDatabase(place) if isinstance(place, Path) else place


@contextmanager
def connected(database: Database, engine: Engine) -> Iterator[Connection]:
    """A connection for reading. That a server went away after the last question is for whoever asks next: what was read is whole."""
    with engine.connect() as connection:
        try:
            yield connection
        finally:
            try:
                with database.errors():
                    connection.rollback()
            except StoreError as error:
                connection.invalidate()
                _log.warning("a connection was lost after all was read: %s", error)
