"""Places for a store in each database that there is: a file of SQLite, and a database of a PostgreSQL that is started for the tests.

POSTGRESQL_URL names one that runs already; else `deploy/postgresql-test/server` starts one. With REQUIRE_POSTGRESQL=1 none is an error.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url

from search_service.config import Settings
from search_service.database import Database
from search_service.postgresql import PostgresqlDatabase
from search_service.sqlite import SqliteDatabase

SCRIPT = Path(__file__).resolve().parent.parent / "deploy" / "postgresql-test" / "server"
NONE = "no PostgreSQL: `apt install postgresql` and the extra `postgresql` let these tests start one"


class TestDatabase(PostgresqlDatabase):
    """Remembers its engines, so that whoever made it can close what a test left open."""

    __test__ = False

    def __init__(self, url: str, *, connections: int = 4, seconds: float = 5) -> None:
        super().__init__(url, connections=connections, seconds=seconds)
        self.url = url
        self._engines: list[Engine] = []

    def engine(self, *, writable: bool) -> Engine:
        """See ``Database.engine``."""
        self._engines.append(super().engine(writable=writable))
        return self._engines[-1]

    def close(self, engine: Engine | None = None) -> None:
        """See ``Database.close``; without an engine all that are open."""
        for each in [engine] if engine else self._engines:
            each.dispose()


class Server:
    """A running PostgreSQL; ``url`` is that of a database whose user may make others. ``folder`` is where it lies, if it is ours."""

    def __init__(self, url: str, folder: Path | None) -> None:
        self.url = url
        self.folder = folder
        self._numbers = count(1)

    def execute(self, statement: str, *, url: str = "") -> list[tuple[object, ...]]:
        """What a statement gives that is a transaction of its own."""
        address = make_url(url or self.url).set(drivername="postgresql+psycopg")
        engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.exec_driver_sql(statement)
            return [tuple(row) for row in found] if found.returns_rows else []

    def fresh(self, *, encoding: str = "UTF8", like: str = "") -> str:
        """The URL of a new database, ``like`` makes it a copy of the one with that URL. Its order of letters is that of a language."""
        name = f"news_search_{os.getpid()}_{next(self._numbers)}"
        if like:
            self.execute(f'CREATE DATABASE {name} TEMPLATE "{make_url(like).database}"')
        else:
            order = " LOCALE_PROVIDER icu ICU_LOCALE 'de'" if encoding == "UTF8" and self.version >= 15 else ""
            locale = "C.UTF-8" if encoding == "UTF8" else "C"
            self.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE '{locale}' TEMPLATE template0{order}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    @cached_property
    def version(self) -> int:
        """The first number of its version."""
        return int(str(self.execute("SHOW server_version_num")[0][0])) // 10_000

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def restart(self, mode: str = "fast") -> None:
        """Stop and start it; "immediate" is a crash."""
        self.stop(mode)
        self.start()

    def stop(self, mode: str = "fast") -> None:
        subprocess.run([SCRIPT, "stop", str(self.folder), mode], check=True)

    def start(self) -> None:
        subprocess.run([SCRIPT, "start", str(self.folder)], check=True, stdout=subprocess.DEVNULL)


def started(folder: Path) -> Server:
    """A server in a folder of its own."""
    done = subprocess.run([SCRIPT, "start", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Server(done.stdout.strip(), folder)


def absence() -> str:
    """Why no server can be started; empty where one can, or runs already."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed"
    if os.environ.get("POSTGRESQL_URL"):
        return ""
    return subprocess.run([SCRIPT, "where"], capture_output=True, text=True, check=False).stderr


def without_all_but_one(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave one of the tests that need a server where there is none: its line in the report speaks for all."""
    needing = [item for item in items if _needs_server(item)]
    if len(needing) > 1 and not os.environ.get("REQUIRE_POSTGRESQL") and absence():
        left_out = set(needing[1:])
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=needing[1:])


def _needs_server(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    place = item.callspec.params.get("place") if hasattr(item, "callspec") else None
    return place == "postgresql" or bool(asked & {"postgresql", "own_postgresql", "in_postgresql"})


def missing(problem: str) -> None:
    """There is no PostgreSQL: an error where it is required, else the one line that the report has for all these tests."""
    if os.environ.get("REQUIRE_POSTGRESQL"):
        pytest.fail(f"{NONE} ({problem.strip()})", pytrace=False)
    pytest.skip(NONE)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for all tests; each takes a database of its own."""
    if problem := absence():
        missing(problem)
    if url := os.environ.get("POSTGRESQL_URL"):
        yield Server(url, None)
        return
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    folder.chmod(0o755)
    try:
        server = started(folder)
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def own_postgresql(postgresql: Server) -> Iterator[Server]:
    """A server that a test may stop."""
    if problem := absence():
        missing(problem)
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    folder.chmod(0o755)
    try:
        server = started(folder)
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def in_postgresql(postgresql: Server) -> Iterator[TestDatabase]:
    """An empty database of PostgreSQL."""
    url = postgresql.fresh()
    database = TestDatabase(url)
    yield database
    database.close()
    postgresql.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Where a store may be made, in one database after the other."""
    if request.param == "sqlite":
        return SqliteDatabase(tmp_path / "releases.db")
    return request.getfixturevalue("in_postgresql")


@pytest.fixture
def installation(place: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with the store in that place, which commands get from the environment."""
    url = place.url if isinstance(place, TestDatabase) else ""
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", url)
    return Settings(data=tmp_path / "data", database_url=url)
