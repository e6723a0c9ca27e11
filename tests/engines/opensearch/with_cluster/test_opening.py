"""How a process follows what is published: one thread opens it, nobody else waits, and nobody goes back to what was published before."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines import registry
from search_service.engines.opensearch import opening
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.opening import OpenSearchReader
from search_service.engines.opensearch.published import Names, Published, published_index
from search_service.engines.opensearch.travelling import LocalGenerations
from tests.archives import Archive, release
from tests.engines.opensearch.isolated import open_reader

WAITED = 120.0
"""Seconds for a thread to come, on the slowest machine."""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(registry, "ENGINES", {"opensearch": "tests.engines.opensearch.isolated"})
    made = Archive(Settings(data=tmp_path, engine="opensearch"))
    made.rebuild([release("one", "Die Brücke ist offen.")])
    return made


@pytest.fixture
def reader(archive: Archive) -> Iterator[OpenSearchReader]:
    opened = open_reader(archive.settings)
    yield opened
    opened.close()


def test_the_generation_before_answers_while_another_thread_opens_the_new_one(
    archive: Archive, reader: OpenSearchReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.newest()
    archive.update(add=[release("two", "Die Fähre ruht.")])
    begun, may_end, folder = threading.Event(), threading.Event(), LocalGenerations.folder

    def held_up(local: LocalGenerations, published: Published, rooms: Sequence[str]) -> Path:
        begun.set()
        assert may_end.wait(WAITED)
        return folder(local, published, rooms)

    monkeypatch.setattr(LocalGenerations, "folder", held_up)
    with ThreadPoolExecutor(2) as pool:
        opened = pool.submit(reader.newest)
        try:
            assert begun.wait(WAITED)
            another = pool.submit(reader.newest)
            assert another.result(WAITED).name == first.name, "nobody else waits"
        finally:
            may_end.set()
        assert opened.result(WAITED).name != first.name, "who saw it first waits for it"
    assert reader.newest().name == opened.result().name


def test_who_looked_before_a_later_generation_was_opened_does_not_go_back(
    archive: Archive, reader: OpenSearchReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.newest()
    archive.update(add=[release("two", "Die Fähre ruht.")])
    overtaken: list[str] = []

    def slow(cluster: Cluster, names: Names, *, local: bool = False) -> str:
        seen = published_index(cluster, names, local=local)
        if not overtaken:
            overtaken.append(seen)
            archive.update(add=[release("three", "Der Zug fährt.")])
            reader.newest()  # as another thread does meanwhile
        return seen

    monkeypatch.setattr(opening, "published_index", slow)
    assert [each.partition("-")[0] for each in (first.name, reader.newest().name, reader.newest().name)] == ["1", "3", "3"]


def test_a_node_that_is_behind_is_not_asked_for_each_answer(
    archive: Archive, reader: OpenSearchReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, names = reader._cluster, reader._names
    before = published_index(cluster, names)
    archive.update(add=[release("two", "Die Fähre ruht.")])
    asked: list[bool] = []

    def behind(cluster: Cluster, names: Names, *, local: bool = False) -> str:
        asked.append(local)
        return before if local else published_index(cluster, names)

    second = reader.newest()
    monkeypatch.setattr(opening, "published_index", behind)
    reader.looked_at_seconds = 3600.0
    reader._looked_at = -math.inf  # that long ago
    assert {reader.newest().name for _ in range(3)} == {second.name}
    assert asked == [True, False]


def test_what_was_just_opened_is_not_looked_at_again(archive: Archive, reader: OpenSearchReader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def counted(cluster: Cluster, names: Names, *, local: bool = False) -> str:
        asked.append(local)
        return published_index(cluster, names, local=local)

    monkeypatch.setattr(opening, "published_index", counted)
    reader.looked_at_seconds = 3600.0
    assert len({reader.newest().name for _ in range(3)}) == 1
    assert asked == [True]
