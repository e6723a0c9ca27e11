"""Conditional requests: who has the newest state is told so without a search, who has an older one gets the newer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search_service.config import Settings
from search_service.dates import today_in_berlin
from search_service.query.request import SearchRequest
from search_service.results import ResultPage
from search_service.web.app import create_app
from tests.archives import release
from tests.web.site import Site

SEARCHED = [
    "/",
    "/search?q=Radwege",
    "/glossary",
    "/releases/2024-03-21-radwege?q=Radwege",
    "/api/v1/search?q=Radwege",
    "/api/v1/facets?q=Radwege",
    "/api/v1/timeline?q=Radwege",
    "/api/v1/suggest?q=Rad",
    "/api/v1/abbreviations",
    "/api/v1/releases/2024-03-21-radwege/similar",
    "/search.atom?q=Radwege",
    "/search.json-feed?q=Radwege",
    "/search.csv?q=Radwege",
    "/search.jsonl?q=Radwege",
    "/search.ninjs.json?q=Radwege",
    "/search.suggestions?q=Rad",
]
STORED = [
    "/api/v1/releases/2024-03-21-radwege",
    "/api/v1/releases?url=https://www.example.org/presse/radwege",
    "/api/v1/changes",
    "/releases/2024-03-21-radwege.ninjs.json",
    "/sitemap.xml",
]


def again(client: FlaskClient, path: str, tag: str, **headers: str) -> int:
    response = client.get(path, headers={"If-None-Match": tag, **headers})
    assert bool(response.data) == (response.status_code != 304)
    return response.status_code


class OnlyStatus:
    """A searcher that may be asked what it holds, and nothing else."""

    def __init__(self, site: Site) -> None:
        self._searcher = site.searcher

    def __getattr__(self, name: str) -> Any:
        assert name == "status", f"{name} was called for a client that has the newest state"
        return self._searcher.status


@pytest.mark.parametrize("path", SEARCHED)
def test_an_unchanged_answer_is_not_searched_again(small_site: Site, path: str) -> None:
    tag = small_site.client.get(path).headers["ETag"]
    assert tag.startswith('W/"')
    client = create_app(small_site.settings, OnlyStatus(small_site), small_site.store.archive()).test_client()  # type: ignore[arg-type]
    assert again(client, path, tag) == 304
    assert again(client, path, f'"other", {tag}') == 304


class SearchesNoMore:
    """A searcher that tells what it holds and what is kept; anything else is a search."""

    def __init__(self, site: Site) -> None:
        self._searcher = site.searcher

    def __getattr__(self, name: str) -> Any:
        assert name in {"status", "kept"}, f"{name} was called for an answer that is kept"
        return getattr(self._searcher, name)


@pytest.mark.parametrize("path", [path for path in SEARCHED if not path.startswith(("/releases/", "/search.")) or "suggestions" in path])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_an_answer_is_made_once(small_site: Site, path: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    first = small_site.client.get(path, headers=headers)
    client = create_app(small_site.settings, SearchesNoMore(small_site), small_site.store.archive()).test_client()  # type: ignore[arg-type]
    second = client.get(path, headers=headers)
    assert (second.status_code, second.data, second.headers) == (first.status_code, first.data, first.headers)


@pytest.mark.parametrize("path", ["/search?q=Radwege", "/api/v1/search?q=Radwege"])
def test_a_kept_answer_has_the_addresses_of_whoever_asks(small_site: Site, path: str) -> None:
    for host in ("localhost", "127.0.0.1:8080"):
        text = small_site.client.get(path, base_url=f"http://{host}").text
        assert f"http://{host}/releases/2024-03-21-radwege" in text
    below = small_site.client.get(path, base_url="http://localhost/presse").text
    assert "/presse/releases/2024-03-21-radwege" in below


def test_what_was_refused_is_refused_again(small_site: Site) -> None:
    answers = [small_site.client.get("/api/v1/search?foo=1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 400]


@pytest.mark.parametrize("path", STORED)
def test_what_is_read_from_the_store_has_validators_too(small_site: Site, path: str) -> None:
    assert again(small_site.client, path, small_site.client.get(path).headers["ETag"]) == 304


def test_a_star_asks_whether_there_is_anything(small_site: Site) -> None:
    """It is no proof that the parameters can be read."""
    assert again(small_site.client, "/api/v1/search?foo=1", "*") == 400


def test_other_parameters_and_languages_are_other_answers(small_site: Site) -> None:
    tag = small_site.client.get("/api/v1/search?q=Radwege").headers["ETag"]
    assert again(small_site.client, "/api/v1/search?q=Schule", tag) == 200
    assert again(small_site.client, "/api/v1/facets?q=Radwege", tag) == 200
    assert again(small_site.client, "/api/v1/search?q=Radwege", tag, **{"Accept-Language": "de"}) == 200


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/facets", "/search.atom", "/api/v1/changes", "/sitemap.xml", "/search.csv"])
def test_a_new_release_is_a_new_state(site: Site, path: str) -> None:
    site.publish(release("a", "Text"))
    tag = site.client.get(path).headers["ETag"]
    site.publish(release("b", "Text", topics=["Neu"]))
    assert again(site.client, path, tag) == 200


def test_time_makes_a_new_state(site: Site) -> None:
    """An embargo ends without any change of the index."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    site.publish(release("a", "Text"), release("b", "Text", embargo_until=soon))
    tag, visible = site.client.get("/api/v1/search").headers["ETag"], site.searcher.status().visible
    while datetime.now(UTC) < soon + timedelta(seconds=1):
        pass
    assert (visible, site.searcher.status().visible) == (1, 2)
    assert again(site.client, "/api/v1/search", tag) == 200


