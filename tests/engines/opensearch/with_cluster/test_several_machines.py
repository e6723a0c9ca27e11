"""Web machines that share a cluster and a database answer alike, whichever is asked.

With nginx, three nodes and killed services: `deploy/several-test/machines run python -m benchmarks.machines_agree`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.base import Index
from search_service.engines.registry import open_index
from search_service.errors import IndexLockedError
from search_service.release import Release
from search_service.web.app import create_app
from tests.archives import release
from tests.databases import TestDatabase
from tests.engines.opensearch.isolated import isolated

ADDRESSES = [
    "/",
    "/search?q=Brücke",
    "/search?q=Brüke",
    "/glossary",
    "/releases/r1",
    "/releases/r1?q=Brücke",
    "/api/v1/search?q=Brücke",
    "/api/v1/facets?q=Brücke",
    "/api/v1/timeline?q=Brücke",
    "/api/v1/suggest?q=Brü",
    "/api/v1/abbreviations",
    "/api/v1/releases/r1",
    "/api/v1/releases/r1/similar",
    "/api/v1/changes",
    "/search.suggestions?q=Brü",
    "/search.atom?q=Brücke",
    "/search.json-feed?q=Brücke",
    "/search.csv?q=Brücke",
    "/search.jsonl?q=Brücke",
    "/search.ninjs.json?q=Brücke",
    "/sitemap.xml",
]


class Machines:
    """An indexer and two services, each with a data folder of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        shared = isolated(Settings(data=folder / "indexer", database_url=database_url, engine="opensearch"))
        self._shared = shared
        self._store = Store.open(database_of(shared))
        services = [shared.model_copy(update={"data": folder / name}) for name in ("web-1", "web-2")]
        self._searchers = [open_searcher(settings) for settings in services]
        self._archives = [Archive.open(database_of(settings)) for settings in services]
        apps = map(create_app, services, self._searchers, self._archives)
        self.clients: list[FlaskClient] = [app.test_client() for app in apps]

    def publish(self, *releases: Release) -> None:
        self._store.put(releases)
        bring_up_to_date(self._store, open_index(self._shared))

    def index_of_another(self, folder: Path) -> Index:
        """What an indexer on another machine writes, which shares neither a folder nor a process."""
        return open_index(self._shared.model_copy(update={"data": folder}))

    def close(self) -> None:
        for each in (*self._searchers, *self._archives, self._store):
            each.close()


@pytest.fixture
def machines(tmp_path: Path, in_postgresql: TestDatabase) -> Iterator[Machines]:
    machines = Machines(tmp_path, in_postgresql.url)
    machines.publish(*(release(f"r{number}", f"Die Brücke Nummer {number} ist fertig.", title="Brücke") for number in range(30)))
    yield machines
    machines.close()


def asked(client: FlaskClient, path: str, *, tag: str = "") -> tuple[int, str, Any]:
    """Status, validator and answer, without the time that it took."""
    response = client.get(path, headers={"If-None-Match": tag} if tag else {})
    found = response.get_json() | {"took_ms": 0} if path.startswith("/api/v1/search") and response.data else response.text
    return response.status_code, response.headers["ETag"], found


def test_what_one_has_the_other_has_before_and_after_a_publish(machines: Machines) -> None:
    one, other = machines.clients
    for path in ADDRESSES:
        first = asked(one, path)
        assert asked(other, path) == first
        assert asked(other, path, tag=first[1]) == (304, first[1], "")
    before = [asked(one, path)[1] for path in ADDRESSES]
    machines.publish(release("r1", "Die Brücke Nummer 1 ist gesperrt.", title="Brücke"), release("neu", "Die Brücke.", title="Brücke"))
    for path, tag in zip(ADDRESSES, before, strict=True):
        status, fresh, found = asked(other, path, tag=tag)
        assert (status, fresh != tag) == (200, True), path
        assert asked(one, path) == (status, fresh, found)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_cursor_leads_on_at_the_other_also_after_a_publish(machines: Machines, sort: str) -> None:
    found: list[str] = []
    path = f"/api/v1/search?q=Brücke&size=7&sort={sort}"
    for number, client in enumerate(cycle(machines.clients)):
        page = client.get(path).get_json()
        found.extend(hit["id"] for hit in page["hits"])
        if number == 1:
            machines.publish(release("zwischendurch", "Ein Radweg."))
        if page["links"]["next"] is None:
            break
        link = urlsplit(page["links"]["next"])
        path = f"{link.path}?{link.query}"
    assert (len(found), len(set(found))) == (30, 30)


def test_indexers_of_several_machines_take_turns(machines: Machines, tmp_path: Path) -> None:
    first, second = (machines.index_of_another(tmp_path / name) for name in ("indexer", "indexer-2"))
    with first.update(), pytest.raises(IndexLockedError, match="another machine"), second.update():
        pass
    with second.update():
        pass
