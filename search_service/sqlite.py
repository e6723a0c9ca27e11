"""What is special to SQLite: how the store's file is opened, and the promises made about power cuts. Nothing else knows SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from search_service.errors import StoreError


def open_sqlite(path: Path, *, writable: bool) -> Engine:
    """An engine on the file ``path``: write-ahead log, each commit flushed to disk, 10 s patience with another writer.

    A connection that is not ``writable`` refuses every change.
    """
    # Not written as a URL: of "a?b" that would be the file "a" with a parameter, of "a%41" the file "aA".
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # the driver's own connection has no common type
        pragmas = ["synchronous=FULL", "foreign_keys=ON"]
        pragmas += ["journal_mode=WAL"] if writable else ["query_only=ON"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    if not writable:
        _follow_the_file(engine, path)
    return engine


def file_identity(path: Path) -> tuple[int, int]:
    """What tells the file that lies at ``path`` now from another that is put in its place. Raises StoreError when there is none."""
    try:
        found = path.stat()
    except OSError as error:
        raise StoreError(f"the store {path} cannot be found ({error.strerror}); restore it with `news-indexer restore DIR`") from error
    return found.st_dev, found.st_ino


def _follow_the_file(engine: Engine, path: Path) -> None:
    """Open connections anew when another file was moved to ``path``: a connection stays with the file that it opened, deleted or not."""

    @event.listens_for(engine, "connect")
    def remember(_connection: object, record: Any) -> None:  # SQLAlchemy types neither
        record.info["file"] = file_identity(path)

    @event.listens_for(engine, "checkout")
    def compare(_connection: object, record: Any, _proxy: object) -> None:
        if record.info["file"] != file_identity(path):
            raise DisconnectionError(f"another file lies at {path}")
