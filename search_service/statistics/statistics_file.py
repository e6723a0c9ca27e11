"""The file of the statistics: opened, added to, read. Several processes may write it; each write is one short transaction."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, delete, func, select
from sqlalchemy.exc import DBAPIError

from search_service.errors import StatisticsError, StoreError
from search_service.sqlite import cut_log, for_writing, open_sqlite, upsert
from search_service.statistics.limits import Limits
from search_service.statistics.queries import add_queries, add_sources, forget_rarest, forget_words, hashed, reveal_words
from search_service.statistics.report import Report, read_report
from search_service.statistics.tables import VERSION, days, facts, latencies, metadata, queries, sources_today, uses
from search_service.statistics.tally import Tally

_KEY, _VERSION, _SALT = "key", "version", "salt:"
_BY_DAY = (days, latencies, uses, queries)
_log = logging.getLogger(__name__)


class StatisticsFile:
    """Safe from any thread. After an error the next call opens the file anew, and makes it if it is gone."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._engine: Engine | None = None
        self._swapping = threading.Lock()
        self._log_to_cut = False

    def add(self, tally: Tally, today: date) -> None:
        """Add what was counted, all of it or nothing, and forget what is too old or too much. Raises StatisticsError."""
        with self._errors():
            engine = self._opened()
            with for_writing(engine).begin() as connection:
                self._write(connection, tally, today)
                self._log_to_cut |= self._forget(connection, today)
        if self._log_to_cut:
            self._cut_log(engine)

    def _cut_log(self, engine: Engine) -> None:
        """Leave nothing in the log of what was forgotten; where others read it, or the disk refuses, with the next write.

        Raises nothing: the counts are written by now, and an error would have them written once more.
        """
        try:
            with self._errors():
                self._log_to_cut = not cut_log(engine)
        except StatisticsError as error:
            _log.warning("the log of the statistics still holds what is forgotten, and is cut off with the next write: %s", error)

    def report(self, first: date, last: date) -> Report:
        """What was counted from one day to another, both included. Raises StatisticsError."""
        with self._errors(), self._opened().begin() as connection:
            return read_report(connection, first=first, last=last, limits=self._limits)

    def open(self) -> None:
        """Make the file if there is none. Raises StatisticsError when it cannot be written, or is none of ours."""
        with self._errors():
            self._opened()

    def close(self) -> None:
        with self._swapping:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    def _opened(self) -> Engine:
        with self._swapping:
            if self._engine is not None:
                return self._engine
        fresh = self._prepared()  # without the lock: SQLite is patient with another writer, who wants to close is not
        with self._swapping:
            kept = self._engine = self._engine or fresh
        if kept is not fresh:
            fresh.dispose()
        return kept

    def _prepared(self) -> Engine:
        """The file, opened. Raises StatisticsError, and what SQLite raises, and leaves nothing open then."""
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        engine = open_sqlite(self._path, writable=True, lost=f"{self._path} is gone")
        with ExitStack() as undone:
            undone.callback(engine.dispose)
            with for_writing(engine).begin() as connection:
                self._prepare(connection)
            undone.pop_all()
        return engine

    def _prepare(self, connection: Connection) -> None:
        """The tables, with a version and a key; written whether or not they are there, which shows that they can be."""
        metadata.create_all(connection)
        made = {_VERSION: str(VERSION).encode(), _KEY: secrets.token_bytes(16)}
        connection.execute(upsert(facts).on_conflict_do_nothing(), [{"name": name, "value": value} for name, value in made.items()])
        if (found := _fact(connection, _VERSION)) != made[_VERSION]:
            said = f"{self._path} has another version ({found!r}) than this program ({VERSION})"
            raise StatisticsError(f"{said}; move it away, or set `statistics_file` to another path")

    def _write(self, connection: Connection, tally: Tally, today: date) -> None:
        _add(connection, days, ("day",), [{"day": day, **_counts(count)} for day, count in tally.days.items()])
        took = [{"day": day, "up_to_ms": bound, "searches": n} for (day, bound), n in tally.latencies.items()]
        _add(connection, latencies, ("day", "up_to_ms"), took)
        used = [{"day": day, "name": use.name, "value": use.value, "searches": n} for (day, use), n in tally.uses.items()]
        _add(connection, uses, ("day", "name", "value"), used)
        counted = hashed(tally.queries, _fact(connection, _KEY))
        add_queries(connection, counted)
        add_sources(connection, counted, today=today, salt=_salt(connection, today), limits=self._limits)
        reveal_words(connection, counted, self._limits)
        forget_rarest(connection, self._limits)

    def _forget(self, connection: Connection, today: date) -> bool:
        """Whether a day has ended: then its salt goes, whoever asked on it, and what is too old."""
        ended = connection.execute(delete(facts).where(facts.c.name.startswith(_SALT), facts.c.name != _SALT + today.isoformat()))
        if not ended.rowcount:
            return False
        connection.execute(delete(sources_today).where(sources_today.c.day != today))
        for table in _BY_DAY:
            connection.execute(delete(table).where(table.c.day <= today - timedelta(days=self._limits.kept_days)))
        forget_words(connection, self._limits)
        _keep_newest(connection, uses, self._limits.entries)
        return True

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, StoreError, OSError) as error:
            self.close()
            reason = error.orig if isinstance(error, DBAPIError) else error
            said = f"the statistics {self._path} cannot be written or read ({reason}); see disk and rights"
            raise StatisticsError(f"{said}, or set `statistics_file` to another path or `statistics` to false") from error


def _fact(connection: Connection, name: str) -> bytes:
    """Raises StatisticsError where it is gone: hashes without a key or a salt could be guessed."""
    found: bytes | None = connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()
    if not found:
        said = f"the statistics {connection.engine.url.database} have lost `{name}`, which hides who asked what; nothing is counted"
        raise StatisticsError(f"{said}: move the file away and start anew, or set `statistics_file` to another path")
    return found


def _salt(connection: Connection, today: date) -> bytes:
    """The salt of this day, the same for all processes."""
    name = _SALT + today.isoformat()
    connection.execute(upsert(facts).on_conflict_do_nothing(), {"name": name, "value": secrets.token_bytes(16)})
    return _fact(connection, name)


def _counts(count: object) -> dict[str, int]:
    return {name: getattr(count, name) for name in days.c.keys() if name != "day"}  # noqa: SIM118  # a collection of columns is no dict


def _add(connection: Connection, table: Table, keys: tuple[str, ...], rows: Iterable[dict[str, object]]) -> None:
    """Add numbers to the rows with these keys."""
    statement = upsert(table)
    numbers = {column.name: column + statement.excluded[column.name] for column in table.c if column.name not in keys}
    if rows := list(rows):
        connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=numbers), rows)


def _keep_newest(connection: Connection, table: Table, entries: int) -> None:
    """Whole days go, the oldest first, until so many rows are left."""
    counts = connection.execute(select(table.c.day, func.count().label("rows")).group_by(table.c.day).order_by(table.c.day.desc())).all()
    kept = 0
    for row in counts:
        kept += row.rows
        if kept > entries:
            connection.execute(delete(table).where(table.c.day <= row.day))
            return
