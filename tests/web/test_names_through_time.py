"""Ministries and topics have the same names on pages, in the API, in feeds and exports; any of their names leads to all releases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archives import release
from tests.taxonomies import NAMES, written
from tests.web.site import Site

TODAY = "Ministerium für Soziales und Integration"
RELEASES = (
    release("a", "Die Pflege", title="Pflege in Aubingen", published="2012-05-01", ministries=["MAF"]),
    release("b", "Die Pflege", title="Pflege am Ort", published="2022-05-01", ministries=[TODAY], topics=["Migration und Integration"]),
    release("c", "Die Steuer", title="Steuer", published="2022-05-01", ministries=["Finanzministerium"]),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "data", taxonomy_file=written(tmp_path))
    site.publish(*RELEASES)
    yield site
    site.close()


@pytest.mark.parametrize("name", ["MAF", "Ministerium für Gesundheit", TODAY])
@pytest.mark.parametrize("path", ["/search", "/search.atom", "/search.json-feed", "/search.csv", "/search.jsonl", "/search.ninjs.json"])
def test_every_output_of_a_search_finds_by_any_name_and_shows_todays(site: Site, path: str, name: str) -> None:
    answer = site.client.get(path, query_string={"ministry": name})
    assert answer.status_code == 200
    assert "Pflege in Aubingen" in answer.text
    assert "Pflege am Ort" in answer.text
    assert "Steuer" not in answer.text.replace("Steuererklärung", "")
    assert TODAY in answer.text


@pytest.mark.parametrize("q", ["ministerium:MAF", 'ministerium:"Soziales und Integration"'])
def test_the_api_answers_a_query_field_by_any_name(site: Site, q: str) -> None:
    found = site.client.get("/api/v1/search", query_string={"q": q}).get_json()
    assert sorted(hit["id"] for hit in found["hits"]) == ["a", "b"]
    assert {tuple(hit["ministries"]) for hit in found["hits"]} == {(TODAY,)}


def test_the_api_echoes_a_filter_under_todays_name(site: Site) -> None:
    found = site.client.get("/api/v1/search", query_string={"ministry": "maf", "topic": "migration und integration"}).get_json()
    assert found["query"]["filters"] | {"from": None, "to": None} == {
        "ministry": [TODAY],
        "topic": ["Integration"],
        "from": None,
        "to": None,
    }
    assert [hit["id"] for hit in found["hits"]] == ["b"]
    assert {"value": TODAY, "count": 1, "selected": True} in found["facets"]["ministry"]["values"]


@pytest.mark.parametrize(
    "path", ["/releases/a", "/api/v1/releases/a", "/api/v1/changes?since=0", "/releases/a.ninjs.json", "/releases/a.bib"]
)
def test_a_release_is_shown_under_todays_name(site: Site, path: str) -> None:
    assert TODAY in site.client.get(path).text
    assert "MAF" not in site.client.get(path).text


def test_a_changed_taxonomy_changes_answers_and_their_tags(site: Site) -> None:
    tags = {path: site.client.get(path).headers["ETag"] for path in ("/api/v1/releases/a", "/api/v1/changes?since=0", "/api/v1/search")}
    written(site.settings.data.parent, NAMES.replace(TODAY, "Sozialministerium des Landes"))
    site.publish()
    for path, tag in tags.items():
        assert site.client.get(path, headers={"If-None-Match": tag}).status_code == 200
        assert "Sozialministerium des Landes" in site.client.get(path).text


def test_without_an_index_a_release_is_shown_as_its_source_wrote_it(tmp_path: Path) -> None:
    site = Site(tmp_path / "data", taxonomy_file=written(tmp_path))
    site.store.put(RELEASES)
    assert site.client.get("/api/v1/releases/a").get_json()["ministries"] == ["MAF"]
    site.close()


def test_what_a_file_calls_otherwise_is_kept_in_the_store(site: Site) -> None:
    assert {each.id: each.ministries for each in site.store.archive().current()}["a"] == ("MAF",)
