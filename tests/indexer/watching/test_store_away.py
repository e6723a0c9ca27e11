"""A watch whose store lies in PostgreSQL outlives a restart of that: it says so and goes on by itself."""

from __future__ import annotations

import json
from contextlib import closing

from search_service.archive import Archive
from tests.databases import Server, TestDatabase
from tests.indexer.watching.watched import Watched, wait_until


def test_a_watch_goes_on_when_its_store_is_back(watched: Watched, own_postgresql: Server) -> None:
    watched.environment["NEWS_SEARCH_DATABASE_URL"] = own_postgresql.url
    (inbox := watched.folder / "eingang").mkdir()
    watched.watches(f'[[source]]\nname = "eingang"\nkind = "folder"\npath = "{inbox}"\ninterval = "0.3 s"\nsettle = "0 s"\n')

    def comes(name: str) -> None:
        record = {"id": name, "title": f"Radweg {name}", "published": "2024-03-21", "body": "Der Radweg."}
        (inbox / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")

    comes("a")
    with watched.watching():
        wait_until(lambda: watched.found("Radweg") == ["Radweg a"], seconds=60)
        own_postgresql.stop()
        comes("b")
        wait_until(lambda: any("cannot be reached" in str(line.get("problem")) for line in watched.log()), seconds=60)
        own_postgresql.start()
        wait_until(lambda: watched.found("Radweg") == ["Radweg a", "Radweg b"], seconds=120)
    with closing(TestDatabase(own_postgresql.url)) as database, closing(Archive.open(database)) as archive:
        assert [change.id for change in archive.to_index(0)] == ["a", "b"]
