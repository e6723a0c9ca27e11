"""What is special to SQLite: how the store's file is opened, and the promises made about power cuts. Nothing else knows SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event


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

    return engine
