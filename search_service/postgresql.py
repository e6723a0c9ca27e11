"""What is special to PostgreSQL: how a server is reached, how writers take turns, what its errors mean, what it keeps of the deleted.

Nothing else knows PostgreSQL; what every place of a store offers is ``database.Database``.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from search_service.errors import SettingsError, StoreDamagedError, StoreError, StoreUnavailableError
from search_service.store_schema import metadata

PATIENCE = 30
"""Seconds that a transaction waits for another writer. One holds the store for a batch, much less than a second."""
LOOKED_AGAIN = 2.0
"""Seconds for which nobody asks again whether another store was put in the place of this one."""
_WRITES = "writes"
"""Execution option of the engines whose transactions write."""
_TURN = text(
    "SELECT set_config('lock_timeout', :patience, true), "
    "pg_advisory_xact_lock(hashtextextended('news-search store in ' || coalesce(current_schema(), ''), 0))"
)
"""Ends with its transaction after that is visible, or with its session; works behind poolers that share sessions, too."""
_NAMED_TURN = text(
    "SELECT pg_try_advisory_xact_lock(hashtextextended(:name || ' in ' || coalesce(current_schema(), ''), 0)) "
    "FROM set_config('idle_in_transaction_session_timeout', '0', true)"
)
_SESSION = {
    # Who was cut off from the server, or stopped, in the middle of a transaction loses the store after that.
    "idle_in_transaction_session_timeout": "120s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
_ARGUMENTS: Mapping[str, str | int] = {
    "application_name": "news-search",
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 10_000,
}
"""Of a connection, unless the URL says otherwise: a server that was cut off is an error after ten seconds, or when it is asked next."""
_UNKEPT = (("releases", "url"), ("versions", "content"), ("told", "content"), ("listings", "thing"))
"""Columns of which the planner's statistics would keep examples, also of what is erased."""


