"""Where the stores of data folders lie: in each folder, or each in a database of its own on a server of PostgreSQL."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, select

from search_service.config import PREFIX, Settings
from search_service.database import database_of
from search_service.errors import StoreError
from search_service.store_schema import releases


class StorePlaces:
    """Makes, copies and removes data folders with their stores; ``server`` is the URL of a database whose user may make others."""

    def __init__(self, server: str = "") -> None:
        self.server = server

    def settings(self, data: Path) -> Settings:
        """Those of a data folder."""
        return Settings(data=data, database_url=self._url(data))

    def _url(self, data: Path) -> str:
        if not self.server:
            return ""
        return make_url(self.server).set(database=self._name(data)).render_as_string(hide_password=False)

    def _name(self, data: Path) -> str:
        return f"crash_{data.parent.name}_{data.name}"

    def enter(self, data: Path) -> None:
        """Let commands of this process have the store of a data folder."""
        os.environ[f"{PREFIX}DATABASE_URL"] = self._url(data)

    def make(self, data: Path) -> None:
        """An empty folder, and an empty database."""
        data.mkdir()
        self._execute(f'CREATE DATABASE "{self._name(data)}" ENCODING UTF8 TEMPLATE template0')

    def copy(self, source: Path, target: Path) -> None:
        """A folder that is a copy of ``source``, and its store."""
        shutil.copytree(source, target)
        self._execute(f'CREATE DATABASE "{self._name(target)}" TEMPLATE "{self._name(source)}"')

    def remove(self, data: Path) -> None:
        """Neither is there any more."""
        shutil.rmtree(data, ignore_errors=True)
        self._execute(f'DROP DATABASE IF EXISTS "{self._name(data)}" WITH (FORCE)')

    def stored_ids(self, data: Path) -> set[str]:
        """The ids in a store of any version; none where there is none yet."""
        database = database_of(self.settings(data))
        if not database.exists():
            return set()
        engine = database.engine(writable=False)
        try:
            with database.errors(), engine.connect() as connection:
                return set(connection.execute(select(releases.c.id)).scalars())
        except StoreError:
            return set()
        finally:
            engine.dispose()

    def _execute(self, statement: str) -> None:
        if not self.server:
            return
        address = make_url(self.server).set(drivername="postgresql+psycopg")
        with create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(statement)
