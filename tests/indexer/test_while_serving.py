"""A server answers all the time while other processes build, grow and prune its index: no error, no total that never was true."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.config import Settings
from search_service.engines.generations import KEPT
from search_service.engines.registry import open_index
from search_service.release import Release
from tests.archives import release
from tests.indexer.processes import ended, indexer
from tests.indexer.watching.watched import wait_until

RELEASES = 30
SEARCH = "/api/v1/search?q=Radweg&size=20"
ASKED = (SEARCH, "/search?q=Radwege", "/api/v1/search?q=Radweg&topic=Verkehr&sort=newest", "/releases/r1", "/api/v1/releases/r2/similar")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "var")
    with closing(Store.open(settings.store_path)) as store:
        store.put([road(number) for number in range(RELEASES)])
        bring_up_to_date(store, open_index(settings))
    return settings


def road(number: int) -> Release:
    return release(f"r{number}", f"Der Radweg {number} im Kreis Auen ist fertig.", topics=["Verkehr"])


class Reader(threading.Thread):
    """Asks until it is stopped; what was wrong is in ``failures``, the totals of searches in their order in ``totals``."""

    def __init__(self, site: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.site, self.stop = site, stop
        self.totals: list[int] = []
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            for path in ASKED:
                try:
                    with urllib.request.urlopen(self.site + path, timeout=60) as response:
                        answer = response.read()
                except URLError as error:
                    self.failures.append(f"{path}: {error}")
                else:
                    self.totals += [json.loads(answer)["total"]] if path == SEARCH else []


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """``news-search serve`` as a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = "from search_service.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", program, "serve", "--port", str(port), "--data", str(settings.data)])
    try:
        wait_until(lambda: listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def asked_all_the_time(site: str) -> Iterator[list[Reader]]:
    stop = threading.Event()
    readers = [Reader(site, stop) for _ in range(2)]
    for each in readers:
        each.start()
    try:
        yield readers
    finally:
        stop.set()
        for each in readers:
            each.join(timeout=60)


def test_nobody_notices_that_the_index_is_written(settings: Settings) -> None:
    with served(settings) as site, asked_all_the_time(site) as readers, closing(Store.open(settings.store_path)) as store:
        wait_until(lambda: all(each.totals for each in readers))
        assert [code for code, *_ in ended([indexer("rebuild", "--data", settings.data)])] == [0]
        for number in range(RELEASES, RELEASES + KEPT + 2):
            store.put([road(number)])
            bring_up_to_date(store, open_index(settings))
        store.put([road(RELEASES + KEPT + 2)])
        assert [code for code, *_ in ended([indexer("index", "--data", settings.data)])] == [0]
        wait_until(lambda: all(each.totals[-1] == RELEASES + KEPT + 3 for each in readers))
    for each in readers:
        assert each.failures == []
        assert each.totals == sorted(each.totals), "a release that was found is found by whoever asks later"
        assert set(each.totals) <= set(range(RELEASES, RELEASES + KEPT + 4))
