"""The start page: a search field, the newest releases, ways in."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from lxml import html

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.web.app import create_app
from tests.archives import release
from tests.web.conftest import Read
from tests.web.site import Site

FIRST_WINDOW = 14_000
"""Bytes that a server sends before it waits for the client's first answer: ten segments (RFC 6928)."""


def test_it_has_the_search_form(read: Read) -> None:
    (form,) = read("/").xpath("//form[@role='search']")
    assert (form.get("action"), form.get("method")) == ("/search", "get")
    assert [label.get("for") for label in form.xpath(".//label")] == ["q"]


def test_it_shows_the_newest_releases(client: FlaskClient, read: Read) -> None:
    newest = [hit["id"] for hit in client.get("/api/v1/search?size=10").json["hits"]]
    assert read("/").xpath("//article//h3/a/@href") == [f"/releases/{release_id}" for release_id in newest]


def test_its_topics_lead_to_their_releases(client: FlaskClient, read: Read) -> None:
    (link,) = read("/").xpath("//section[@aria-labelledby='topics']/ul/li[1]/a")
    (count,) = link.xpath("span[@class='count']/text()")
    assert read(link.get("href")).xpath("string(//p[@id='total'])") == f"{count} Treffer"


def test_name_authority_and_footer_come_from_the_settings(client_of: Callable[..., FlaskClient]) -> None:
    links = {"Impressum": "/impressum", "Datenschutz": "/datenschutz", "Barriere melden": "mailto:barriere@example.org"}
    client = client_of(site_name="Archiv", authority="Land Nordmark", footer_links=links)
    for path in ("/", "/search", "/glossary", "/gibt-es-nicht"):
        tree = html.fromstring(client.get(path).text)
        assert "Land Nordmark" in tree.xpath("string(//header)")
        footer = {link.text: link.get("href") for link in tree.xpath("//footer//a")}
        assert links.items() <= footer.items()


def test_the_logo_lies_in_the_theme_folder(client_of: Callable[..., FlaskClient], tmp_path: Path) -> None:
    (tmp_path / "wappen.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    client = client_of(theme_folder=tmp_path, logo="wappen.svg")
    (address,) = html.fromstring(client.get("/").text).xpath("//header//img/@src")
    with client.get(address) as response:
        assert response.mimetype == "image/svg+xml"


def test_the_archive_at_a_glance(client: FlaskClient, read: Read) -> None:
    tree = read("/")
    total = client.get("/api/v1/search").json["total"]
    lead = " ".join(tree.xpath("string(//p[@class='hero__lead'])").split())
    assert lead == f"{total} Meldungen der Regierung im Volltext, vom 24. Januar 2019 bis 1. Oktober 2026"
    counts = [int(text) for text in tree.xpath("//figure[@id='archive-timeline']//tbody//td/text()")]
    assert sum(counts) == total
    ministries = tree.xpath("//section[@aria-labelledby='ministries']//li/a")
    assert len(ministries) == min(20, len(client.get("/api/v1/facets").json["ministry"]["values"]))


def test_every_tip_has_an_example_that_finds_what_it_says(read: Read) -> None:
    examples = read("/").xpath("//details[@id='tips']//li")
    assert len(examples) == 8
    for example in examples:
        found = read(example.xpath("a/@href")[0])
        assert found.xpath("string(//p[@id='total'])").split()[0] == example.xpath("string(span[@class='count'])").split()[0] != "0"


def test_it_says_to_search_engines_how_to_search(read: Read) -> None:
    described = json.loads(read("/").xpath("//script[@type='application/ld+json']")[0].text)
    assert described["@type"] == "WebSite"
    assert described["potentialAction"]["target"] == "http://localhost/search?q={query}"


def test_an_archive_without_releases_has_a_start_page(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    store = Store.open(settings.store_path)
    bring_up_to_date(store, open_index(settings))
    searcher = open_searcher(settings)
    tree = html.fromstring(create_app(settings, searcher, store.archive()).test_client().get("/").text)
    assert tree.xpath("//form[@role='search']")
    assert not tree.xpath("//figure | //article")
    searcher.close()
    store.close()


def test_a_theme_folder_replaces_the_stylesheet(client_of: Callable[..., FlaskClient], tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: teal }", encoding="utf-8")
    client = client_of(theme_folder=tmp_path)
    assert 'href="/theme/style.css?v=' in client.get("/").text
    with client.get("/theme/style.css") as response:
        assert response.text == "body { color: teal }"
    assert client.get("/theme/../releases.db").status_code == 404


def test_of_many_ministries_eight_are_shown_and_most_are_in_the_filters(site: Site) -> None:
    site.publish(*(release(f"r{number}", "Text.", ministries=(f"Amt {number:02}",)) for number in range(30)))
    tree = html.fromstring(site.client.get("/?lang=de").text)
    (section,) = tree.xpath("//section[@aria-labelledby='ministries']")
    assert (len(section.xpath("ul/li")), len(section.xpath("details/ul/li"))) == (8, 12)
    (link,) = section.xpath("details/p/a")
    assert (link.text, link.get("href")) == ("10 weitere in den Filtern", "/search?lang=de#filters")


def test_it_stays_small_however_long_and_wide_the_archive_is(site: Site) -> None:
    long = "Ministerium für alles, was in einem sehr langen Namen Platz hat, Amt"
    releases = (
        release(
            f"r{n}",
            "Ein Satz dazu. " * 20,
            published=f"{1980 + n % 45}-{1 + n % 12:02}-11",
            ministries=(f"{long} {n}",),
            topics=(f"Thema {n}",),
        )
        for n in range(400)
    )
    site.publish(*releases)
    page = site.client.get("/").text
    assert len(re.sub("<style>.*?</style>", "", page, flags=re.DOTALL).encode()) < 40_000
    assert len(gzip.compress(page.encode())) < FIRST_WINDOW
