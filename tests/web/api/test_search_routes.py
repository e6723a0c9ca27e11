"""The JSON of API version 1: names, values and links are a promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from search_service.release import Release
from search_service.web.api.models import ApiRelease
from tests.web.pages.test_release_page import RICH

ClientOf = Callable[..., FlaskClient]

SEARCH = "/api/v1/search"


def test_an_answer_has_every_promised_name(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?q=Nachwuchsgruppen").json
    assert list(answer) == [
        *("query", "total", "pages", "partial", "soft_words", "hits", "closest", "facets"),
        *("also", "did_you_mean", "ways_out", "mended_from", "took_ms", "links"),
    ]
    assert list(answer["query"]) == ["q", "parsed", "searchable", "filters", "match", "sort", "page", "size"]
    assert list(answer["query"]["filters"]) == ["topic", "ministry", "from", "to"]
    assert list(answer["links"]) == ["self", "html", "next", "prev", "atom", "csv"]


def test_a_hit_has_every_promised_name(client: FlaskClient) -> None:
    hit = client.get(SEARCH + "?q=Nachwuchsgruppen").json["hits"][0]
    release = ("id", "url", "title", "teaser", "published", "topics", "ministries")
    assert list(hit) == [*release, "score", "snippets", "matched", "pinned", "boosts", "links"]
    assert set(hit["links"]) == {"self", "html"}
    assert {tuple(part) for snippet in hit["snippets"] for part in snippet["parts"]} == {("text", "match")}
    assert {tuple(match) for match in hit["matched"]} == {("word", "form", "rule", "within")}
    assert datetime.fromisoformat(hit["published"]).utcoffset() is not None


def test_facets_have_every_promised_name(client: FlaskClient) -> None:
    facets = client.get(SEARCH + "?q=Land").json["facets"]
    assert list(facets) == ["topic", "ministry", "year"]
    for name in ("topic", "ministry"):
        assert set(facets[name]) == {"values", "missing", "others"}
        assert {tuple(value) for value in facets[name]["values"]} == {("value", "count", "selected")}
    assert {tuple(year) for year in facets["year"]["values"]} == {("value", "count", "selected", "months")}
    assert {tuple(month) for year in facets["year"]["values"] for month in year["months"]} == {("value", "count")}


def test_filters_are_echoed_as_understood(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?q=Land&topic=Verkehr&from=2024&to=M%C3%A4rz+2024&size=3").json
    assert answer["query"] == {
        "q": "Land",
        "parsed": "Land",
        "searchable": True,
        "filters": {"topic": ["Verkehr"], "ministry": [], "from": "2024-01-01", "to": "2024-03-31"},
        "match": "direct",
        "sort": "relevance",
        "page": 1,
        "size": 3,
    }


def test_an_active_value_is_returned_even_without_hits(client: FlaskClient) -> None:
    values = client.get(SEARCH + "?q=Nachwuchsgruppen&topic=Gibtesnicht").json["facets"]["topic"]["values"]
    assert values[0] == {"value": "Gibtesnicht", "count": 0, "selected": True}


def test_every_count_is_what_choosing_the_value_finds(client: FlaskClient) -> None:
    facets = client.get(SEARCH + "?q=Land&topic=Kommunen").json["facets"]
    for value in facets["topic"]["values"]:
        assert client.get(SEARCH, query_string={"q": "Land", "topic": value["value"]}).json["total"] == value["count"]
    for value in facets["ministry"]["values"]:
        parameters = {"q": "Land", "topic": "Kommunen", "ministry": value["value"]}
        assert client.get(SEARCH, query_string=parameters).json["total"] == value["count"]


def test_following_next_finds_every_hit_once(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?size=7").json
    seen = [hit["id"] for hit in answer["hits"]]
    while answer["links"]["next"]:
        answer = client.get(answer["links"]["next"]).json
        seen += [hit["id"] for hit in answer["hits"]]
    assert len(seen) == len(set(seen)) == answer["total"]


def test_links_lead_to_the_same_search(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?q=Land&to=2024&page=2&size=5").json
    assert answer["links"]["self"] == "http://localhost/api/v1/search?q=Land&to=2024-12-31&page=2&size=5"
    assert answer["links"]["prev"] == "http://localhost/api/v1/search?q=Land&to=2024-12-31&size=5"
    assert answer["links"]["html"] == "http://localhost/search?q=Land&to=2024-12-31&page=2&size=5"
    assert client.get(answer["links"]["html"]).status_code == 200


def test_a_page_past_the_end_is_empty_with_the_true_total(client: FlaskClient) -> None:
    everything, past = client.get(SEARCH).json, client.get(SEARCH + "?page=999").json
    assert past["hits"] == []
    assert past["total"] == everything["total"] > 0
    assert past["links"]["next"] is None
    assert client.get(past["links"]["prev"]).json["hits"]


def test_partial_matches_are_not_counted(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?q=Nachwuchsgruppen+Xylofonquartett").json
    assert (answer["partial"], answer["total"], answer["pages"]) == (True, 0, 0)
    assert answer["facets"]["topic"]["values"] == answer["facets"]["year"]["values"] == []
    assert [word.casefold() for word in answer["hits"][0]["missing"]] == ["xylofonquartett"]


def test_fields_choose_what_a_hit_holds(client: FlaskClient) -> None:
    answer = client.get(SEARCH + "?q=Land&fields=id,title&size=2").json
    assert {tuple(hit) for hit in answer["hits"]} == {("id", "title")}
    assert answer["links"]["next"].endswith("fields=id,title") or "fields=id,title" in answer["links"]["next"]


def test_facets_are_capped_as_asked(client: FlaskClient) -> None:
    facets = client.get(SEARCH + "?facets=topic:3,ministry:1").json["facets"]
    assert (len(facets["topic"]["values"]), len(facets["ministry"]["values"])) == (3, 1)
    assert facets["topic"]["others"] > 0


@pytest.mark.parametrize("url", ["", "?q=", "?q=Land&from=2019-01-01", "?topic=Verkehr&sort=oldest"])
def test_answers_are_json(client: FlaskClient, url: str) -> None:
    response = client.get(SEARCH + url)
    assert (response.status_code, response.mimetype) == (200, "application/json")


def test_umlauts_are_readable(client: FlaskClient) -> None:
    assert "Ministerium für" in client.get(SEARCH).text


def test_scripts_of_any_site_may_read(client: FlaskClient) -> None:
    assert client.get(SEARCH).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


def test_a_release_has_the_fields_of_the_record(client_of: ClientOf) -> None:
    answer = client_of(RICH).get("/api/v1/releases/bruecken").json
    assert set(answer) == {*Release.model_fields, "content_hash", "versions", "links"} == set(ApiRelease.model_fields)
    assert answer["published"] == "2024-03-21T00:30:00+01:00"
    assert answer["body"][0] == {"type": "heading", "text": "Wo gebaut wird"}
    assert answer["content_hash"] == RICH.content_hash


def test_a_release_tells_its_versions(client_of: ClientOf) -> None:
    changed = RICH.model_copy(update={"title": "Brücken sind saniert"})
    client_of(RICH)
    versions = client_of(changed).get("/api/v1/releases/bruecken").json["versions"]
    assert [(each["version"], each["hash"]) for each in versions] == [(1, RICH.content_hash), (2, changed.content_hash)]
    assert set(versions[0]) == {"version", "hash", "first_seen", "last_seen", "correction"}


def test_links_of_a_release(client: FlaskClient) -> None:
    hit = client.get(SEARCH + "?q=Nachwuchsgruppen").json["hits"][0]
    release = client.get(hit["links"]["self"]).json
    assert release["links"]["self"] == hit["links"]["self"]
    assert client.get(release["links"]["html"]).status_code == 200


def test_the_public_address_comes_from_the_settings(client_of: ClientOf) -> None:
    links = client_of(site_url="https://suche.example/").get(SEARCH).json["links"]
    assert links["html"] == "https://suche.example/search"


def test_a_mended_search_is_answered_only_when_asked_for(client: FlaskClient) -> None:
    typed = client.get("/api/v1/search?q=Nachwuchsgrupen").json
    assert (typed["total"], typed["hits"], typed["mended_from"], typed["did_you_mean"]["q"]) == (0, [], None, "Nachwuchsgruppen")
    mended = client.get("/api/v1/search?q=Nachwuchsgrupen&spelling=mended").json
    assert (mended["query"]["q"], mended["total"], mended["mended_from"]) == (
        "Nachwuchsgruppen",
        typed["did_you_mean"]["total"],
        "Nachwuchsgrupen",
    )
    assert client.get("/api/v1/search?q=Nachwuchsgruppen&spelling=mended").json["mended_from"] is None
    assert client.get("/api/v1/search?spelling=guessed").status_code == 400