class PostgresqlDatabase:
    """A database of a server, see ``database.Database``; the tables lie in the first schema of the user's search path.

    A process has at most ``connections`` to it, each made within ``seconds``. Raises SettingsError without the driver.
    """

    options = ""
    may_lose_rows = False

    def __init__(self, url: str, *, connections: int = 4, seconds: float = 5) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._connections = connections
        self._seconds = seconds

    @property
    def name(self) -> str:
        """See ``Database.name``."""
        url = self._url
        query = {name: value for name, value in url.query.items() if "password" not in name}
        return str(URL.create("postgresql", url.username, None, url.host, url.port, url.database, query))

    @property
    def restoring(self) -> str:
        """See ``Database.restoring``."""
        return f"`pg_restore --clean --if-exists --dbname={self.name} FILE`"

    def exists(self) -> bool:
        """Whether the database has a table of ours."""
        with self._connected() as connection:
            return not self.is_empty(connection)

    def make_place(self) -> None:
        """Nothing: whoever runs the server makes the database."""

    def engine(self, *, writable: bool) -> Engine:
        """See ``Database.engine``. A connection that has died is noticed before it is used, and made anew."""
        engine = self._made(pool_size=self._connections, isolation_level="REPEATABLE READ")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            if connection.get_execution_options().get(_WRITES):
                connection.execute(_TURN, {"patience": f"{PATIENCE}s"})

        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
        return engine if writable else engine.execution_options(postgresql_readonly=True)

    def for_writing(self, engine: Engine) -> Engine:
        """See ``Database.for_writing``. Every statement sees what was committed before it: whoever waited for its turn reads all of it."""
        return engine.execution_options(isolation_level="READ COMMITTED", **{_WRITES: True})

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """See ``Database.turn``. A transaction that only holds the lock keeps its session behind a pooler, too; nothing waits for it."""
        with self._connected(isolation_level="READ COMMITTED") as connection:
            try:
                yield bool(connection.execute(_NAMED_TURN, {"name": name}).scalar_one())
            finally:
                with suppress(DBAPIError):  # a server that went away has let go of it, and what was done is done
                    connection.rollback()

    def close(self, engine: Engine) -> None:
        """See ``Database.close``."""
        engine.dispose()

    def _made(self, **options: Any) -> Engine:
        waits = max(round(self._seconds), 2)  # libpq takes whole seconds, 2 at least
        arguments = {**_ARGUMENTS, "connect_timeout": waits}
        try:
            engine = create_engine(
                self._url,
                max_overflow=0,
                pool_timeout=self._seconds,
                pool_pre_ping=True,
                connect_args={name: value for name, value in arguments.items() if name not in self._url.query},
                **options,
            )
        except ImportError as error:
            message = f"`database_url` names PostgreSQL, whose driver is not installed ({error})"
            raise SettingsError(f"{message}; run `pip install 'news-search[postgresql]'`") from error
        event.listen(engine, "connect", self._prepare)
        return engine

    def _prepare(self, connection: Any, _record: object) -> None:  # the driver's own connection has no common type
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StoreError(
                f"the database {self.name} has the encoding {encoding}, a store needs UTF8; "
                "make another one with `createdb --encoding=UTF8 --template=template0 NAME`, and name it in `database_url`"
            )
        settings = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in _SESSION.items())
        connection.execute(f"SELECT {settings}")
        connection.commit()

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        """A connection for one thing."""
        engine = self._made(pool_size=1, **options)
        try:
            with self.errors(), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """See ``Database.errors``."""
        try:
            yield
        except NoneFreeError as error:
            raise StoreUnavailableError(
                f"all {self._connections} connections to {self.name} are in use; raise the setting `database_connections`"
            ) from error
        except DBAPIError as error:
            raise self._store_error(error) from error

    def _store_error(self, error: DBAPIError) -> StoreError:
        problem = "; ".join(line.strip() for line in str(error.orig).splitlines() if line.strip())
        code = getattr(error.orig, "sqlstate", None) or ""
        unknown = not code and isinstance(error, OperationalError | InterfaceError)
        if error.connection_invalidated or unknown or code.startswith(_AWAY):
            return StoreUnavailableError(
                f"the store {self.name} cannot be reached ({problem}); see that PostgreSQL runs there and that `database_url` names the "
                "right host, user, password and database, then run the command again: what was stored before is safe"
            )
        if code.startswith(_DAMAGED):
            return StoreDamagedError(
                f"the store {self.name} is damaged or no store ({problem}); put a dump in its place with {self.restoring}"
            )
        advice = next((advice for begins, advice in _WHAT_TO_DO.items() if code.startswith(begins)), _AGAIN)
        return StoreError(f"the store {self.name} cannot be used ({problem}); {advice}")

    def is_empty(self, connection: Connection) -> bool:
        """Whether none of our tables is there; others may share the schema."""
        return set(inspect(connection).get_table_names()).isdisjoint(metadata.tables)

    def finish_tables(self, connection: Connection) -> None:
        """Keep texts and addresses out of the planner's statistics, which no erasure reaches."""
        for table, column in _UNKEPT:
            connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")

    def keep_copy(self, version: int) -> Path | None:
        """None: all steps are one transaction, and copies are made with ``pg_dump``."""
        return None

    def last_number(self, connection: Connection) -> int:
        """See ``Database.last_number``."""
        found = connection.exec_driver_sql("SELECT last_value, is_called FROM changes_sequence_seq").one()
        return int(found.last_value) if found.is_called else 0

    def go_on_after(self, connection: Connection, number: int) -> None:
        """See ``Database.go_on_after``."""
        connection.execute(text("SELECT setval('changes_sequence_seq', :next, false)"), {"next": number + 1})

    def seen_as(self) -> Hashable:
        """Asked anew after a moment: no search waits for the server to say what it said just now."""
        return int(time.monotonic() / LOOKED_AGAIN)

    def file_identity(self) -> Hashable:
        """See ``Database.file_identity``."""
        return None

    def file_for(self, command: str) -> Path:
        """Raises StoreError: PostgreSQL's own tools do that."""
        tools = {
            "backup": f"`pg_dump --format=custom --file=FILE {self.name}` does, also while an import runs",
            "restore": f"{self.restoring} puts a dump back; then run `news-indexer rebuild`, and erase again what was erased since",
        }
        raise StoreError(f"the store lies in PostgreSQL ({self.name}), which this command does not copy; {tools[command]}")

    def copies(self) -> tuple[Path, ...]:
        """None: dumps lie where somebody put them."""
        return ()

    def traces(self) -> str:
        """See ``Database.traces``."""
        return "the write-ahead log of PostgreSQL until it is recycled, its archive, standbys that lag behind, dumps, base backups"

    def problems(self, connection: Connection) -> tuple[str, ...]:
        """Nothing: pages and indexes are checked by data checksums and ``pg_amcheck``, which need rights of an administrator."""
        return ()

    def size(self) -> int:
        """Bytes of tables and indexes."""
        names = ", ".join(f"to_regclass('{name}')" for name in metadata.tables)
        with self._connected() as connection:
            query = f"SELECT sum(pg_total_relation_size(found)) FROM unnest(ARRAY[{names}]::regclass[]) AS found"
            return int(connection.exec_driver_sql(query).scalar_one() or 0)

    def wipe(self) -> None:
        """See ``Database.wipe``. Nobody reads while a table is written anew. Raises StoreError while an earlier reader still holds one."""
        with self._connected(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}s'")
            self._wait_for_readers(connection)
            for name in metadata.tables:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {name}")

    def _wait_for_readers(self, connection: Connection) -> None:
        """Until every transaction that may still see what was deleted has ended: its rows would be kept for it."""
        until = time.monotonic() + PATIENCE
        waited_for = set(connection.execute(_TRANSACTIONS).scalars())
        while waited_for:
            if time.monotonic() > until:
                raise StoreError(
                    f"{self.name} is being read, so that it still holds what was deleted; end long requests, then run the command again"
                )
            time.sleep(0.1)
            waited_for &= set(connection.execute(_TRANSACTIONS).scalars())


