"""Another store is put where a running service has its own: it follows the file, and its index answers beside its own store only."""

from __future__ import annotations

from pathlib import Path

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
