"""Data are moved, replaced or spoilt under a running service: it answers with what lies there, with the old, or with a clear 503, and by
itself again when all is well. It never answers with the texts of one archive to the hits of another, and tells nobody where they lie.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import rebuild
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.release import Release
from search_service.web.app import create_app
from tests.archives import release


def stored(folder: Path, *releases: Release) -> Settings:
    settings = Settings(data=folder)
    store = Store.open(settings.store_path)
    store.put(releases)
    store.close()
    return settings


def indexed(settings: Settings) -> None:
    store = Store.open(settings.store_path)
    rebuild(store.archive(), open_index(settings))
    store.close()


def test_a_store_that_is_moved_into_place_is_followed(tmp_path: Path) -> None:
    settings = stored(tmp_path / "one", release("old", "Alte Meldung."))
    indexed(settings)
    other = stored(tmp_path / "other", release("new", "Neue Meldung."))
    archive = Archive.open(settings.store_path)
    searcher = open_searcher(settings, archive)
    client = create_app(settings, searcher, archive).test_client()
    assert client.get("/api/v1/search?q=Meldung").get_json()["hits"][0]["id"] == "old"

    other.store_path.replace(settings.store_path)
    refused = client.get("/api/v1/search?q=Meldung")
    assert (refused.status_code, "news-indexer rebuild" in refused.text) == (503, True)
    assert [client.get(f"/api/v1/releases/{name}").status_code for name in ("old", "new")] == [404, 200]

    indexed(settings)
    assert client.get("/api/v1/search?q=Meldung").get_json()["hits"][0]["id"] == "new"
    searcher.close()
    archive.close()


ASKED = [
    *("/", "/search?q=Meldung", "/search.jsonl?q=Meldung", "/search.csv", "/search.atom", "/releases/old", "/releases/new", "/healthz"),
    *("/readyz", "/sitemap.xml", "/api/v1/search?q=Meldung", "/api/v1/releases/old", "/api/v1/releases/old/similar", "/api/v1/changes"),
    *("/api/v1/suggest?q=Mel", "/api/v1/timeline?q=Meldung", "/api/v1/facets"),
]


def _index_of_another(data: Path, other: Path) -> None:
    shutil.rmtree(data / "index")
    shutil.copytree(other / "index", data / "index")


def _cut_store(data: Path, _other: Path) -> None:
    (data / "releases.db").write_bytes(b"")


def _sidecar_lost(data: Path, _other: Path) -> None:
    for path in data.rglob("sidecar.json"):
        path.write_text("{}", encoding="utf-8")
    (data / "index" / "whoosh" / "current").touch()


def _anybody_may_write(data: Path, _other: Path) -> None:
    (data / "index" / "whoosh").chmod(0o777)
    (data / "index" / "whoosh" / "current").touch()


SPOILT: list[Callable[[Path, Path], object]] = [
    lambda data, _other: shutil.rmtree(data),
    lambda data, _other: shutil.rmtree(data / "index"),
    lambda data, _other: (data / "releases.db").unlink(),
    *(_index_of_another, _cut_store, _sidecar_lost, _anybody_may_write),
]
NAMES = ["folder gone", "index gone", "store gone", "index of another", "store emptied", "sidecar lost", "anybody may write"]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Data folders of two archives."""
    for name, release_id in (("live", "old"), ("other", "new")):
        indexed(stored(tmp_path / name, release(release_id, f"Die Meldung {release_id}.")))
    return tmp_path / "live", tmp_path / "other"


@pytest.fixture
def client(folders: tuple[Path, Path]) -> Iterator[FlaskClient]:
    """A service on the first of them that has answered."""
    settings = Settings(data=folders[0])
    with closing(Archive.open(settings.store_path)) as archive, closing(open_searcher(settings, archive)) as searcher:
        client = create_app(settings, searcher, archive).test_client()
        assert client.get("/search?q=Meldung").status_code == 200
        yield client


def test_a_data_folder_that_is_swapped_is_answered_from(folders: tuple[Path, Path], client: FlaskClient) -> None:
    live, other = folders
    live.rename(live.with_name("before"))
    other.rename(live)
    assert [hit["id"] for hit in client.get("/api/v1/search?q=Meldung").get_json()["hits"]] == ["new"]
    assert [client.get(f"/releases/{name}").status_code for name in ("old", "new")] == [404, 200]


@pytest.mark.parametrize("spoil", SPOILT, ids=NAMES)
def test_spoilt_data_are_old_answers_or_a_503_that_tells_no_paths(
    folders: tuple[Path, Path], client: FlaskClient, spoil: Callable[[Path, Path], object]
) -> None:
    live, other = folders
    shutil.copytree(live, live.with_name("kept"))
    right = {path: client.get(path).status_code for path in ASKED}
    spoil(live, other)
    refused = 0
    for path in ASKED:
        answer = client.get(path)
        refused += answer.status_code == 503
        assert answer.status_code in {503, right[path]}, path
        assert (str(live) in answer.text, "Meldung new" in answer.text) == (False, False), path
    assert refused
    shutil.rmtree(live, ignore_errors=True)
    shutil.copytree(live.with_name("kept"), live)
    assert {path: client.get(path).status_code for path in ASKED} == right
