"""Feeds of any search: as RFC 4287 and JSON Feed 1.1 want them, and as feedparser reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from search_service.release import Block
from tests.archives import release
from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def feed(site: Site, query: str = "", **headers: str) -> ElementTree.Element:
    response = site.client.get(f"/search.atom?{query}", headers=headers)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(response.data)


def check_required(element: ElementTree.Element) -> None:
    """What RFC 4287 demands of a feed (4.1.1) and an entry (4.1.2)."""
    for name in ("id", "title", "updated"):
        (found,) = element.findall(ATOM + name)
        assert found.text
    assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).utcoffset() is not None
    alternates = [link.get("type") for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert len(alternates) == len(set(alternates)) == 1


@pytest.mark.parametrize("query", ["", "q=Radwege", "topic=Schule", "q=Xylofon", "q=Radwege+Xylofon", "from=2023&to=2023"])
def test_feeds_are_as_the_standard_wants_them(small_site: Site, query: str) -> None:
    root = feed(small_site, query)
    check_required(root)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    for entry in root.findall(f"{ATOM}entry"):
        check_required(entry)
        assert entry.find(f"{ATOM}content") is not None


def test_the_newest_come_first_and_not_the_best(site: Site) -> None:
    site.publish(release("best", "Moor", title="Moor", published="2020-01-01"), release("newest", "Im Moor und überall sonst im Land."))
    assert site.client.get("/api/v1/search?q=Moor").json["hits"][0]["id"] == "best"
    for kind in ("atom", "json-feed", "csv", "jsonl", "ninjs.json"):
        text = site.client.get(f"/search.{kind}?q=Moor&sort=relevance").text
        assert text.index("newest") < text.index("best"), kind


def test_partial_matches_are_in_no_feed(small_site: Site) -> None:
    assert feed(small_site, "q=Radwege+Xylofon").findall(f"{ATOM}entry") == []
    assert json_feed(small_site, "q=Radwege+Xylofon")["items"] == []


def test_a_feed_does_not_depend_on_how_the_page_is_sorted(small_site: Site) -> None:
    for query in ("q=Radwege", "q=Radwege&sort=oldest&size=1&page=2", "q=Radwege&page=kaputt&utm_source=mail"):
        ids = [entry.findtext(f"{ATOM}id") for entry in feed(small_site, query).findall(f"{ATOM}entry")]
        assert [str(each).rsplit("/", 1)[1] for each in ids] == ["2024-03-21-radwege", "2024-02-05-bruecken", "2023-05-02-schulweg"]


def test_feedparser_reads_all_of_it(small_site: Site) -> None:
    parsed = feedparser.parse(small_site.client.get("/search.atom?topic=Verkehr").data)
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    entry = parsed.entries[0]
    assert (entry.title, entry.summary) == (SMALL_ARCHIVE[0].title, SMALL_ARCHIVE[0].teaser)
    assert (entry.author, [tag.term for tag in entry.tags]) == ("Verkehrsministerium", ["Verkehr", "Kommunen"])
    assert (entry.published, entry.updated) == ("2024-03-21T09:00:00+00:00", "2024-03-22T09:00:00+00:00")
    assert "<h2>Sicher zur Schule</h2>" in entry.content[0].value


def test_an_id_is_the_same_in_every_feed_and_for_all_time(small_site: Site) -> None:
    wanted = "tag:localhost,2026:releases/2024-03-21-radwege"
    for query in ("", "q=Radwege", "topic=Verkehr&lang=en"):
        assert wanted in [entry.findtext(f"{ATOM}id") for entry in feed(small_site, query).findall(f"{ATOM}entry")]


def test_links_lead_to_itself_the_page_and_the_search(small_site: Site) -> None:
    links = {link.get("rel"): str(link.get("href")) for link in feed(small_site, "q=Radwege&utm_source=x").findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/search.atom?q=Radwege"
    assert {small_site.client.get(links[rel]).mimetype for rel in ("alternate", "search")} == {
        "text/html",
        "application/opensearchdescription+xml",
    }


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Meldungen"),
        ("topic=Integration&ministry=Sozialministerium", "Meldungen zu Integration vom Sozialministerium"),
        ("q=Radwege", "Meldungen zu Radwege"),
        ("q=Radwege+-Bus&topic=Verkehr", "Meldungen zu „Radwege -Bus“ (Thema Verkehr)"),
        ("topic=Verkehr&topic=Schule", "Meldungen zu Verkehr oder Schule"),
        ("ministry=Staatskanzlei&ministry=BMI", "Meldungen von der Staatskanzlei oder von BMI"),
        ("q=Radwege&from=2024-03&to=2024-03", "Meldungen zu Radwege, März 2024"),
    ],
)
def test_titles_say_what_is_in_the_feed(small_site: Site, query: str, title: str) -> None:
    assert feed(small_site, query).findtext(f"{ATOM}title") == title


def test_an_empty_feed_has_a_date_that_stays(small_site: Site) -> None:
    first, second = (feed(small_site, "q=Xylofon").findtext(f"{ATOM}updated") for _ in range(2))
    assert first == second == small_site.searcher.status().built_at.isoformat(timespec="seconds")


def test_totals_are_those_of_the_search(small_site: Site) -> None:
    root = feed(small_site, "q=Radwege")
    assert (root.findtext(f"{OPENSEARCH}totalResults"), root.findtext(f"{OPENSEARCH}itemsPerPage")) == ("3", "3")
    assert feed(small_site, "q=Radwege+Xylofon").findtext(f"{OPENSEARCH}totalResults") == "0"


def test_a_feed_holds_the_newest_twenty(site: Site) -> None:
    site.publish(*(release(f"r{day:02}", "Text", published=f"2024-01-{day:02}") for day in range(1, 26)))
    entries = feed(site).findall(f"{ATOM}entry")
    assert (len(entries), str(entries[0].findtext(f"{ATOM}id"))[-3:]) == (20, "r25")
    assert len(site.client.get("/search.json-feed").json["items"]) == 20


def test_what_xml_forbids_is_left_out(site: Site) -> None:
    text = "a\x00b\x0bc\ufffe\x1b ]]> & < \U0001f6b2"
    body = (Block(text=text),)
    site.publish(release("x", "", title=text, teaser=text, topics=[text], ministries=[text]).model_copy(update={"body": body}))
    root = feed(site)
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "abc ]]> & < \U0001f6b2"
    assert site.client.get("/search.atom", query_string={"q": "\x01Xylo\x02fon"}).status_code == 200
    feed(site, "q=%01Xylofon%0b")


def test_a_withdrawn_release_is_gone_before_the_index_knows(site: Site) -> None:
    site.publish(*SMALL_ARCHIVE)
    site.store.withdraw("2024-03-21-radwege")
    for path in ("/search.atom", "/search.json-feed", "/search.csv", "/search.jsonl", "/search.ninjs.json"):
        assert "Land fördert Radwege" not in site.client.get(path).text


def json_feed(site: Site, query: str) -> dict[str, Any]:
    response = site.client.get(f"/search.json-feed?{query}")
    assert (response.status_code, response.mimetype) == (200, "application/feed+json")
    loaded: dict[str, Any] = response.json
    return loaded


@pytest.mark.parametrize("query", ["", "q=Radwege", "q=Xylofon"])
def test_json_feeds_have_what_version_1_1_demands(small_site: Site, query: str) -> None:
    answer = json_feed(small_site, query)
    assert answer["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "items", "feed_url", "home_page_url"} <= set(answer)
    for item in answer["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert all(set(author) == {"name"} for author in item["authors"])
        assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None


def test_both_feeds_hold_the_same(small_site: Site) -> None:
    atom = [entry.findtext(f"{ATOM}id") for entry in feed(small_site, "topic=Verkehr").findall(f"{ATOM}entry")]
    assert [item["id"] for item in json_feed(small_site, "topic=Verkehr")["items"]] == atom


def test_a_search_that_cannot_be_read_is_a_problem(small_site: Site) -> None:
    for kind in ("atom", "json-feed", "csv", "jsonl", "ninjs.json"):
        response = small_site.client.get(f"/search.{kind}?from=quatsch")
        assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_readers_that_have_it_are_told_so(small_site: Site) -> None:
    tag = small_site.client.get("/search.atom?q=Radwege").headers["ETag"]
    again = small_site.client.get("/search.atom?q=Radwege", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_feed_needs_no_releases_at_all(site: Site) -> None:
    site.publish()
    check_required(feed(site))
