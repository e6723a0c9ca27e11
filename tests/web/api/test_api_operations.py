"""Facets, timeline, suggestions, similar releases, versions, addresses and changes, as the API answers them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.archives import release
from tests.web.site import Site
from tests.web.test_problems import problem

API = "/api/v1"


@pytest.fixture
def small(small_site: Site) -> FlaskClient:
    return small_site.client


def test_facets_alone_are_those_of_the_search_with_all_values(client: FlaskClient) -> None:
    capped = client.get(f"{API}/search?q=Land&facets=topic:2,ministry,year").json["facets"]
    every = client.get(f"{API}/facets?q=Land").json
    assert every["topic"]["values"][:2] == capped["topic"]["values"]
    assert len(every["topic"]["values"]) == 2 + capped["topic"]["others"] > 2
    assert (every["topic"]["others"], every["year"]) == (0, capped["year"])


@pytest.mark.parametrize("path", ["facets", "search"])
def test_facets_are_chosen(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{API}/{path}?facets=ministry:1,year").json
    facets = answer if path == "facets" else answer["facets"]
    assert list(facets) == ["ministry", "year"]
    assert len(facets["ministry"]["values"]) == 1


def test_facet_values_are_searched(client: FlaskClient) -> None:
    for path in (f"{API}/facets?facet_query=VERKEHR", f"{API}/search?facet_query=verkehr"):
        answer = client.get(path).json
        values = answer.get("facets", answer)["topic"]["values"]
        assert values
        assert all("verkehr" in value["value"].casefold() for value in values)


def test_chosen_facets_stay_chosen_on_the_next_page(client: FlaskClient) -> None:
    first = client.get(f"{API}/search?size=2&facets=topic:1&fields=id&facet_query=a&highlight=0").json
    second = client.get(first["links"]["next"]).json
    assert second["facets"] == first["facets"]
    assert {tuple(hit) for hit in second["hits"]} == {("id",)}


@pytest.mark.parametrize("off", ["0", "false"])
def test_without_highlighting_there_are_no_snippets(client: FlaskClient, off: str) -> None:
    plain = client.get(f"{API}/search?q=Land&highlight={off}").json
    assert all(hit["snippets"] == [] for hit in plain["hits"])
    assert any(hit["snippets"] for hit in client.get(f"{API}/search?q=Land&highlight=1").json["hits"])


def test_the_timeline_has_no_gaps_and_adds_up(small: FlaskClient) -> None:
    buckets = small.get(f"{API}/timeline?q=Radwege").json["buckets"]
    assert [bucket["value"] for bucket in buckets] == [f"2023-{month:02}" for month in range(5, 13)] + ["2024-01", "2024-02", "2024-03"]
    assert sum(bucket["count"] for bucket in buckets) == small.get(f"{API}/search?q=Radwege").json["total"]
    years = small.get(f"{API}/timeline?interval=year&topic=Verkehr").json
    assert years == {"interval": "year", "buckets": [{"value": "2023", "count": 1}, {"value": "2024", "count": 2}]}


def test_suggestions_lead_to_what_is_there(small: FlaskClient) -> None:
    answer = small.get(f"{API}/suggest?q=Ver").json
    assert [topic["value"] for topic in answer["topics"]] == ["Verkehr"]
    assert [ministry["value"] for ministry in answer["ministries"]] == ["Verkehrsministerium"]
    (found,) = small.get(f"{API}/suggest?q=Schulw").json["releases"]
    assert small.get(found["links"]["self"]).json["title"] == found["value"] == "Sicherer Schulweg"
    assert small.get(f"{API}/suggest").json == {"completions": [], "topics": [], "ministries": [], "releases": []}


def test_similar_releases_are_others(small: FlaskClient) -> None:
    ids = [hit["id"] for hit in small.get(f"{API}/releases/2024-03-21-radwege/similar").json["hits"]]
    assert ids[0] == "2024-02-05-bruecken"
    assert "2024-03-21-radwege" not in ids
    assert len(small.get(f"{API}/releases/2024-03-21-radwege/similar?size=1").json["hits"]) == 1


def test_a_draft_finds_what_was_said_before(small: FlaskClient) -> None:
    hits = small.post(f"{API}/similar", json={"text": "Drei neue Brücken für Radwege", "size": 1}).json["hits"]
    assert [hit["id"] for hit in hits] == ["2024-02-05-bruecken"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"body"}),
        (b"[]", {"body"}),
        (b'{"text": "\\ud800"}', {"body"}),
        (b"{}", {"text"}),
        (b'{"text": ""}', {"text"}),
        (b'{"text": 1, "size": "3", "foo": 1}', {"text", "size", "foo"}),
        (b'{"text": "a", "size": 51}', {"size"}),
        (b'{"text": "a", "size": 2.5}', {"size"}),
        (b'{"text": "' + b"x" * 100_001 + b'"}', {"text"}),
    ],
)
def test_everything_wrong_with_a_draft_is_told(small: FlaskClient, body: bytes, expected: set[str]) -> None:
    details = problem(small.post(f"{API}/similar", data=body, content_type="application/json"), 400)
    assert {error["parameter"] for error in details["errors"]} == expected
    assert all(len(error["sent"]) <= 200 for error in details["errors"])


def test_drafts_are_json_of_a_size_that_can_be_read(small: FlaskClient) -> None:
    problem(small.post(f"{API}/similar", data={"text": "a"}), 415)
    problem(small.post(f"{API}/similar", data=b" " * (3 << 20), content_type="application/json"), 413)
    problem(small.post(f"{API}/similar?foo=1", json={"text": "a"}), 400)


def versions(site: Site, query: str = "", status: int = 200) -> Any:
    response = site.client.get(f"{API}/releases/a{query}")
    assert response.status_code == status
    return response.json


def test_earlier_versions_can_be_read(site: Site) -> None:
    site.store.put([release("a", "Erste")])
    site.store.put([release("a", "Zweite")])
    assert [each["version"] for each in versions(site)["versions"]] == [1, 2]
    assert [versions(site, f"?version={number}")["body"][0]["text"] for number in (1, 2)] == ["Erste", "Zweite"]
    assert versions(site, "?version=1")["content_hash"] == versions(site)["versions"][0]["hash"]
    assert versions(site, "?version=1")["links"]["self"].endswith("/a?version=1")


def test_versions_that_are_none(site: Site) -> None:
    site.store.put([release("a", "Erste")])
    versions(site, "?version=2", status=404)
    for sent in ("0", "eins", "-1", "1.5"):
        details = problem(site.client.get(f"{API}/releases/a?version={sent}"), 400)
        assert [(error["parameter"], error["sent"]) for error in details["errors"]] == [("version", sent)]


def test_a_withdrawn_text_is_no_version(site: Site) -> None:
    site.store.put([release("a", "Falsch")])
    site.store.withdraw("a")
    site.store.put([release("a", "Richtig")])
    assert [each["version"] for each in versions(site)["versions"]] == [2]
    versions(site, "?version=1", status=404)


def test_a_release_is_found_by_its_old_address(small: FlaskClient) -> None:
    response = small.get(f"{API}/releases", query_string={"url": "https://www.example.org/presse/bruecken"})
    assert response.json == small.get(f"{API}/releases/2024-02-05-bruecken").json
    assert response.headers["Content-Location"] == "http://localhost/api/v1/releases/2024-02-05-bruecken"


def test_an_address_is_needed(small: FlaskClient) -> None:
    problem(small.get(f"{API}/releases?url=https://www.example.org/nix"), 404)
    for path in (f"{API}/releases", f"{API}/releases?url="):
        assert problem(small.get(path), 400)["errors"][0]["parameter"] == "url"


def test_changes_go_on_where_they_ended(small: FlaskClient) -> None:
    first = small.get(f"{API}/changes?limit=2")
    assert [change["sequence"] for change in first.json["changes"]] == [1, 2]
    assert (first.json["next_since"], first.json["more"]) == (2, True)
    rest = small.get(first.headers["Link"].partition(";")[0].strip("<>"))
    assert [change["sequence"] for change in rest.json["changes"]] == [3, 4]
    last = small.get(f"{API}/changes?since=4")
    assert (len(last.json["changes"]), last.json["more"], "Link" in last.headers) == (1, False, False)
    assert small.get(f"{API}/changes?since=5").json == {"changes": [], "next_since": 5, "more": False}


def test_changes_of_long_releases_come_fewer_at_a_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_service.web.api.release_routes.MAX_CHANGED_LETTERS", 5_000)
    site.store.put([release("a", "kurz"), release("b", "kurz"), release("c", "lang " * 1000), release("d", "lang " * 2000)])
    site.store.withdraw("a")
    told, path = [], f"{API}/changes?limit=1000"
    while path:
        answer = site.client.get(path)
        told.append([change["id"] for change in answer.json["changes"]])
        path = answer.headers.get("Link", "").partition(";")[0].strip("<>")
        assert answer.json["more"] == bool(path)
    assert told == [["b"], ["c"], ["d"], ["a"]]


def test_a_change_holds_the_release_as_it_became(site: Site) -> None:
    site.store.put([release("a", "Erste")])
    site.store.put([release("a", "Zweite")])
    first, second = site.client.get(f"{API}/changes").json["changes"]
    assert [(each["type"], each["release"]["body"][0]["text"]) for each in (first, second)] == [("added", "Erste"), ("changed", "Zweite")]
    now = versions(site)
    assert second["release"] == {name: value for name, value in now.items() if name not in {"versions", "links"}}


def test_links_are_headers_too(client: FlaskClient) -> None:
    response = client.get(f"{API}/search?size=5&page=2")
    links = dict(reversed(part.split("; rel=")) for part in response.headers["Link"].split(", "))
    body = response.json["links"]
    assert links == {'"next"': f"<{body['next']}>", '"prev"': f"<{body['prev']}>", '"alternate"': f"<{body['html']}>"}


def test_links_of_feed_and_table_hold_the_same_search(small: FlaskClient) -> None:
    answer = small.get(f"{API}/search?q=Radwege&topic=Verkehr&size=1&sort=oldest").json
    assert answer["links"]["atom"] == "http://localhost/search.atom?q=Radwege&topic=Verkehr"
    assert small.get(answer["links"]["csv"]).text.count("\r\n") == answer["total"] + 1
