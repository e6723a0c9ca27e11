"""What is remembered of watched sources between rounds and over restarts: how far each was read, and what it sent last and when.

It lies in ``watch.db`` beside the store and is not part of it: it changes with every round, may be deleted while no watch runs (sources
are then read again, which stores nothing twice), and a copy of the store needs none of it. A file with other tables than ours, of an
older or newer program, is made anew. For a table of runs: ``last_runs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    inspect,
    select,
)
from sqlalchemy.exc import DatabaseError

from indexer.sources.addresses import canonical_address
from indexer.watching.portions import Mark, address_in
from search_service.errors import StoreError
from search_service.sqlite import file_identity, make_folder, open_sqlite, upsert, wipe_sqlite

MEMORY_NAME = "watch.db"
KEYS_AT_ONCE = 500

_metadata = MetaData()
_marks = Table(
    "marks",
    _metadata,
    Column("source", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Index("marks_by_key", "key"),
    Index("marks_due", "source", "due_at"),
)
_runs = Table(
    "runs",
    _metadata,
    Column("source", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("ended_at", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("problem", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("sent_at", Float),
    Column("sent_id", String(128)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """The last run of a source, and what it sent last: ``sent_id`` is the last new or changed release, ``sent_at`` when it came.

    Moments are seconds since 1970 (UTC). ``problem`` is empty when all went well; ``failures`` are the runs in a row that failed,
    ``due_at`` is when the source is looked at next. ``read`` to ``rejected`` are the counts of this one run.
    """

    source: str
    kind: str
    ended_at: float
    seconds: float
    problem: str = ""
    failures: int = 0
    due_at: float = 0.0
    read: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    rejected: int = 0
    sent_at: float | None = None
    sent_id: str | None = None


def last_runs(data: Path) -> tuple[SourceRun, ...]:
    """The last run of every source that was ever watched, by name; none where nothing has been watched. Raises StoreError."""
    path = data / MEMORY_NAME
    if not path.exists():
        return ()
    memory = WatchMemory(open_sqlite(path, writable=False, lost=_lost(path)), path)
    try:
        return memory.runs()
    finally:
        memory.close()


class WatchMemory:
    """Reads from any thread; writes from one. Raises StoreError when the file cannot be read or written."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    @classmethod
    def open(cls, data: Path) -> WatchMemory:
        """The memory in the data folder, made if there is none."""
        make_folder(data)
        path = data / MEMORY_NAME
        memory = cls(open_sqlite(path, writable=True, lost=_lost(path)), path)
        with memory._connected() as connection:
            for table in _of_another_shape(connection):
                table.drop(connection)
            _metadata.create_all(connection)
        return memory

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            message = f"what is known of watched sources, {self._path}, cannot be used ({error.orig}); make room, or delete that file"
            raise StoreError(f"{message}: all sources are then read again") from error

    def marks(self, source: str, keys: Sequence[str]) -> dict[str, Mark]:
        """The marks of those ``keys`` that are known, by key."""
        found: dict[str, Mark] = {}
        with self._connected() as connection:
            for start in range(0, len(keys), KEYS_AT_ONCE):
                wanted = _marks.c.key.in_(keys[start : start + KEYS_AT_ONCE])
                rows = connection.execute(select(_marks).where((_marks.c.source == source) & wanted)).mappings()
                found |= {row["key"]: _mark(dict(row)) for row in rows}
        return found

    def keys(self, source: str) -> frozenset[str]:
        """Every key of a source that has a mark."""
        with self._connected() as connection:
            return frozenset(connection.execute(select(_marks.c.key).where(_marks.c.source == source)).scalars())

    def validators(self, key: str) -> Mark | None:
        """What any source last heard from the server of ``key``: two feeds that list one page need not fetch it twice."""
        query = select(_marks).where((_marks.c.key == key) & ((_marks.c.etag != "") | (_marks.c.modified != "")))
        with self._connected() as connection:
            row = connection.execute(query.order_by(_marks.c.due_at.desc()).limit(1)).mappings().first()
        return _mark(dict(row)) if row else None

    def has_due(self, source: str, now: float) -> bool:
        """Whether a page that a list names is to be looked at again by now (seconds since 1970)."""
        due = (_marks.c.source == source) & (_marks.c.due_at > 0) & (_marks.c.due_at <= now)
        with self._connected() as connection:
            return connection.execute(select(_marks.c.key).where(due).limit(1)).first() is not None

    def remember(self, source: str, marks: Iterable[Mark], *, gone: Iterable[str] = ()) -> None:
        """Keep marks in place of older ones, and forget the keys that are ``gone``."""
        rows = [{"source": source, **asdict(mark)} for mark in marks]
        forgotten = list(gone)
        with self._connected() as connection:
            if rows:
                statement = upsert(_marks)
                values = {name: statement.excluded[name] for name in rows[0] if name not in ("source", "key")}
                connection.execute(statement.on_conflict_do_update(index_elements=["source", "key"], set_=values), rows)
            for start in range(0, len(forgotten), KEYS_AT_ONCE):
                keys = _marks.c.key.in_(forgotten[start : start + KEYS_AT_ONCE])
                connection.execute(delete(_marks).where((_marks.c.source == source) & keys))

    def erase(self, url: str) -> None:
        """Forget what was heard of an address in any of its spellings, entries of feeds included; nothing of it is left in the file."""
        page = canonical_address(url)
        with self._connected() as connection:
            keys = connection.execute(select(_marks.c.key).distinct()).scalars()
            of_page = [{"of_key": key} for key in keys if canonical_address(address_in(key)) == page]
            if of_page:
                connection.execute(delete(_marks).where(_marks.c.key == bindparam("of_key")), of_page)
        self._engine.dispose()
        wipe_sqlite(self._path)

    def runs(self) -> tuple[SourceRun, ...]:
        """The last run of every source, by name; none from a file that a watch is only just making, or that the next will make anew."""
        with self._connected() as connection:
            if not inspect(connection).has_table(_runs.name) or _runs in _of_another_shape(connection):
                return ()
            return tuple(SourceRun(**dict(row)) for row in connection.execute(select(_runs).order_by(_runs.c.source)).mappings())

    def record(self, run: SourceRun) -> None:
        """Keep a run in place of the one before; what was sent last stays where this run brought nothing."""
        values = asdict(run)
        statement = upsert(_runs).values(values)
        kept: dict[str, ColumnElement[object]] = {name: statement.excluded[name] for name in values if name != "source"}
        kept |= {name: func.coalesce(statement.excluded[name], _runs.c[name]) for name in ("sent_at", "sent_id")}
        with self._connected() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=kept))


def memory_identity(data: Path) -> tuple[int, int]:
    """What tells the file of a data folder from another that takes its place. Raises StoreError when it was deleted."""
    return file_identity(data / MEMORY_NAME, lost=_lost(data / MEMORY_NAME))


def _lost(path: Path) -> str:
    return f"what is known of watched sources, {path}, was deleted; start `news-indexer watch` again: all sources are then read again"


def _of_another_shape(connection: Connection) -> list[Table]:
    """The tables that an older or newer program made, with other columns: nothing in them is worth a migration."""
    found = inspect(connection)
    there = [table for table in _metadata.sorted_tables if found.has_table(table.name)]
    return [table for table in there if {each["name"] for each in found.get_columns(table.name)} != set(table.columns.keys())]


def _mark(row: dict[str, object]) -> Mark:
    return Mark(**{name: value for name, value in row.items() if name != "source"})  # type: ignore[arg-type]  # columns as the table has them
