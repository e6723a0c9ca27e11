"""What other programs read of a page: schema.org, Open Graph, Dublin Core, feeds and searches in the head."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.web.conftest import Read, reader_of
from tests.web.pages.test_release_page import RICH

ClientOf = Callable[..., FlaskClient]


def test_a_release_is_a_news_article(client_of: ClientOf) -> None:
    hostile = RICH.model_copy(update={"title": 'Ein </script><script>alert("x")</script>'})
    tree = reader_of(client_of(hostile, authority="Land"))("/releases/bruecken")
    (block,) = tree.xpath("//script[@type='application/ld+json']")
    article, trail = json.loads(block.text)["@graph"]
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == hostile.title
    assert article["datePublished"] == "2024-03-21T00:30:00+01:00"
    assert article["author"] == [{"@type": "GovernmentOrganization", "name": "Ministerium für Verkehr"}]
    assert article["publisher"]["name"] == "Land"
    assert article["isBasedOn"] == RICH.url
    assert trail["@type"] == "BreadcrumbList"


def test_link_previews_and_reference_managers(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH, site_name="Archiv"))("/releases/bruecken?q=Brücken&page=1")
    meta = {tag.get("property") or tag.get("name"): tag.get("content") for tag in tree.xpath("//meta")}
    assert meta["og:type"] == "article"
    assert meta["og:title"] == meta["DC.title"] == RICH.title
    assert meta["og:url"] == meta["DC.identifier"] == "http://localhost/releases/bruecken"
    assert meta["og:description"] == meta["description"] == RICH.teaser
    assert (meta["DC.date"], meta["DC.creator"], meta["DC.subject"]) == ("2024-03-21", "Ministerium für Verkehr", "Verkehr")
    assert tree.xpath("//link[@rel='canonical' or @rel='cite-as']/@href") == ["http://localhost/releases/bruecken"] * 2


def test_every_link_of_a_search_to_other_programs_answers(client: FlaskClient, read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&page=1&sort=oldest")
    (page,) = tree.xpath("//p[@class='take-along']/a/@href")
    links = [link for link in read(page).xpath("//div[@class='exports']//a/@href") if "/search?" not in link or "/api/" in link]
    assert set(tree.xpath("//link[@rel='alternate']/@href")) == set(links[:2])
    assert [client.get(link).mimetype for link in links] == [
        "application/atom+xml",
        "application/feed+json",
        "text/csv",
        "application/jsonl",
        "application/json",
    ]
    assert client.get(links[4]).json["query"]["filters"]["topic"] == ["Verkehr"]


def test_every_page_names_the_search_for_browsers(client: FlaskClient, read: Read) -> None:
    (link,) = read("/glossary").xpath("//link[@rel='search']/@href")
    assert client.get(link).mimetype == "application/opensearchdescription+xml"


def test_the_start_page_offers_the_feed_of_the_newest(client: FlaskClient, read: Read) -> None:
    (feed,) = read("/").xpath("//link[@rel='alternate' and @type='application/atom+xml']/@href")
    assert client.get(feed).status_code == 200
