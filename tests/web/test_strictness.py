"""What the API refuses, and how: one problem document, whatever went wrong."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search_service.web.api.operations import OPERATIONS
from tests.archives import release
from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE
from tests.web.test_problems import problem

PATHS = [operation.path.replace("{release_id}", "2024-03-21-radwege") for operation in OPERATIONS if not operation.body]
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE"]


@pytest.fixture
def small(small_site: Site) -> FlaskClient:
    return small_site.client


@pytest.mark.parametrize("path", PATHS)
def test_unknown_parameters_are_refused_everywhere(small: FlaskClient, path: str) -> None:
    details = problem(small.get(path, query_string={"url": "https://x", "nonsens": "1"}), 400)
    (error,) = [error for error in details["errors"] if error["parameter"] == "nonsens"]
    assert error["sent"] == "1"
    assert "lang" in error["message"]


def test_every_error_says_what_is_allowed(small: FlaskClient) -> None:
    sent = {"from": "gestern abend", "to": "31.02.2024", "page": "0", "size": "101", "sort": "best", "highlight": "x", "fields": "nix"}
    sent |= {"facets": "x:1", "lang": "fr", "q": "a*", "cursor": "", "facet_query": "x" * 301}
    errors = problem(small.get("/api/v1/search", query_string=sent), 400)["errors"]
    assert {error["parameter"] for error in errors} == set(sent) - {"cursor"}
    messages = {error["parameter"]: error["message"] for error in errors}
    assert "relevance" in messages["sort"]
    assert "title" in messages["fields"]
    assert ("100" in messages["size"], "1" in messages["page"], "300" in messages["facet_query"]) == (True, True, True)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/search?from=2024&to=2023", {"to"}),
        ("/api/v1/search?q=" + "Wort+" * 200, {"q"}),
        ("/api/v1/search?q=" + "wort-x+" * 40, {"q"}),
        ("/api/v1/search?" + "&".join(f"topic=t{number}" for number in range(101)), {"topic"}),
        ("/api/v1/search?topic=" + "x" * 301, {"topic"}),
        ("/api/v1/search?q=a&q=b&page=1&page=2", {"q", "page"}),
        ("/api/v1/timeline?interval=week&from=x", {"interval", "from"}),
        ("/api/v1/facets?page=2&size=3&sort=newest", {"page", "size", "sort"}),
        ("/api/v1/changes?since=-1&limit=1001", {"since", "limit"}),
        ("/api/v1/changes?since=abc&limit=0", {"since", "limit"}),
        ("/api/v1/suggest?q=" + "x" * 513, {"q"}),
        ("/api/v1/releases/2024-03-21-radwege/similar?size=51", {"size"}),
    ],
)
def test_all_errors_are_in_one_document(small: FlaskClient, path: str, expected: set[str]) -> None:
    assert {error["parameter"] for error in problem(small.get(path), 400)["errors"]} == expected


@pytest.mark.parametrize("path", ["/api/v1/search?q=&topic=&from=&page=&cursor=&fields=&lang=&q=", "/api/v1/changes?since=&limit="])
def test_empty_parameters_are_dropped(small: FlaskClient, path: str) -> None:
    assert small.get(path).status_code == 200


@pytest.mark.parametrize("number", ["3", "3.0"])
def test_a_whole_number_is_whole_however_json_writes_it(small: FlaskClient, number: str) -> None:
    assert small.get(f"/api/v1/search?size={number}").json["query"]["size"] == 3


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", [*PATHS, "/api/v1/openapi.json"])
def test_other_methods_are_told_which_there_are(small: FlaskClient, path: str, method: str) -> None:
    response = small.open(path, method=method)
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_one_operation_that_takes_a_body(small: FlaskClient) -> None:
    response = small.get("/api/v1/similar")
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", PATHS)
def test_who_takes_no_json_is_told_so(small: FlaskClient, path: str) -> None:
    problem(small.get(path, headers={"Accept": "text/html"}), 406)
    problem(small.get(path, headers={"Accept": "application/json;q=0"}), 406)


@pytest.mark.parametrize("accepted", ["application/json", "*/*", "application/*", "text/html, */*;q=0.1", "application/problem+json", ""])
def test_who_takes_json_among_others_gets_it(small: FlaskClient, accepted: str) -> None:
    assert small.get("/api/v1/search", headers={"Accept": accepted}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/search.xyz",
        "/releases/nix.ninjs.json",
        "/sitemap-2.xml",
        "/sitemap-0.xml",
        "/sitemap-١.xml",
        "/api/v2/search",
        "/api/v1/releases/nix/similar",
    ],
)
def test_what_is_not_there_is_a_problem_for_services(small: FlaskClient, path: str) -> None:
    problem(small.get(path), 404)


def test_a_withdrawn_release_is_gone_in_every_form(site: Site) -> None:
    site.publish(*[release for release in SMALL_ARCHIVE if release.id == "2024-03-21-radwege"], withdraw=("2024-03-21-radwege",))
    for path in ("/api/v1/releases/{}", "/api/v1/releases/{}/similar", "/releases/{}.ninjs.json"):
        problem(site.client.get(path.format("2024-03-21-radwege")), 410)
    problem(site.client.get("/api/v1/releases?url=https://www.example.org/presse/radwege"), 410)


def test_a_timeline_too_long_to_send_names_a_way_out(site: Site) -> None:
    site.publish(release("a", "Text", published="1024-03-21"), release("b", "Text"))
    (error,) = problem(site.client.get("/api/v1/timeline?interval=day"), 400)["errors"]
    assert (error["parameter"], error["sent"], "from" in error["message"]) == ("interval", "day", True)
    assert site.client.get("/api/v1/timeline?interval=month").status_code == 200


def test_without_an_index_every_search_is_a_503(site: Site) -> None:
    paths = ["/api/v1/search", "/api/v1/facets", "/api/v1/timeline", "/api/v1/suggest", "/api/v1/abbreviations"]
    paths += ["/search.atom", "/search.json-feed", "/search.csv", "/search.jsonl", "/search.ninjs.json", "/search.suggestions"]
    for path in paths:
        assert "news-indexer" in problem(site.client.get(path), 503)["detail"], path
    assert "news-indexer" in problem(site.client.post("/api/v1/similar", json={"text": "a"}), 503)["detail"]
