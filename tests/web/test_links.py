"""URLs of searches: one per state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder

from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import ID_PATTERN
from search_service.schema import FacetName
from search_service.web.app import create_app
from search_service.web.exports.kinds import ExportKind
from search_service.web.links import (
    api_search_url,
    export_url,
    path_of,
    permanent_url,
    release_path,
    release_urls,
    search_path,
    search_url,
    web_address,
)
from search_service.web.request_args import read_page_search
from tests.web.site import Site


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def test_defaults_are_left_out() -> None:
    assert search_path(SearchRequest()) == "/search"
    assert search_path(SearchRequest(q="Bau", node=parse("Bau").node, sort=Sort.RELEVANCE)) == "/search?q=Bau"


def test_everything_else_is_there_in_one_order() -> None:
    request = SearchRequest(
        q="Bau",
        node=parse("Bau").node,
        chosen={"topic": ("b", "a"), "ministry": ("m",)},
        first=date(2024, 1, 1),
        sort=Sort.OLDEST,
        page=2,
        size=20,
    )
    assert search_path(request) == "/search?q=Bau&topic=a&topic=b&ministry=m&from=2024-01-01&sort=oldest&page=2&size=20"


def test_what_only_the_api_has() -> None:
    request = SearchRequest(cursor="abc", facet_query="ver", highlight=False)
    expected = "http://localhost/api/v1/search?cursor=abc&fields=id&facets=topic:3&facet_query=ver&highlight=false"
    assert api_search_url(request, fields=("id",), facets="topic:3") == expected


def test_exports_are_of_the_whole_search() -> None:
    request = SearchRequest(q="Bau", node=parse("Bau").node, chosen={"topic": ("a",)}, sort=Sort.OLDEST, page=2, size=20)
    assert export_url(ExportKind.JSON_FEED, request) == "http://localhost/search.json-feed?q=Bau&topic=a"


@given(
    q=st.text(max_size=30).filter(lambda text: not parse(text).problems),
    topics=st.lists(st.text(min_size=1).filter(lambda text: text == text.strip()), unique=True, max_size=3),
    first=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    page=st.integers(1, 500),
    sort=st.sampled_from(["", "relevance", "newest", "oldest"]),
)
def test_a_link_leads_to_the_search_it_was_made_of(app: Flask, q: str, topics: list[str], first: date | None, page: int, sort: str) -> None:
    sent = [
        ("q", q),
        *(("topic", topic) for topic in topics),
        ("from", first.isoformat() if first else ""),
        ("page", str(page)),
        ("sort", sort),
    ]
    with app.test_request_context("/"):
        request = read_page_search(MultiDict(sent)).request
        followed = EnvironBuilder(search_path(request)).get_request().args
        assert read_page_search(followed).request.choosing(FacetName.TOPIC) == request.choosing(FacetName.TOPIC)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/a", "https://www.example.org/a"),
        ("http://www.example.org/a", "http://www.example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/relative", ""),
        ("http://[kaputt", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_followed(url: str, expected: str) -> None:
    assert web_address(url) == expected


def test_below_a_prefix_links_carry_it(app: Flask) -> None:
    with app.test_request_context("/search", base_url="https://www.example.org/presse"):
        assert search_path(SearchRequest(page=2)) == "/presse/search?page=2"
        assert search_url(SearchRequest(page=2)) == "https://www.example.org/presse/search?page=2"


@pytest.mark.parametrize("asked", ["/", "/?lang=en", "/?lang=de", "/?lang=fr"])
@pytest.mark.parametrize("mounted", ["", "/presse"])
def test_kept_paths_are_those_that_flask_builds(app: Flask, asked: str, mounted: str) -> None:
    with app.test_request_context(asked, base_url=f"http://localhost{mounted}"):
        for endpoint in ("pages.start", "pages.search", "api.search", "discovery.opensearch"):
            assert path_of(endpoint) == url_for(endpoint)
            assert path_of(endpoint, lang=None) == url_for(endpoint, lang=None)


@given(release_id=st.from_regex(ID_PATTERN, fullmatch=True), q=st.text(max_size=20))
def test_pages_of_releases_are_those_that_flask_builds(app: Flask, release_id: str, q: str) -> None:
    with app.test_request_context("/?lang=en"):
        expected = url_for("pages.release", release_id=release_id, q=q or None)
        assert release_path(release_id, q=q) == expected
        assert release_urls(q=q)(release_id)[1] == f"http://localhost{expected}"


@given(q=st.text(max_size=30), topics=st.lists(st.text(max_size=10), max_size=3))
def test_queries_are_written_as_flask_writes_them(app: Flask, q: str, topics: list[str]) -> None:
    with app.test_request_context("/"):
        expected = url_for("pages.search", q=q or None, topic=sorted(topics))
        assert search_path(SearchRequest(q=q, chosen={FacetName.TOPIC: tuple(topics)}, sort=Sort.NEWEST)) == expected


def test_a_host_is_named_in_ascii_as_headers_need_it(app: Flask) -> None:
    with app.test_request_context("/", base_url="https://xn--mnchen-3ya.example:8443/presse"):
        assert search_url(SearchRequest()) == "https://xn--mnchen-3ya.example:8443/presse/search"


def test_the_public_address_wins_over_the_host_that_was_asked(small_site: Site) -> None:
    settings = small_site.settings.model_copy(update={"site_url": "https://presse.example.org/archiv"})
    app = create_app(settings, small_site.searcher, small_site.store.archive())
    with app.test_request_context("/"):
        assert permanent_url("a") == "https://presse.example.org/archiv/releases/a"


def test_a_path_of_the_public_address_stands_for_the_one_that_was_asked(small_site: Site) -> None:
    settings = small_site.settings.model_copy(update={"site_url": "https://presse.example.org/archiv"})
    app = create_app(settings, small_site.searcher, small_site.store.archive())
    with app.test_request_context("/releases/a", base_url="http://10.0.0.1:8080/innen"):
        assert permanent_url("a") == "https://presse.example.org/archiv/releases/a"
        assert search_path(SearchRequest()) == "/innen/search"


def test_a_public_address_without_a_path_keeps_the_prefix(small_site: Site) -> None:
    settings = small_site.settings.model_copy(update={"site_url": "https://presse.example.org"})
    app = create_app(settings, small_site.searcher, small_site.store.archive())
    with app.test_request_context("/releases/a", base_url="http://10.0.0.1:8080/presse"):
        assert permanent_url("a") == "https://presse.example.org/presse/releases/a"
