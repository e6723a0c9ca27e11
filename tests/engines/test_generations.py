"""Generations on disk: damage is always an error that names the command, never a wrong answer, never a deletion."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from pathlib import Path

import pytest

from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.cache import Cache
from search_service.engines.generations import KEPT, FileFacts, Sidecar
from search_service.engines.whoosh.opening import OpenedGenerations
from search_service.errors import CursorExpiredError, EngineError, IndexDamagedError, IndexNotBuiltError, IndexOutdatedError
from tests.archives import Archive, release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two generations with a deletion; the newest is published."""
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release(f"r{number}", f"Der Verkehr ruht, Meldung {number}.") for number in range(20)])
    archive.update(add=[release("neu", "Der Verkehr rollt.")], delete=["r3"])
    archive.searcher.close()
    return tmp_path / "index" / "whoosh"


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "generation-2").rglob("*") if path.is_file() and path.stat().st_size)


def search(folder: Path) -> list[str]:
    archive = Archive(Settings(data=folder.parent.parent))
    try:
        return archive.ids("Verkehr", size=100)
    finally:
        archive.searcher.close()


def replace_content(path: Path, content: bytes) -> None:
    """Write a new file: hard links of other generations keep the old content."""
    path.unlink()
    path.write_bytes(content)


def test_intact_index_answers(folder: Path) -> None:
    assert len(search(folder)) == 20


def test_flipped_byte_in_any_file_is_named(folder: Path) -> None:
    for path in files_of(folder):
        intact = path.read_bytes()
        middle = len(intact) // 2
        replace_content(path, intact[:middle] + bytes([intact[middle] ^ 1]) + intact[middle + 1 :])
        with pytest.raises(EngineError, match="news-indexer rebuild"):
            search(folder)
        replace_content(path, intact)
    assert len(search(folder)) == 20


def test_truncated_or_missing_file_is_named(folder: Path) -> None:
    for path in files_of(folder):
        intact = path.read_bytes()
        replace_content(path, intact[:-1])
        with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
            search(folder)
        path.unlink()
        with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
            search(folder)
        path.write_bytes(intact)
    assert len(search(folder)) == 20


@pytest.mark.parametrize("pointer", [b"", b"generation-9\n", b"../..\n", b"\xff\xfe"])
def test_pointer_to_nothing_is_damage(folder: Path, pointer: bytes) -> None:
    (folder / "current").write_bytes(pointer)
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        search(folder)
    assert (folder / "generation-2").is_dir()


def test_changed_digit_in_the_sidecar_is_damage(folder: Path) -> None:
    path = folder / "generation-2" / "sidecar.json"
    sidecar = json.loads(path.read_text())
    path.write_text(json.dumps(sidecar | {"sequence": 7}))
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        search(folder)


@pytest.mark.parametrize("fact", ["engine_version", "format_version", "schema_version", "analysis_version"])
def test_index_of_another_version_is_outdated(folder: Path, fact: str) -> None:
    path = folder / "generation-2" / "sidecar.json"
    sidecar = json.loads(path.read_text())
    sidecar[fact] = "2.7.3" if fact == "engine_version" else 0
    path.write_text(json.dumps(sidecar))
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"):
        search(folder)


def test_rebuild_mends_any_damage_without_deleting_first(folder: Path) -> None:
    (folder / "current").write_bytes(b"rubbish")
    archive = Archive(Settings(data=folder.parent.parent))
    with archive.index.rebuild() as writer:
        assert (folder / "generation-2").is_dir()
        writer.add(release("a", "Der Verkehr."))
    assert search(folder) == ["a"]


def test_leftovers_of_a_crash_do_not_disturb(folder: Path) -> None:
    shutil.copytree(folder / "generation-2", folder / "generation-3.partial")
    shutil.copytree(folder / "generation-2", folder / "generation-3")
    archive = Archive(Settings(data=folder.parent.parent))
    archive.update(add=[release("neuer", "Der Verkehr.")])
    assert len(archive.ids("Verkehr", size=100)) == 21
    assert not (folder / "generation-3.partial").exists()


