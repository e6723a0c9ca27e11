"""A store with flipped bytes: every answer is right or says that it cannot be given; no altered text, nothing unknown that is there."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from indexer.cli import main
from indexer.pipeline import rebuild
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.errors import NewsSearchError, StoreError
from search_service.release import Release
from search_service.web.app import create_app
from tests.archives import release
from tests.web.site import Site

IDS = [f"r{number}" for number in range(5)]
OF_ONE = [f"{path}{each}" for each in IDS for path in ("/releases/", "/api/v1/releases/")]
OF_ONE += [
    "/releases/r1?version=1",
    "/api/v1/releases/r1?version=1",
    "/api/v1/releases?url=https://example.org/r3",
    "/api/v1/releases/gone",
]
LISTS = ["/search.jsonl", "/search.csv", "/sitemap.xml", "/api/v1/changes?since=0&limit=100", "/search?q=Radweg"]
FLIPS = 120


def text(number: int) -> Release:
    words = " ".join(f"Der Radweg in Wiesental {number} ist {each} Meter lang." for each in range(100))
    return release(
        f"r{number}", words, title=f"Radweg {number}", url=f"https://example.org/r{number}", published=f"2024-03-{number + 1:02}"
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    site = Site(tmp_path_factory.mktemp("whole"))
    site.publish(*map(text, range(5)), release("gone", "Weg.", published="2024-03-01"))
    site.publish(release("r1", "Der Radweg bekommt eine neue Fassung.", title="Radweg 1", published="2024-03-02"), withdraw=("gone",))
    site.close()
    yield site.settings


def served(settings: Settings, store: Path) -> FlaskClient:
    return create_app(settings, open_searcher(settings), Archive.open(store)).test_client()


def parts(path: str, body: str) -> set[str]:
    """What a list is made of: each of it is right or wrong by itself."""
    if "changes" in path:
        return {json.dumps(each) for each in json.loads(body)["changes"]}
    return set(body.splitlines()) if path.startswith("/search.") else {body}


def test_flipped_bytes_never_show_as_text(whole: Settings, tmp_path: Path) -> None:
    client = served(whole, whole.store_path)
    right = {path: (answer.status_code, answer.text) for path in (*OF_ONE, *LISTS) for answer in (client.get(path),)}
    assert {status for status, _ in right.values()} == {200, 410}
    clean = whole.store_path.read_bytes()
    chance = random.Random(20240321)
    told = 0
    for number in range(FLIPS):
        damaged = bytearray(clean)
        place = chance.randrange(len(clean))
        damaged[place] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.db"
        path.write_bytes(damaged)
        try:
            client = served(whole, path)
        except StoreError:
            told += 1
            continue
        for asked in OF_ONE:
            answer = client.get(asked)
            told += answer.status_code == 503
            assert answer.status_code == 503 or (answer.status_code, answer.text) == right[asked], (
                f"byte {place}: {asked} is {answer.status_code}"
            )
        for asked in LISTS:
            answer = client.get(asked)
            assert answer.status_code in {200, 503}
            if answer.status_code == 200 and asked != "/sitemap.xml":
                assert parts(asked, answer.text) <= parts(asked, right[asked][1]), f"byte {place}: {asked}"
    assert told > FLIPS / 4


def test_a_text_that_damage_calls_a_correction_is_not_shown(whole: Settings, tmp_path: Path) -> None:
    """One bit of a row's head makes 0 a 1."""
    path = tmp_path / "marked.db"
    path.write_bytes(whole.store_path.read_bytes())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE versions SET correction = 1 WHERE id = 'r0'")
    client = served(whole, path)
    assert (client.get("/api/v1/releases/r0").status_code, client.get("/api/v1/releases/r2").status_code) == (503, 200)


def test_a_run_on_a_store_with_flipped_bytes_ends_with_an_error_of_ours_or_well(whole: Settings, tmp_path: Path) -> None:
    clean = whole.store_path.read_bytes()
    chance = random.Random(7)
    for number in range(FLIPS):
        damaged = bytearray(clean)
        damaged[chance.randrange(len(clean))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.db"
        path.write_bytes(damaged)
        try:
            with closing(Store.open(path)) as store:
                store.put([text(2), release("new", "Neu.")])
                store.announce_due()
                list(store.archive().current())
                list(store.archive().to_index(0))
        except NewsSearchError as error:
            assert "--data" in str(error) or "again" in str(error)


def test_one_damaged_release_is_named_and_left_out(whole: Settings, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    settings.store_path.write_bytes(whole.store_path.read_bytes())
    with closing(sqlite3.connect(settings.store_path)) as connection, connection:
        connection.execute("UPDATE versions SET content = replace(content, 'Wiesental 4', 'Wiesentau 4') WHERE id = 'r4'")
    with closing(Store.open(settings.store_path)) as store:
        assert [(each.id, each.version) for each in store.archive().damage()] == [("r4", 1)]
        report = rebuild(store.archive(), open_index(settings))
    assert (report.added, report.damaged) == (4, ("r4, version 1: its row of `versions` is not what was written",))
    assert "left out, damaged in the store: r4" in report.as_text()
    checked = CliRunner().invoke(main, ["check", "--data", str(tmp_path)])
    assert (checked.exit_code, "damaged in the store: r4, version 1" in checked.output) == (1, True)
    assert f"restore DIR --overwrite --data {tmp_path}" in checked.output
    client = served(settings, settings.store_path)
    page = client.get("/releases/r4")
    assert (page.status_code, "beschädigt" in page.text, "Wiesental" in page.text) == (503, True, False)
    assert client.get("/api/v1/releases/r4").get_json()["status"] == 503
    assert client.get("/search.jsonl").text.count("\n") == 4
    assert client.get("/releases/r3").status_code == 200


@pytest.mark.parametrize("lost", ["sqlite_autoindex_versions_1", "changes_by_id", "releases_by_url"])
def test_rows_that_a_damaged_index_leaves_out_are_missed(whole: Settings, tmp_path: Path, lost: str) -> None:
    """Every text is sound, and SQLite does not find one of them: the number of cells in the index's page is one too small."""
    path = tmp_path / "fewer.db"
    path.write_bytes(whole.store_path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (lost,)).fetchone()
    image = bytearray(path.read_bytes())
    cells = (root - 1) * size + 3  # big-endian, in the head of a b-tree page: https://www.sqlite.org/fileformat.html#b_tree_pages
    image[cells + 1] -= 1
    path.write_bytes(image)
    client, sound = served(whole, path), served(whole, whole.store_path)
    answers = [
        (client.get(asked), sound.get(asked)) for asked in OF_ONE + [f"/api/v1/releases?url=https://example.org/{each}" for each in IDS]
    ]
    assert all(found.status_code == 503 or found.data == right.data for found, right in answers)