@pytest.mark.parametrize("path", [*SEARCHED, *STORED])
@pytest.mark.parametrize("changed", [{"recency": False}, {"site_url": "https://presse.example.org"}, {"site_name": "Anders"}])
def test_other_settings_are_another_state(small_site: Site, path: str, changed: dict[str, object]) -> None:
    tag = small_site.client.get(path).headers["ETag"]
    settings = Settings.model_validate(small_site.settings.model_dump() | changed)
    client = create_app(settings, small_site.searcher, small_site.store.archive()).test_client()
    assert again(client, path, tag) == 200


@pytest.mark.parametrize("changed", [{"port": 9}, {"threads": 2}, {"data": Path("anderswo")}, {"trusted_proxy": "10.0.0.1"}])
def test_machines_that_answer_alike_have_the_same_tags(small_site: Site, changed: dict[str, object]) -> None:
    tag = small_site.client.get(SEARCHED[0]).headers["ETag"]
    settings = Settings.model_validate(small_site.settings.model_dump() | changed)
    client = create_app(settings, small_site.searcher, small_site.store.archive()).test_client()
    assert again(client, SEARCHED[0], tag) == 304


@pytest.mark.parametrize("path", SEARCHED)
def test_the_next_day_is_a_new_state(small_site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another "heute", and every release is a day older."""
    tag = small_site.client.get(path).headers["ETag"]
    tomorrow = today_in_berlin() + timedelta(days=1)
    monkeypatch.setattr("search_service.web.caching.today_in_berlin", lambda: tomorrow)
    assert again(small_site.client, path, tag) == 200


def test_visible_is_what_a_search_finds(site: Site) -> None:
    site.publish(release("a", "Text"), release("b", "Text", embargo_until=datetime.now(UTC) + timedelta(days=1)))
    found: ResultPage = site.searcher.search(SearchRequest())
    status = site.searcher.status()
    assert (status.releases, status.visible, found.visible, found.total) == (2, 1, 1, 1)


def test_a_withdrawal_is_a_new_state_before_the_index_knows(site: Site) -> None:
    site.publish(release("a", "Text"))
    tags = {path: site.client.get(path).headers["ETag"] for path in ("/search.atom", "/api/v1/changes", "/sitemap.xml")}
    site.store.withdraw("a")
    assert [again(site.client, path, tag) for path, tag in tags.items()] == [200, 200, 200]


def test_a_release_that_was_seen_again_has_a_new_last_seen(site: Site) -> None:
    site.store.put([release("a", "Text")], moment=datetime(2024, 5, 1, tzinfo=UTC))
    tag = site.client.get("/api/v1/releases/a").headers["ETag"]
    assert again(site.client, "/api/v1/releases/a", tag) == 304
    site.store.put([release("a", "Text")], moment=datetime(2024, 5, 2, tzinfo=UTC))
    assert again(site.client, "/api/v1/releases/a", tag) == 200


@pytest.mark.parametrize("path", [*SEARCHED, *STORED, "/api/v1/openapi.json", "/opensearch.xml", "/robots.txt"])
def test_caches_are_told_what_they_may_do(small_site: Site, path: str) -> None:
    response = small_site.client.get(path)
    assert response.cache_control.public
    assert response.cache_control.no_cache or response.cache_control.max_age
    assert "Accept-Language" in response.vary


@pytest.mark.parametrize("path", [*SEARCHED, *STORED, "/api/v1/openapi.json", "/opensearch.xml", "/robots.txt", "/sitemap-1.xml", "/api/"])
def test_head_is_get_without_the_body(small_site: Site, path: str) -> None:
    got, head = small_site.client.get(path), small_site.client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert (head.headers.get("ETag"), head.mimetype) == (got.headers.get("ETag"), got.mimetype)


def test_errors_are_not_kept(small_site: Site) -> None:
    response = small_site.client.get("/api/v1/search?page=0")
    assert (response.headers.get("ETag"), response.cache_control.max_age) == (None, None)


@pytest.mark.parametrize("path", [*SEARCHED[4:6], *SEARCHED[10:13], STORED[3], "/api/v1/nix"])
def test_scripts_of_any_site_may_read(small_site: Site, path: str) -> None:
    response = small_site.client.get(path)
    assert response.access_control_allow_origin == "*"
    assert {"ETag", "Link"} <= set(response.access_control_expose_headers or ())


def test_a_browser_asks_before_it_sends_a_draft(small_site: Site) -> None:
    asked = {"Origin": "https://x.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    response = small_site.client.options("/api/v1/similar", headers=asked)
    assert response.status_code == 200
    assert "POST" in (response.access_control_allow_methods or ())
    assert "Content-Type" in (response.access_control_allow_headers or ())
    assert response.access_control_allow_credentials is False
