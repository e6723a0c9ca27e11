"""A generation that is opened is complete before it is searched."""

from __future__ import annotations

from pathlib import Path

from search_service.config import Settings
from search_service.engines.whoosh.engine import open_reader
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
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