def _without_nul(_to: object, _cursor: object, statement: str, parameters: Any, _context: object, many: object, /) -> tuple[str, Any]:
    """The same question; texts of this database hold no U+0000, so nothing is found by one. ``store_batch`` writes none."""
    rows = parameters if many else [parameters]
    if any("\x00" in value for row in rows for value in row.values() if isinstance(value, str)):
        rows = [{name: value.replace("\x00", "\ufffd") if isinstance(value, str) else value for name, value in row.items()} for row in rows]
        return statement, rows if many else rows[0]
    return statement, parameters


_TRANSACTIONS = text(
    "SELECT virtualtransaction FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'virtualxid' "
    "AND datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
"""Every transaction of this database; what others read is not for everybody to know, that they do is."""
_AWAY = ("08", "57P", "53300", "57014", "40001", "28", "3D")
"""SQLSTATE: connections, shutdown and start, too many clients, cancelled, conflict with recovery; nobody lets us in."""
_DAMAGED = ("XX", "42P01", "42703")
"""SQLSTATE: internal errors and damaged pages, missing tables and columns."""
_AGAIN = "nothing of this step was stored; run the command again, and `news-indexer check` if it stays so"
_WHAT_TO_DO: Mapping[str, str] = {
    "55P03": "another run is writing it; wait until that has ended, then run the command again",
    "40P01": "another run is writing it; wait until that has ended, then run the command again",
    "53": "make room on the server, then run the command again: what was stored before is safe",
    "42501": "give its user the rights that docs/operation.md lists, then run the command again",
    "25006": "this server is a standby or read only; name the primary in `database_url`, then run the command again",
}
