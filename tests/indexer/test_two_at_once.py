"""Two runs of the indexer at the same time, as processes: nothing is lost, doubled, called damaged, or left out of the index."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from indexer.store import Store
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import Database, database_of
from search_service.engines.generations import write_lock
from search_service.engines.registry import open_index
from tests.indexer.processes import at_once, ended, indexer
from tests.indexer.test_store import NOW, release

STORING = "[len(store.put([release(f'{own}-{n}-{i}') for i in range(5)])) for n in range(20)]"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    records = [{"id": f"r{number}", "title": f"Meldung {number}", "published": "2024-03-21", "body": "Text."} for number in range(450)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def announced(archive: Archive) -> Counter[str]:
    return Counter(change.id for change in archive.changes(0, 10_000))


def test_the_same_releases_stored_by_three_are_new_to_one(installation: Settings) -> None:
    put = "[[str(each) for each in store.put([release(f'{batch}-{i}') for i in range(50)])] for batch in range(20)]"
    outcomes = at_once(3, put, installation.data)
    together = [sorted(each) for batches in zip(*outcomes, strict=True) for each in zip(*batches, strict=True)]
    assert together == [["new", "unchanged", "unchanged"]] * 1000
    with closing(Archive.open(database_of(installation))) as archive:
        assert set(announced(archive).values()) == {1}


def test_what_became_due_is_announced_once(installation: Settings, place: Database) -> None:
    store = Store.open(place if installation.database_url else installation.store_path)
    store.put([release(f"{i}", embargo_until=NOW + timedelta(hours=1)) for i in range(2000)], moment=NOW)
    assert sorted(at_once(3, "store.announce_due()", installation.data)) == [0, 0, 2000]
    assert set(announced(store.archive()).values()) == {1}


def test_numbers_become_visible_in_their_order(installation: Settings) -> None:
    """Who has seen a number never misses a lower one that appears later."""
    Store.open(database_of(installation)).close()
    running = Thread(target=at_once, args=(3, STORING, installation.data))
    running.start()
    seen: list[int] = []
    with closing(Archive.open(database_of(installation))) as archive:
        while running.is_alive():
            seen += [change.sequence for change in archive.to_index(seen[-1] if seen else 0)]
        running.join()
        seen += [change.sequence for change in archive.to_index(seen[-1])]
        assert seen == [change.sequence for change in archive.to_index(0)]
    assert len(seen) == 3 * 20 * 5


def test_two_imports_make_one_archive(installation: Settings, source: Path) -> None:
    data = installation.data
    for code, output, errors in ended([indexer("import", source, "--data", data) for _ in range(2)]):
        assert code == 0, output + errors
    with closing(Archive.open(database_of(installation))) as archive:
        assert announced(archive) == Counter({f"r{number}": 1 for number in range(450)})
    status = open_index(Settings(data=data)).status()
    assert (status.releases, status.sequence) == (450, 450)


def test_an_import_waits_for_the_index_and_takes_its_releases_in(tmp_path: Path, source: Path) -> None:
    data = tmp_path / "data"
    ended([indexer("import", source, "--data", data)])
    late = tmp_path / "late.json"
    late.write_text(json.dumps({"id": "late", "title": "Spät", "published": "2024-03-21"}), encoding="utf-8")
    with write_lock(Settings(data=data).index_folder):
        waiting = indexer("import", late, "--data", data)
        assert waiting.stderr and "waiting" in waiting.stderr.readline()
    assert ended([waiting])[0][0] == 0
    assert open_index(Settings(data=data)).status().releases == 451


@pytest.mark.parametrize("as_json", [True, False])
def test_an_import_that_waited_in_vain_still_reports(tmp_path: Path, source: Path, as_json: bool) -> None:
    data = tmp_path / "data"
    (index := Settings(data=data).index_folder).mkdir(parents=True)
    with write_lock(index):
        ((code, output, errors),) = ended([indexer("import", source, "--wait", 0, "--data", data, *(["--json"] if as_json else []))])
    assert code == 2
    assert "another writer is at work" in errors
    if as_json:
        report = json.loads(output)
        assert (report["new"], report["indexing"], report["exit_code"]) == (450, None, 2)
        assert "another writer" in report["error"]
    else:
        assert "450 new" in output
    ended([indexer("index", "--data", data)])
    assert open_index(Settings(data=data)).status().releases == 450


def test_many_open_a_store_that_is_not_there_yet(tmp_path: Path) -> None:
    """Each of them would give the new file its log; SQLite refuses all but one at once."""
    together = Barrier(4)

    def opened(number: int) -> None:
        together.wait()
        Store.open(tmp_path / f"{number}.db").close()

    with ThreadPoolExecutor(4) as threads:
        for _ in threads.map(opened, [number for number in range(30) for _ in range(4)]):
            pass
