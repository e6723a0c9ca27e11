"""A generation that is opened is complete before it is searched."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines.generations import Sidecar
from search_service.engines.whoosh.engine import open_reader
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.errors import IndexOutdatedError
from tests.archives import Archive, release

ARRAYS = {"times", "factors", "facets", "everything", "begins", "class_sizes", "ids"}


def made(snapshot: Snapshot) -> set[str]:
    return (ARRAYS & set(vars(snapshot))) | ({"ranks"} & set(vars(snapshot.ids)))


def test_whatever_the_first_search_would_wait_for_is_made_when_a_generation_is_opened(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release("one", "Die Brücke ist offen."), release("two", "Die Fähre ruht.")])
    reader = open_reader(Settings(data=tmp_path))
    first = reader.newest()
    assert made(first._snapshot) == ARRAYS | {"ranks"}
    archive.update(add=[release("three", "Der Tunnel bleibt zu.")])
    second = reader.newest()
    assert second.name != first.name
    assert made(second._snapshot) == ARRAYS | {"ranks"}
    reader.close()


def test_the_generation_before_answers_while_another_thread_opens_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release("one", "Die Brücke ist offen.")])
    reader = open_reader(Settings(data=tmp_path))
    first = reader.newest()
    archive.update(add=[release("two", "Die Fähre ruht.")])
    opening, may_end, warm = threading.Event(), threading.Event(), Snapshot.warm

    def held_up(snapshot: Snapshot) -> None:
        opening.set()
        assert may_end.wait(60)
        warm(snapshot)

    monkeypatch.setattr(Snapshot, "warm", held_up)
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(reader.newest)
        assert opening.wait(60)
        assert reader.newest().name == first.name, "nobody else waits"
        may_end.set()
        assert opened.result().name != first.name, "who saw it first waits for it"
    assert reader.newest().name == opened.result().name
    reader.close()


def test_what_a_newer_program_publishes_is_not_read_and_stops_nobody_who_was_answering(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data=tmp_path)
    archive = Archive(settings)
    archive.rebuild([release("one", "Die Brücke ist offen.")])
    running = open_reader(settings)
    before = running.newest().name
    archive.rebuild([release("two", "Die Fähre ruht.")])
    sidecar = tmp_path / "index" / "whoosh" / "generation-2" / "sidecar.json"
    made_by_a_newer_one = Sidecar.model_validate_json(sidecar.read_bytes()).model_copy(update={"format_version": 1_000})
    sidecar.write_text(made_by_a_newer_one.sealed().model_dump_json(), encoding="utf-8")
    assert [running.newest().name, running.newest().name] == [before, before]
    assert caplog.text.count("until this process is started again") == 1
    with pytest.raises(IndexOutdatedError):
        open_reader(settings).newest()
    archive.rebuild([release("three", "Der Tunnel bleibt zu.")])
    assert running.newest().name != before
    running.close()
