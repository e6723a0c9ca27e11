"""The server of the store goes away and comes back: searches go on, pages of releases say so and when to ask again, nobody starts anew."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.one_answer import one_answer
from search_service.web.app import create_app
from tests.archives import release
from tests.databases import Server, TestDatabase
from tests.indexer.watching.watched import wait_until

OF_STORE = ("/releases/a", "/api/v1/releases/a", "/api/v1/changes?since=0")
OF_INDEX = ("/api/v1/search?q=Radweg", "/search?q=Radweg", "/readyz", "/healthz")


@pytest.fixture
def client(own_postgresql: Server, tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings(data=tmp_path / "data", database_url=own_postgresql.url)
    with closing(TestDatabase(own_postgresql.url, connections=2, seconds=2)) as database:
        store = Store.open(database)
        store.put([release("a", "Der Radweg."), release("b", "Die Brücke.")])
        bring_up_to_date(store, open_index(settings))
        archive = Archive.open(database)
        with closing(open_searcher(settings, archive)) as searcher:
            yield create_app(settings, searcher, archive).test_client()


def statuses(client: FlaskClient, paths: tuple[str, ...]) -> list[int]:
    return [client.get(path).status_code for path in paths]


def test_searches_go_on_while_the_store_is_away(client: FlaskClient, own_postgresql: Server) -> None:
    assert statuses(client, OF_STORE + OF_INDEX) == [200] * 7
    own_postgresql.stop()
    for path in OF_STORE:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Archiv" in answer.text or "archive" in answer.text
        assert "127.0.0.1" not in answer.text and "postgresql" not in answer.text
    time.sleep(2.5)  # longer than the identity of a store is remembered unasked
    assert statuses(client, OF_INDEX) == [200] * 4
    own_postgresql.start()
    assert statuses(client, OF_STORE + OF_INDEX) == [200] * 7


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_an_answer_that_has_read_all_survives_the_server(own_postgresql: Server, mode: str, caplog: pytest.LogCaptureFixture) -> None:
    with closing(TestDatabase(own_postgresql.url, connections=1, seconds=2)) as database:
        Store.open(database).put([release("a", "Der Radweg.")])
        archive = Archive.open(database)
        with one_answer():
            found = archive.get("a")
            own_postgresql.restart(mode)
        assert [record.levelname for record in caplog.records if "lost after all was read" in record.message] == ["WARNING"]
        for _ in range(2):
            with one_answer():
                assert archive.get("a") == found


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_under_load_is_an_answer_that_says_so(client: FlaskClient, own_postgresql: Server, mode: str) -> None:
    seen: Counter[int] = Counter()
    stopping = threading.Event()

    def ask() -> None:
        own = client.application.test_client()
        while not stopping.is_set():
            for path in OF_STORE + OF_INDEX:
                answer = own.get(path)
                seen[answer.status_code] += 1
                assert answer.status_code == 200 or answer.headers["Retry-After"]

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    wait_until(lambda: seen[200] > 20)
    own_postgresql.restart(mode)
    own_postgresql.restart(mode)
    answered = seen[200]
    wait_until(lambda: seen[200] > answered + 20)
    stopping.set()
    for thread in asking:
        thread.join()
    assert set(seen) <= {200, 503}
    assert statuses(client, OF_STORE + OF_INDEX) == [200] * 7
