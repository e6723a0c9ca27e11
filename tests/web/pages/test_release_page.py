"""The page of one release, and of one that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from sqlalchemy import Engine, event

from search_service.release import Attachment, Block, BlockType, Image, RelatedRelease, Release
from tests.web.conftest import Read, reader_of

ClientOf = Callable[..., FlaskClient]

RICH = Release(
    id="bruecken",
    url="https://www.example.org/bruecken",
    title="Brücken werden saniert",
    topics=("Verkehr",),
    ministries=("Ministerium für Verkehr",),
    published=datetime(2024, 3, 20, 23, 30, tzinfo=UTC),
    teaser="Das Land saniert 52 Brücken.",
    body=(
        Block(type=BlockType.HEADING, text="Wo gebaut wird"),
        Block(text="An drei Orten zugleich:"),
        Block(type=BlockType.LIST_ITEM, text="Aubingen"),
        Block(type=BlockType.LIST_ITEM, text="Köhlerstadt"),
        Block(type=BlockType.QUOTE, text="Wir bauen <schnell>."),
        Block(type=BlockType.LIST_ITEM, text="Jüttenau"),
    ),
    images=(Image(alt="Eine Brücke", caption="Die alte Brücke", credit="Land/Kröger", url="https://www.example.org/b.jpg"),),
    related=(RelatedRelease(title="Straßen", topic="Verkehr", url="javascript:alert(1)"), RelatedRelease(title="Wege")),
    attachments=(Attachment(url="https://www.example.org/liste.pdf"), Attachment(title="Karte", url="data:text/html,x")),
)


def texts(tree: HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.xpath(path)]


def test_it_has_everything_a_reader_needs(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH))("/releases/bruecken")
    assert tree.findtext(".//title") == "Brücken werden saniert – Pressearchiv"
    assert texts(tree, "//article//h1") == ["Brücken werden saniert"]
    assert texts(tree, "//article//p[@class='kicker']") == ["Verkehr"]
    assert texts(tree, "//article//time") == ["21. März 2024"]
    assert texts(tree, "//article//p[@class='release__teaser']") == ["Das Land saniert 52 Brücken."]


def test_the_body_keeps_its_structure(client_of: ClientOf) -> None:
    article = reader_of(client_of(RICH))("/releases/bruecken").xpath("//article")[0]
    assert texts(article, "h2") == ["Wo gebaut wird"]
    assert [texts(items, "li") for items in article.xpath("ul")] == [["Aubingen", "Köhlerstadt"], ["Jüttenau"]]
    assert texts(article, "blockquote") == ["Wir bauen <schnell>."]


def test_images_are_described_and_linked_but_never_loaded(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH))("/releases/bruecken")
    assert texts(tree, "//ul[@class='images']/li") == ["Die alte Brücke Zu sehen: Eine Brücke Foto: Land/Kröger Bild 1 öffnen"]
    assert tree.xpath("//ul[@class='images']//a/@href") == ["https://www.example.org/b.jpg"]
    assert not tree.xpath("//img")


def test_only_web_addresses_become_links(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH))("/releases/bruecken")
    assert texts(tree, "//ul[@class='related']/li") == ["Verkehr Straßen", "Wege"]
    assert not tree.xpath("//ul[@class='related']//a")
    assert tree.xpath("//section[@aria-labelledby='attachments']//a/@href") == ["https://www.example.org/liste.pdf"]
    assert tree.xpath("//a[contains(@class, 'kern-btn')]/@href") == ["https://www.example.org/bruecken"]


def test_topic_and_ministry_lead_to_searches(client_of: ClientOf) -> None:
    article = reader_of(client_of(RICH))("/releases/bruecken").xpath("//article")[0]
    assert article.xpath("header//a/@href") == ["/search?topic=Verkehr", "/search?ministry=Ministerium+f%C3%BCr+Verkehr"]


def test_further_releases_lead_to_our_own_copy(read: Read) -> None:
    tree = read("/releases/2019-01-24-nachwuchsgruppen-hochschulen")
    links = tree.xpath("//section[@aria-labelledby='related']//a")
    assert links
    assert {link.get("href").split("/")[1] for link in links} == {"releases"}
    assert not [link for link in links if link.get("rel")]
    assert read(links[0].get("href")).xpath("string(//article//h1)") == links[0].text


def test_further_releases_that_may_not_be_seen_stay_links_to_elsewhere(client_of: ClientOf) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    hidden = RICH.model_copy(update={"id": "hidden", "url": "https://www.example.org/hidden", "embargo_until": tomorrow})
    withdrawn = RICH.model_copy(update={"id": "withdrawn", "url": "https://www.example.org/withdrawn"})
    urls = [hidden.url, withdrawn.url, "https://www.example.org/unknown"]
    related = tuple(RelatedRelease(title="Weiteres", url=url) for url in urls)
    client = client_of(RICH.model_copy(update={"related": related}), hidden, withdrawn, withdraw="withdrawn")
    assert reader_of(client)("/releases/bruecken").xpath("//ul[@class='related']//a/@href") == urls


def test_similar_releases_are_offered(client: FlaskClient, read: Read) -> None:
    path = "/releases/2019-01-24-nachwuchsgruppen-hochschulen"
    similar = read(path).xpath("//section[@aria-labelledby='similar']//a/@href")
    expected = [hit["id"] for hit in client.get(f"/api/v1{path}/similar").json["hits"]]
    assert similar == [f"/releases/{release_id}" for release_id in expected]
    assert similar
    assert path not in similar


def test_a_withdrawn_release_is_gone(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH, withdraw="bruecken"))("/releases/bruecken", status=410)
    assert texts(tree, "//h1") == ["Diese Meldung wurde zurückgezogen"]
    assert "52 Brücken" not in tree.text_content()


def test_an_unknown_release_is_not_found(read: Read) -> None:
    assert texts(read("/releases/gibt-es-nicht", status=404), "//h1") == ["Seite nicht gefunden"]


def test_a_release_under_embargo_is_not_found(client_of: ClientOf) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    client = client_of(RICH.model_copy(update={"embargo_until": tomorrow}))
    for path in ("/releases/bruecken", "/api/v1/releases/bruecken"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "saniert" not in answer.text


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that reaches a database from here on."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("path", "most"), [("", 3), ("?version=9", 4), (".bib", 2), (".ninjs.json", 2)])
def test_a_page_asks_the_store_a_handful_of_questions(client_of: ClientOf, statements: list[str], path: str, most: int) -> None:
    """However many versions a release has, and however many others it names."""
    others = [RICH.model_copy(update={"id": f"other-{number}", "url": f"https://www.example.org/{number}"}) for number in range(20)]
    related = tuple(RelatedRelease(title=other.title, url=other.url) for other in others)
    client = client_of(*others)
    for number in range(12):
        client = client_of(RICH.model_copy(update={"related": related, "teaser": f"{number} Brücken"}))
    statements.clear()
    page = client.get(f"/releases/bruecken{path}")
    assert page.status_code == 200
    assert 0 < len(statements) <= most, statements
    assert page.text.count("/releases/other-") == (20 if path == "" else 0)
