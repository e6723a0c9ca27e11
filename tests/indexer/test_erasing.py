"""Erasing for good: no byte below the data folder has a word that only the erased text had; its tombstone stays."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.erasing import erase
from indexer.pipeline import bring_up_to_date, rebuild
from indexer.report import IndexingReport
from indexer.store import Store
from indexer.store_batch import Erasure
from indexer.watching.memory import MEMORY_NAME, WatchMemory
from indexer.watching.portions import Mark
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive, Withdrawn
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.public_changes import ChangeType
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from search_service.web.app import create_app

WORD = "quappenm"
URL = "https://example.org/presse/quappenmuehlheim-feiert"
ERASED = {
    "id": "a",
    "url": URL,
    "title": "Quappenmühlheim feiert",
    "published": "2024-03-21",
    "teaser": "Die Quappenmühlheimer Brücke.",
    "body": "Das Quappenmühlheimer Fest. Die Brücke in Quappenmühlheim und die Quappenmühlheimer Kirche.",
    "topics": ["Quappenmühlheim"],
}
OTHERS = [{"id": f"b{i}", "title": f"Radweg {i}", "published": "2024-03-21", "body": "Der Radweg ist fertig."} for i in range(30)]


def run(*arguments: object, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def imported(data: Path, *records: object) -> Result:
    source = data.parent / "in.jsonl"
    source.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in records), encoding="utf-8")
    return run("import", source, data=data)


def texts_in(content: bytes) -> Iterator[bytes]:
    """A file as it is, and everything in it that is compressed."""
    yield content
    for start in (
        place for place in range(len(content) - 1) if content[place] == 0x78 and (content[place] * 256 + content[place + 1]) % 31 == 0
    ):
        try:
            yield zlib.decompressobj().decompress(content[start:], 1_000_000)
        except zlib.error:
            continue


def holding(folder: Path, word: str = WORD) -> set[str]:
    """The files in whose content or name a word stands, in any case and in any of the usual encodings."""
    forms = {word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")}
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and (word in path.name.casefold() or any(form in text.lower() for text in texts_in(path.read_bytes()) for form in forms))
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    imported(data, ERASED, *OTHERS)
    imported(data, ERASED | {"title": "Quappenmühlheim feiert wieder"}, {"id": "a", "title": "Quappenmühlheim", "published": "nie"})
    with closing(WatchMemory.open(data)) as memory:
        memory.remember("page", [Mark(key=URL)])
    return data


def test_nothing_of_it_is_left_below_the_data_folder(data: Path) -> None:
    before = holding(data)
    assert {"releases.db", "quarantine.jsonl", MEMORY_NAME} <= {name.removesuffix("-wal") for name in before}
    assert len([name for name in before if name.startswith("index/")]) > 5
    result = run("erase", "a", data=data)
    assert result.exit_code == 0, result.output
    assert "erased: a" in result.output
    assert holding(data) == set()
    assert holding(data, "radweg")
    assert [path.name for path in Settings(data=data).index_folder.glob("generation-*")] == ["generation-4"]
    assert run("check", data=data).exit_code == 0


def test_only_the_tombstone_stays(data: Path) -> None:
    run("erase", "a", data=data)
    settings = Settings(data=data)
    with closing(Archive.open(settings.store_path)) as archive:
        assert isinstance(archive.get("a"), Withdrawn)
        assert archive.versions("a") == ()
        assert [(each.sequence, each.type, each.release) for each in archive.changes(0, 100) if each.id == "a"] == [
            (33, ChangeType.WITHDRAWN, None)
        ]
        client = create_app(settings, open_searcher(settings, archive), archive).test_client()
        assert [client.get(path).status_code for path in ("/releases/a", "/api/v1/releases/a", f"/api/v1/releases?url={URL}")] == [
            410,
            410,
            404,
        ]
        assert client.get("/api/v1/search?q=Quappenmühlheim").get_json()["total"] == 0


def test_a_source_that_sends_it_again_does_not_bring_it_back(data: Path) -> None:
    run("erase", "a", data=data)
    result = imported(data, ERASED, {"id": "c", "title": "Neu", "published": "2024-03-21"})
    assert "Erased before, not taken in again: 1 release." in result.output
    assert holding(data) == set()
    assert run("withdraw", "a", data=data).exit_code == 2


def test_an_earlier_version_alone_is_erased(data: Path) -> None:
    imported(data, ERASED | {"body": "Ein Fest.", "teaser": "", "title": "Fest", "topics": [], "url": "https://example.org/fest"})
    assert run("erase", "a", "--version", 3, data=data).exit_code == 2
    for version in (1, 2):
        assert run("erase", "a", "--version", version, data=data).exit_code == 0
    assert run("erase", "a", "--version", 9, data=data).exit_code == 2
    again = run("erase", "a", "--version", 1, data=data)
    assert (again.exit_code, "gone from the store already" in again.output) == (0, True)
    assert holding(data) <= {"quarantine.jsonl", MEMORY_NAME, f"{MEMORY_NAME}-wal"}
    with closing(Archive.open(data / "releases.db")) as archive:
        assert [each.number for each in archive.versions("a")] == [3]
        assert archive.get("a") is not None
    assert run("check", data=data).exit_code == 0


def test_an_erasure_that_was_cut_off_is_completed_by_the_same_command(data: Path) -> None:
    with closing(Store.open(data / "releases.db")) as store:
        assert store.erase("a") is Erasure.DONE
    assert holding(data)
    assert run("erase", "a", data=data).exit_code == 0
    assert {name.removesuffix("-wal") for name in holding(data)} <= {MEMORY_NAME}


def test_an_erased_version_whose_file_could_not_be_written_anew_is_completed_too(data: Path) -> None:
    imported(data, ERASED | {"body": "Ein Fest.", "teaser": "", "title": "Fest", "topics": [], "url": "https://example.org/fest"})
    with closing(Store.open(data / "releases.db")) as store:
        assert [store.erase("a", version=version) for version in (1, 2)] == [Erasure.DONE] * 2
    assert any(name.startswith("index/") for name in holding(data))
    assert run("erase", "a", "--version", 1, data=data).exit_code == 0
    assert holding(data) <= {"quarantine.jsonl", MEMORY_NAME, f"{MEMORY_NAME}-wal"}


def test_the_folder_that_still_has_it_enters_nothing_of_it(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "eingang"
    folder.mkdir()
    (folder / "quappenmuehlheim.jsonl").write_text(json.dumps(ERASED), encoding="utf-8")
    run("erase", "a", data=data)
    assert "Erased before, not taken in again: 1 release." in run("import", folder, data=data).output
    with closing(sqlite3.connect(data / "releases.db")) as connection:
        assert connection.execute("SELECT count(*) FROM listings WHERE given = 'a'").fetchone() == (0,)


def test_copies_that_may_hold_it_are_named(data: Path) -> None:
    copy = data / "releases.version-1.db"
    copy.write_bytes(b"")
    assert f"may hold it still, delete it: {copy}" in run("erase", "a", data=data).output
    assert run("erase", "unknown", data=data).exit_code == 2


def test_nobody_finds_it_while_the_index_is_built_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    imported(data, ERASED, *OTHERS)
    settings = Settings(data=data)
    totals: list[int] = []
    with closing(Store.open(settings.store_path)) as store, closing(open_searcher(settings)) as searcher:

        def build_anew() -> IndexingReport:
            totals.append(searcher.search(SearchRequest(q="Brücke", node=parse("Brücke").node)).total)
            return rebuild(store.archive(), open_index(settings))

        erase(store, settings, "a", take_out=lambda: bring_up_to_date(store, open_index(settings)), rebuild=build_anew)
    assert totals == [0]