def test_old_generations_are_pruned_and_open_searches_keep_theirs(folder: Path) -> None:
    archive = Archive(Settings(data=folder.parent.parent))
    assert len(archive.ids("Verkehr", size=100)) == 20
    writer = Archive(Settings(data=folder.parent.parent))
    for number in range(4):
        writer.update(add=[release(f"weiter{number}", "Der Verkehr.")])
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["generation-4", "generation-5", "generation-6"]
    assert len(archive.ids("Verkehr", size=100)) == 24


def test_unchanged_segments_are_linked_not_copied(folder: Path) -> None:
    shared = [path for path in (folder / "generation-2").glob("MAIN_*.seg") if (folder / "generation-1" / path.name).exists()]
    assert shared
    assert all(path.stat().st_nlink > 1 for path in shared)


def test_everything_is_on_disk_before_it_is_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut at any moment leaves the old generation or the new one, whole."""
    flushed: list[tuple[int, str]] = []
    flush = os.fsync

    def noting(descriptor: int) -> None:
        flush(descriptor)
        flushed.append((os.fstat(descriptor).st_ino, (folder / "current").read_text().strip()))

    monkeypatch.setattr(os, "fsync", noting)
    Archive(Settings(data=folder.parent.parent)).update(add=[release("neuer", "Der Verkehr.")])
    generation = folder / "generation-3"
    before = {inode for inode, published in flushed if published == "generation-2"}
    assert [path.name for path in (generation, *generation.rglob("*"), folder / "current") if path.stat().st_ino not in before] == []
    assert (folder.stat().st_ino, "generation-3") in flushed


def test_searcher_can_be_opened_before_anything_is_published(tmp_path: Path) -> None:
    searcher = open_searcher(Settings(data=tmp_path))
    with pytest.raises(IndexNotBuiltError):
        searcher.status()
    Archive(Settings(data=tmp_path)).rebuild([release("a", "Text.")])
    assert searcher.status().releases == 1


def test_an_update_hides_no_damage(folder: Path, tmp_path: Path) -> None:
    for number, path in enumerate(files_of(folder)):
        data = tmp_path / f"copy-{number}"
        shutil.copytree(folder, data / "index" / "whoosh")
        damaged = data / "index" / "whoosh" / path.relative_to(folder)
        intact = damaged.read_bytes()
        middle = len(intact) // 2
        replace_content(damaged, intact[:middle] + bytes([intact[middle] ^ 1]) + intact[middle + 1 :])
        archive = Archive(Settings(data=data))
        with pytest.raises(EngineError, match="news-indexer rebuild"):
            archive.update(add=[release("new", "Neuer Verkehr.")])
            archive.ids("Verkehr", size=100)
        archive.searcher.close()


def test_an_index_of_the_format_before_is_outdated_not_damaged(folder: Path) -> None:
    path = folder / "generation-2" / "sidecar.json"
    old = {name: value for name, value in json.loads(path.read_text()).items() if name not in ("identity", "store", "checksum")}
    path.write_text(json.dumps(old | {"format_version": 2}))
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"):
        search(folder)


def test_a_generation_that_cursors_name_is_opened_once(folder: Path) -> None:
    generations = OpenedGenerations(folder, Cache(1 << 20))
    old = generations.newest()
    data = folder.parent.parent
    Archive(Settings(data=data)).update(add=[release("a", "Der Verkehr.")])
    assert generations.newest() is not old
    again = generations.named(old.name)
    assert (again.name, again is old) == (old.name, False)
    assert generations.named(old.name) is again
    for number in range(KEPT):
        Archive(Settings(data=data)).update(add=[release(f"b{number}", "Der Verkehr.")])
    with pytest.raises(CursorExpiredError):
        generations.named(old.name)
    with pytest.raises(CursorExpiredError):
        generations.named(f"{generations.newest().number}-00")
    generations.close()


def test_an_index_that_lacks_an_array_is_outdated(folder: Path) -> None:
    lists = next((folder / "generation-2" / "lists").iterdir())
    content = lists.read_bytes().replace(b'"begins"', b'"begun!"')
    replace_content(lists, content)
    path = folder / "generation-2" / "sidecar.json"
    sidecar = Sidecar.model_validate_json(path.read_bytes())
    name = f"lists/{lists.name}"
    files = sidecar.files | {name: FileFacts(size=len(content), crc32=zlib.crc32(content))}
    path.write_text(sidecar.model_copy(update={"files": files}).sealed().model_dump_json())
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"):
        search(folder)
