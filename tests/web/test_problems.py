"""Every way to fail has one shape: problem details for services, a page for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.web.app import create_app
from tests.conftest import SampleIndex
from tests.web.conftest import Read, reader_of
from tests.web.pages.test_release_page import RICH


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem details of an answer, once its shape is checked."""
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    details: dict[str, Any] = response.json
    assert list(details) == ["type", "title", "status", "detail", "errors"]
    assert details["status"] == status
    assert all(list(error) == ["parameter", "sent", "message"] for error in details["errors"])
    return details


@pytest.fixture
def unbuilt(sample_index: SampleIndex, tmp_path: Path) -> FlaskClient:
    """An application whose index has never been built."""
    settings = Settings(data=tmp_path)
    return create_app(settings, open_searcher(settings), sample_index.archive).test_client()


def test_all_bad_parameters_are_listed(client: FlaskClient) -> None:
    details = problem(client.get("/api/v1/search?foo=1&from=quatsch&page=0"), 400)
    assert {(error["parameter"], error["sent"]) for error in details["errors"]} == {("foo", "1"), ("from", "quatsch"), ("page", "0")}


def test_messages_follow_the_language(client: FlaskClient) -> None:
    german = problem(client.get("/api/v1/search?from=quatsch&lang=de"), 400)["errors"][0]["message"]
    english = problem(client.get("/api/v1/search?from=quatsch"), 400)["errors"][0]["message"]
    assert (german.split()[:2], english.split()[:2]) == (["Das", "ist"], ["This", "is"])


@pytest.mark.parametrize("path", ["/api/v1/nix", "/api/v1/releases/nix", "/api/nix", "/api/v1/releases/..%2F..%2Fetc"])
def test_unknown_paths_of_the_api(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404)


def test_a_release_takes_no_parameters(client: FlaskClient) -> None:
    details = problem(client.get("/api/v1/releases/nix?verbose=1"), 400)
    assert [error["parameter"] for error in details["errors"]] == ["verbose"]


def test_a_withdrawn_release_is_gone(client_of: Callable[..., FlaskClient]) -> None:
    problem(client_of(RICH, withdraw="bruecken").get("/api/v1/releases/bruecken"), 410)


def test_wrong_methods_keep_their_header(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_a_cursor_that_is_none(client: FlaskClient) -> None:
    details = problem(client.get("/api/v1/search?cursor=quatsch"), 400)
    assert [error["parameter"] for error in details["errors"]] == ["cursor"]


def test_without_an_index_the_api_names_the_command(unbuilt: FlaskClient) -> None:
    assert "news-indexer" in problem(unbuilt.get("/api/v1/search"), 503)["detail"]


def test_without_an_index_pages_say_so_in_german(unbuilt: FlaskClient) -> None:
    tree = reader_of(unbuilt)("/search?q=Haushalt", status=503)
    assert tree.xpath("string(//h1)") == "Die Suche ist gerade nicht verfügbar"
    assert tree.xpath("//main//code/text()") == ["news-indexer rebuild"]
    assert "/" not in tree.xpath("string(//main//code)")


def test_unknown_pages_are_pages(read: Read, sample_index: SampleIndex) -> None:
    tree = read("/gibt/es/nicht", status=404)
    assert tree.findtext(".//title") == f"Seite nicht gefunden – {sample_index.settings.site_name}"
    assert tree.xpath("//main//a/@href") == ["/"]
    assert tree.xpath("//main//form[@role='search']")


def test_foreign_hosts_are_refused(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(trusted_hosts=("suche.example",))
    assert client.get("/", base_url="http://suche.example").status_code == 200
    for path in ("/", "/search", "/api/v1/search"):
        problem(client.get(path, base_url="http://boese.example"), 400)


def test_without_an_index_nobody_is_told_that_all_is_well(unbuilt: FlaskClient) -> None:
    problem(unbuilt.get("/healthz"), 503)
    assert "news-indexer" in problem(unbuilt.get("/readyz"), 503)["detail"]


def test_ready_tells_what_is_published(client: FlaskClient, sample_index: SampleIndex) -> None:
    status = sample_index.searcher.status()
    answer = client.get("/readyz").json
    assert (answer["generation"], answer["releases"], answer["sequence"]) == (status.generation, status.releases, status.sequence)


def test_a_broken_store_is_a_503(sample_index: SampleIndex, tmp_path: Path) -> None:
    path = tmp_path / "releases.db"
    store = Store.open(path)
    store.put([RICH])
    store.close()
    archive = Archive.open(path)
    path.write_bytes(b"not a database" * 1000)
    client = create_app(Settings(), sample_index.searcher, archive).test_client()
    problem(client.get("/api/v1/releases/bruecken"), 503)
    archive.close()
