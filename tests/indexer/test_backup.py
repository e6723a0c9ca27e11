"""Backups: of one moment, checked, never over something by mistake; restored into a service that goes on answering."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.backup import MANIFEST, back_up, checked_backup, restore
from indexer.cli import main
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.errors import StoreError
from search_service.web.app import create_app
from tests.indexer.processes import ended, indexer
from tests.indexer.test_migrations import STORES


def run(*arguments: object, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def source(folder: Path, *names: str) -> Path:
    path = folder / "in.jsonl"
    records = [{"id": name, "title": f"Meldung {name}", "published": "2024-03-21", "body": f"Der Radweg {name}."} for name in names]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    run("import", source(tmp_path, "a", "b"), data=tmp_path / "data")
    yield Settings(data=tmp_path / "data")


def ids(settings: Settings) -> list[str]:
    with closing(Archive.open(settings.store_path)) as archive:
        return [release.id for release in archive.current()]


def test_a_service_goes_on_with_what_was_restored(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert "2 releases, last change 2" in run("backup", kept, data=settings.data).output
    archive = Archive.open(settings.store_path)
    searcher = open_searcher(settings, archive)
    client = create_app(settings, searcher, archive).test_client()
    run("import", source(tmp_path, "c"), data=settings.data)
    assert client.get("/api/v1/search?q=Radweg").get_json()["total"] == 3

    result = run("restore", kept, "--overwrite", data=settings.data)
    assert result.exit_code == 0, result.output
    assert "index built anew: 2 releases" in result.output
    assert client.get("/api/v1/search?q=Radweg").get_json()["total"] == 2
    assert [client.get(f"/releases/{name}").status_code for name in "abc"] == [200, 200, 404]
    assert run("check", data=settings.data).exit_code == 0
    run("import", source(tmp_path, "c", "d"), data=settings.data)
    assert client.get("/api/v1/search?q=Radweg").get_json()["total"] == 4
    searcher.close()
    archive.close()


def test_the_store_that_was_there_is_kept_whole(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "kept")
    with closing(Store.open(settings.store_path)) as store:
        store.withdraw("b")
        before = restore(settings, tmp_path / "kept", overwrite=True).before
    assert before is not None
    assert ids(settings) == ["a", "b"]
    with closing(Archive.open(before)) as archive:
        assert [release.id for release in archive.current()] == ["a"]


def test_a_restored_store_without_its_index_says_what_is_needed(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "kept")
    run("import", source(tmp_path, "c"), data=settings.data)
    result = run("restore", tmp_path / "kept", "--overwrite", "--no-index", data=settings.data)
    assert f"news-indexer rebuild --data {settings.data}" in result.output
    refused = run("import", source(tmp_path, "c"), data=settings.data)
    assert (refused.exit_code, "news-indexer rebuild" in refused.output) == (2, True)
    assert run("rebuild", data=settings.data).exit_code == 0
    assert ids(settings) == ["a", "b"]


def test_a_restore_on_another_machine_needs_nothing_else(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "kept")
    elsewhere = tmp_path / "new" / "var"
    assert run("restore", tmp_path / "kept", data=elsewhere).exit_code == 0
    assert run("check", data=elsewhere).exit_code == 0
    assert ids(Settings(data=elsewhere)) == ["a", "b"]


def test_nothing_is_overwritten_by_mistake(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    back_up(settings, kept)
    made = checked_backup(kept).made_at
    for command in (run("backup", kept, data=settings.data), run("restore", kept, data=settings.data)):
        assert (command.exit_code, "--overwrite" in command.output) == (2, True)
    assert checked_backup(kept).made_at == made
    assert run("backup", kept, "--overwrite", data=settings.data).exit_code == 0
    assert checked_backup(kept).made_at > made


@pytest.mark.parametrize("name", [MANIFEST, "releases.db"])
@pytest.mark.parametrize("harm", ["flipped", "missing"])
def test_a_damaged_backup_is_refused_and_the_store_stays(settings: Settings, tmp_path: Path, name: str, harm: str) -> None:
    kept = tmp_path / "kept"
    back_up(settings, kept)
    path = kept / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.unlink() if harm == "missing" else path.write_bytes(content)
    result = run("restore", kept, "--overwrite", data=settings.data)
    assert result.exit_code == 2
    assert "backup" in result.output
    assert ids(settings) == ["a", "b"]
    assert not list(settings.data.glob("*.replaced*"))


def test_a_damaged_store_is_replaced(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "kept")
    settings.store_path.write_bytes(b"no database" * 1000)
    damaged = run("index", data=settings.data)
    assert (damaged.exit_code, f"news-indexer restore DIR --overwrite --data {settings.data}" in damaged.output) == (2, True)
    restored = run("restore", tmp_path / "kept", "--overwrite", data=settings.data)
    assert (restored.exit_code, f"news-indexer erase ID --data {settings.data}" in restored.output) == (0, True)
    assert run("check", data=settings.data).exit_code == 0


def test_what_was_erased_since_the_backup_does_not_come_back(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "kept")
    run("import", source(tmp_path, "c"), data=settings.data)
    for name in ("b", "c"):
        assert run("erase", name, data=settings.data).exit_code == 0
    result = run("restore", tmp_path / "kept", "--overwrite", data=settings.data)
    assert "erased since the backup, and again now: b;" in result.output
    assert (ids(settings), b"Meldung b" in settings.store_path.read_bytes()) == (["a"], False)
    assert run("check", data=settings.data).exit_code == 0
    again = run("import", source(tmp_path, "a", "b", "c"), data=settings.data)
    assert "Erased before, not taken in again: 2 releases" in again.output
    assert ids(settings) == ["a"]


def test_an_older_backup_is_raised_and_a_newer_one_is_refused(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    back_up(settings, kept)
    (kept / "releases.db").unlink()
    with closing(sqlite3.connect(kept / "releases.db")) as connection:
        connection.executescript((STORES / "version-1.sql").read_text(encoding="utf-8"))
    under_version(kept, 1)
    restore(settings, kept, overwrite=True)
    assert ids(settings) == ["bruecke", "kita", "spaeter"]
    under_version(kept, 99)
    with pytest.raises(StoreError, match="newer"):
        restore(settings, kept, overwrite=True)


def under_version(kept: Path, store_version: int) -> None:
    """Write a manifest that says another version, and what the files are now."""
    content = (kept / "releases.db").read_bytes()
    written = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    written["files"]["releases.db"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (kept / MANIFEST).write_text(json.dumps(written | {"store_version": store_version}), encoding="utf-8")


def has_store(settings: Settings) -> bool:
    try:
        Archive.open(settings.store_path).close()
    except StoreError:
        return False
    return True


def test_a_backup_while_an_import_runs_is_of_one_moment(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    names = [f"r{number}" for number in range(6000)]
    running = indexer("import", source(tmp_path, *names), "--no-index", "--data", settings.data)
    taken = 0
    while not has_store(settings):
        time.sleep(0.01)
    while running.poll() is None:
        manifest = back_up(settings, tmp_path / f"kept{taken}")
        with closing(Archive.open(tmp_path / f"kept{taken}" / "releases.db")) as archive:
            assert (archive.count(), archive.last_sequence()) == (manifest.releases, manifest.sequence)
            assert manifest.releases % 200 == 0
            assert list(archive.damage()) == []
        taken += 1
    assert ended([running])[0][0] == 0
    assert taken > 1
    assert len(ids(settings)) == 6000


def test_no_backup_lies_on_the_store(settings: Settings) -> None:
    result = run("backup", settings.data, "--overwrite", data=settings.data)
    assert (result.exit_code, "is the data folder itself" in result.output) == (2, True)
    assert ids(settings) == ["a", "b"]


def test_withdrawing_says_what_is_so_already(settings: Settings) -> None:
    assert run("withdraw", "a", data=settings.data).exit_code == 0
    again, mistyped = run("withdraw", "a", data=settings.data), run("withdraw", "aa", data=settings.data)
    assert (again.exit_code, "'a' is withdrawn already" in again.output) == (2, True)
    assert (mistyped.exit_code, "`news-indexer export` lists the ids" in mistyped.output) == (2, True)


def test_an_export_replaces_nothing_by_mistake(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "alle.jsonl"
    assert run("export", file, data=settings.data).exit_code == 0
    refused = run("export", file, data=settings.data)
    assert (refused.exit_code, "--overwrite" in refused.output) == (2, True)
    assert run("export", file, "--overwrite", data=settings.data).exit_code == 0
    missing = run("export", tmp_path / "weg" / "alle.jsonl", data=settings.data)
    assert (missing.exit_code, f"there is no folder {tmp_path / 'weg'}" in missing.output) == (2, True)
