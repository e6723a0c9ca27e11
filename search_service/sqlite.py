"""What is special to SQLite: how a file is opened and copied, when it is locked, what its errors mean, what wiping it takes.

Nothing else knows SQLite; what every place of a store offers is ``database.Database``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Hashable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError, DisconnectionError

from search_service.errors import StoreDamagedError, StoreError
from search_service.flushing import flush

__all__ = [
    "SqliteDatabase",
    "copy_store",
    "cut_log",
    "file_identity",
    "for_writing",
    "make_folder",
    "open_sqlite",
    "replace_store",
    "upsert",
    "wipe_sqlite",
    "without_rowid",
]

PATIENCE = 30
"""Seconds that a transaction waits for another writer. One holds the store for a batch, much less than a second."""
_WRITES = "writes"
"""Execution option of the engines whose transactions write."""


def open_sqlite(path: Path, *, writable: bool, lost: str = "") -> Engine:
    """An engine on the file ``path``: write-ahead log, each commit flushed to disk, patience with another writer.

    Transactions only read, each one state of the store; those of ``for_writing`` write. Not ``writable``, the file is opened for
    reading alone, which needs no rights but those to read. ``lost`` is what StoreError says when the file is not there any more, of a
    file that is no store.
    """
    # Not written as a URL: of "a?b" that would be the file "a" with a parameter, of "a%41" the file "aA".
    # Connections without a limit: each thread has one to the end of its answer, and to open another takes six times as long as a question.
    engine = create_engine(URL.create("sqlite", database=str(path)), pool_size=0)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # the driver's own connection has no common type
        connection.isolation_level = None  # the driver would begin a transaction with its first change, after what that change rests on
        connection.text_factory = _readable
        for pragma in ["synchronous=FULL", "foreign_keys=ON", "cell_size_check=ON", *(["secure_delete=ON"] if writable else [])]:
            connection.execute(f"PRAGMA {pragma}")
        if writable:
            _write_ahead(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")

    _follow_the_file(engine, path, writable=writable, lost=lost)
    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Give a file its write-ahead log. Raises sqlite3.Error, SQLITE_BUSY when another has kept it for ``PATIENCE`` seconds.

    Two that open a new file at once both hold it for reading and both want to change it. SQLite tells one of them at once, whatever its
    patience, because waiting would never end (https://www.sqlite.org/c3ref/busy_handler.html): it has to let go and begin again.
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def close_sqlite(engine: Engine, path: Path) -> None:
    """Close a file that was written, and leave its log beside it, empty unless somebody reads: without one there, SQLite refuses the
    file to whoever may not make files beside it (https://www.sqlite.org/wal.html#read_only_databases). Raises nothing."""
    with suppress(sqlite3.Error, OSError), closing(_connected(path, writable=True, patience=0)) as writing:
        writing.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        # Who only reads removes no log; whoever is the last to close a file and may write it, does.
        with closing(_connected(path, writable=False)) as reading:
            reading.execute("SELECT 1 FROM sqlite_schema").fetchone()
            writing.close()
            engine.dispose()
    engine.dispose()


def _connected(path: Path, *, writable: bool, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection of the driver. Raises sqlite3.Error."""
    if writable:
        return sqlite3.connect(path, timeout=patience, check_same_thread=False)
    mode = "mode=ro&immutable=1" if _is_at_rest(path) else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=patience, check_same_thread=False)


def _is_at_rest(path: Path) -> bool:
    """Whether nobody can be writing a file, as far as we see: it has no log, and its folder takes none.

    So it is with a copy on a read-only file system, which SQLite reads only when it is told so.
    """
    return not path.with_name(path.name + "-wal").exists() and not os.access(path.parent, os.W_OK)


def for_writing(engine: Engine) -> Engine:
    """The same file; each transaction has the store to itself before it reads anything, so that what it has read stays true."""
    return engine.execution_options(**{_WRITES: True})


def without_rowid(connection: Connection) -> str:
    """What a table of only keys is made with in a file; empty for another database."""
    return " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""


def _readable(data: bytes) -> str:
    """A text of the store. A damaged byte costs a letter here, not the reading of everything beside it; checksums tell of it."""
    return data.decode("utf-8", "replace")


_BUSY = "another run is writing it; wait until that has ended, then run the command again"
_DENIED = "see that this user may read and write it and its folder, then run the command again"
_WHAT_TO_DO = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: "make room on the disk, then run the command again: what was stored before is safe",
    sqlite3.SQLITE_IOERR: "see that the disk has room and is sound, then run the command again: what was stored before is safe",
    sqlite3.SQLITE_CANTOPEN: _DENIED,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_CONSTRAINT: "nothing of this step was stored; run the command again, and `news-indexer check` if it stays so",
}


class SqliteDatabase:
    """A file, see ``database.Database``. ``options`` are those of commands in messages: without any the folder of the file is named."""

    may_lose_rows = True

    def __init__(self, path: Path, *, options: str | None = None) -> None:
        self.path = path
        self.options = f" --data {path.parent}" if options is None else options

    @property
    def name(self) -> str:
        """See ``Database.name``."""
        return str(self.path)

    @property
    def restoring(self) -> str:
        """See ``Database.restoring``."""
        return f"`news-indexer restore DIR{' --overwrite' if os.access(self.path, os.F_OK) else ''}{self.options}`"

    def exists(self) -> bool:
        """See ``Database.exists``."""
        try:
            self.path.stat()
        except PermissionError as error:
            raise StoreError(f"the store {self.path} cannot be used ({error.strerror}); {_DENIED}") from error
        except OSError:
            return False
        return True

    def make_place(self) -> None:
        """Make the folder of the file. Raises StoreError when that is impossible."""
        make_folder(self.path.parent)

    def engine(self, *, writable: bool) -> Engine:
        """See ``Database.engine``."""
        return open_sqlite(self.path, writable=writable)

    def for_writing(self, engine: Engine) -> Engine:
        """See ``Database.for_writing``."""
        return for_writing(engine)

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Ours: a file belongs to one machine, where folders have locks of their own."""
        yield True

    def close(self, engine: Engine) -> None:
        """See ``Database.close``."""
        close_sqlite(engine, self.path)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """See ``Database.errors``."""
        try:
            yield
        except DBAPIError as error:
            raise self._store_error(error) from error
        except UnicodeDecodeError as error:  # the driver decodes messages too, and some quote damaged names of tables
            raise self._damaged(str(error)) from error

    def _store_error(self, error: DBAPIError) -> StoreError:
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # above: the extended code
        if (advice := _WHAT_TO_DO.get(code)) is not None:
            return StoreError(f"the store {self.path} cannot be used ({error.orig}); {advice}")
        return self._damaged(str(error.orig))

    def _damaged(self, problem: str) -> StoreDamagedError:
        message = f"the store {self.path} is damaged or no store ({problem}); put a backup in its place with {self.restoring}"
        return StoreDamagedError(message)

    def is_empty(self, connection: Connection) -> bool:
        """Whether the file has no table at all: one with others than ours is no place for a store."""
        return not inspect(connection).get_table_names()

    def finish_tables(self, connection: Connection) -> None:
        """Nothing."""

    def keep_copy(self, version: int) -> Path | None:
        """A file beside this one."""
        copy = self.path.with_name(f"{self.path.stem}.version-{version}{self.path.suffix}")
        copy_store(self.path, copy)
        return copy

    def last_number(self, connection: Connection) -> int:
        """See ``Database.last_number``."""
        return int(connection.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence WHERE name = 'changes'").scalar_one() or 0)

    def go_on_after(self, connection: Connection, number: int) -> None:
        """See ``Database.go_on_after``."""
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'changes'")
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('changes', ?)", (number,))

    def seen_as(self) -> Hashable:
        """See ``Database.seen_as``."""
        return file_identity(self.path)

    def file_identity(self) -> Hashable:
        """See ``Database.file_identity``."""
        return file_identity(self.path)

    def file_for(self, command: str) -> Path:
        """See ``Database.file_for``."""
        return self.path

    def copies(self) -> tuple[Path, ...]:
        """What migrations and ``restore`` kept."""
        kept = [path for name in ("version", "replaced") for path in self.path.parent.glob(f"{self.path.stem}.{name}-*")]
        return tuple(sorted(path for path in kept if path.suffix == self.path.suffix))

    def traces(self) -> str:
        """Nowhere: ``wipe`` writes the file and its log anew."""
        return ""

    def problems(self, connection: Connection) -> tuple[str, ...]:
        """What SQLite finds wrong with the pages and indexes of its file; empty for one that holds together."""
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return tuple(str(each) for each in found if each != "ok")

    def size(self) -> int:
        """Bytes of the file and its log."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{self.path.name}*") if path.is_file())

    def wipe(self) -> None:
        """See ``Database.wipe``."""
        wipe_sqlite(self.path)


def make_folder(folder: Path) -> None:
    """Make the folder of a store. Raises StoreError when that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"there can be no store in {folder} ({error.strerror}); name a folder that this user may write with --data"
        raise StoreError(message) from error


def copy_store(source: Path, target: Path) -> None:
    """Write the state of the store at ``source`` to the file ``target``, also while others write. Raises StoreError.

    ``target`` is one file, complete and flushed when it gets its name; another one of that name is replaced.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(source, timeout=PATIENCE)) as reading, closing(sqlite3.connect(partial)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
        flush(partial)
        partial.replace(target)
        flush(target.parent)
    except (sqlite3.Error, OSError) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"the store {source} cannot be copied to {target} ({error}); make room or name another folder") from error


def wipe_sqlite(path: Path) -> None:
    """Write the file anew from what is in it: no page of it or of its log holds what was deleted. Raises StoreError.

    Deleted rows leave their bytes in free pages, and the log keeps older pages until it is cut off.
    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be written anew ({error}); make room, end other runs, then run the command again") from error
    if busy:
        raise StoreError(f"{path} is being read, so its log still holds what was deleted; end long requests, then run the command again")


def cut_log(engine: Engine) -> bool:
    """Take the log into the file, so that no older page is left in it; False while somebody still reads one. Raises StoreError."""
    try:  # outside of any transaction, where errors are the driver's own
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found = cursor.fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"the log of {engine.url.database} cannot be cut off ({error}); make room on the disk") from error
    return found is not None and not found[0]


def replace_store(store: Path, fresh: Path) -> Path | None:
    """Put the store ``fresh``, one file, in the place of ``store``; returns under which name the one that was there is kept.

    Whoever reads goes on with the old file until the end of a transaction. Raises OSError.
    """
    before = None
    if store.exists():
        moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        before = store.with_name(f"{store.stem}.replaced-{moment}{store.suffix}")
        with suppress(sqlite3.Error), closing(sqlite3.connect(store, timeout=PATIENCE)) as connection:  # a damaged one is kept as it is
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os.link(store, before)
        # A log belongs to its file: beside another one it would be played into that.
        if (log := store.with_name(store.name + "-wal")).exists():
            log.replace(before.with_name(before.name + "-wal"))
        store.with_name(store.name + "-shm").unlink(missing_ok=True)
    fresh.replace(store)
    flush(store.parent)
    return before


def file_identity(path: Path, *, lost: str = "") -> tuple[int, int]:
    """What tells the file that lies at ``path`` now from another that is put in its place.

    Raises StoreError when there is none: with what ``lost`` says, or what to do for a store.
    """
    try:
        found = path.stat()
    except PermissionError as error:
        raise StoreError(f"the store {path} cannot be used ({error.strerror}); {_DENIED}") from error
    except OSError as error:
        restoring = SqliteDatabase(path).restoring
        of_store = f"the store {path} cannot be found ({error.strerror}); put a backup in its place with {restoring}"
        raise StoreError(lost or of_store) from error
    return found.st_dev, found.st_ino


def _follow_the_file(engine: Engine, path: Path, *, writable: bool, lost: str) -> None:
    """Open connections anew when another file was moved to ``path``: a connection stays with the file that it opened, deleted or not.

    Likewise when somebody begins to write, or has written, a file that was at rest.
    """

    def state() -> tuple[object, ...]:
        return *file_identity(path, lost=lost), not writable and _is_at_rest(path) and path.stat().st_mtime_ns

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, record: Any, _arguments: object, _options: object) -> sqlite3.Connection:  # SQLAlchemy types none
        record.info["file"] = None if writable else state()  # asked first: what begins now is noticed later
        return _connected(path, writable=writable)

    @event.listens_for(engine, "connect")
    def remember(_connection: object, record: Any) -> None:
        record.info["file"] = record.info["file"] or state()  # who writes has made the file by now

    @event.listens_for(engine, "checkout")
    def compare(_connection: object, record: Any, _proxy: object) -> None:
        if record.info["file"] != state():
            raise DisconnectionError(f"another file lies at {path}")
