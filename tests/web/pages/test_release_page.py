"""The page of one release, and of one that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import Engine, event

from search_service.query.request import MAX_PAGE_SIZE, SearchRequest, Sort
from search_service.release import Attachment, Block, BlockType, Image, RelatedRelease, Release
from search_service.results import ResultPage
from search_service.web.pages.neighbours import neighbours
from search_service.web.pages.shown_release import MAX_BLOCKS, MAX_LETTERS, MAX_LISTED
from tests.archives import release
from tests.web.conftest import Read, reader_of
from tests.web.site import Site

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
    assert texts(tree, "//ul[@class='images']/li") == ["Die alte Brücke Foto: Land/Kröger Zu sehen: Eine Brücke Bild 1 öffnen"]
    assert tree.xpath("//ul[@class='images']//a/@href") == ["https://www.example.org/b.jpg"]
    assert not tree.xpath("//img")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://bilder.example.org/b.jpg", True),
        ("http://bilder.example.org/b.jpg", False),
        ("https://example.org/b.jpg", False),
        ("https://bilder.example.org.example.com/b.jpg", False),
        ("https://x@bilder.example.org/b.jpg", False),
    ],
)
def test_images_of_the_own_host_are_shown(client_of: ClientOf, url: str, shown: bool) -> None:
    pictured = RICH.model_copy(update={"images": (RICH.images[0].model_copy(update={"url": url}),)})
    client = client_of(pictured, image_host="bilder.example.org")
    tree = reader_of(client)("/releases/bruecken")
    assert tree.xpath("//article//img/@src") == ([url] if shown else [])
    assert tree.xpath("//article//img/@alt") == (["Eine Brücke"] if shown else [])
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://bilder.example.org;" in policy


def test_a_teaser_that_begins_the_text_is_not_shown_twice(client_of: ClientOf) -> None:
    text = "Das Land saniert 52 Brücken und baut sieben neue Wege an den Ufern."
    for teaser in (text, "Das Land saniert  52 Brücken und baut sie", "Das Land saniert 52 Brücken …"):
        tree = reader_of(client_of(RICH.model_copy(update={"teaser": teaser, "body": (Block(text=text),)})))("/releases/bruecken")
        assert not tree.xpath("//p[@class='release__teaser']")
        assert tree.xpath("//meta[@name='description']/@content") == [text]


def test_a_release_without_end_is_cut_and_says_so(client_of: ClientOf) -> None:
    body = tuple(Block(text=f"Absatz {number}") for number in range(MAX_BLOCKS + 7))
    topics = tuple(f"Thema {number}" for number in range(MAX_LISTED + 3))
    tree = reader_of(client_of(RICH.model_copy(update={"body": body, "topics": topics})))("/releases/bruecken")
    assert len(tree.xpath("//article/p[starts-with(@class, 'kern-body')]")) == MAX_BLOCKS
    assert len(tree.xpath("//article//p[@class='kicker']/a")) == MAX_LISTED
    (line,) = texts(tree, "//p[contains(@class, 'release__cut')]")
    assert line == "Diese Seite ist gekürzt: 10 weitere Absätze und Einträge fehlen. Alles als JSON"


def test_a_paragraph_without_end_is_cut_and_says_so(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH.model_copy(update={"body": (Block(text="Weg " * MAX_LETTERS),)})))("/releases/bruecken")
    (text,) = texts(tree, "//article/p[starts-with(@class, 'kern-body')]")
    assert MAX_LETTERS - 5 < len(text) < MAX_LETTERS + 5
    assert texts(tree, "//p[contains(@class, 'release__cut')]")[0].startswith("Diese Seite ist gekürzt: 1 weiterer Absatz")


def test_the_neighbours_by_date_are_those_of_the_list_of_all_releases(client: FlaskClient, read: Read) -> None:
    ids = [hit["id"] for hit in client.get("/api/v1/search?size=100").json["hits"]]
    for newer, each, older in zip(ids[:20], ids[1:21], ids[2:22], strict=True):
        links = read(f"/releases/{each}").xpath("//nav[@class='by-date']//a/@href")
        assert links == [f"/releases/{older}", f"/releases/{newer}"]
    assert read(f"/releases/{ids[0]}").xpath("//nav[@class='by-date']//a/@href") == [f"/releases/{ids[1]}"]


def test_neighbours_of_the_same_moment_are_all_reached(site: Site) -> None:
    site.publish(*(release(f"r{number}", "Text.", published=f"2024-03-{20 + number // 4}") for number in range(12)))
    seen, path = [], "/releases/r10"
    while path:
        seen.append(path.rsplit("/", 1)[1])
        tree = html.fromstring(site.client.get(path).text)
        path = next(iter(tree.xpath("//nav[@class='by-date']/p[contains(., 'Ältere')]/a/@href")), "")
    assert seen == [hit["id"] for hit in site.client.get("/api/v1/search?size=12").json["hits"]]


def test_neighbours_of_a_day_with_more_releases_than_a_page_lists(site: Site) -> None:
    numbers = range(2 * MAX_PAGE_SIZE + 5)
    site.publish(release("eve", "Text.", published="2024-03-19"), release("morrow", "Text.", published="2024-03-21"))
    site.publish(*(release(f"r{number}", "Text.", published="2024-03-20") for number in numbers))
    listed = [hit["id"] for page in (1, 2, 3) for hit in site.client.get(f"/api/v1/search?size=100&page={page}").json["hits"]]
    assert (len(listed), listed[0], listed[-1]) == (len(numbers) + 2, "morrow", "eve")
    for place in (0, 1, 2, MAX_PAGE_SIZE, MAX_PAGE_SIZE + 1, 2 * MAX_PAGE_SIZE, len(listed) - 2, len(listed) - 1):
        links = html.fromstring(site.client.get(f"/releases/{listed[place]}").text).xpath("//nav[@class='by-date']//a/@href")
        assert links == [f"/releases/{each}" for each in (*listed[place + 1 : place + 2], *listed[max(0, place - 1) : place])]


def test_a_release_before_a_day_with_more_than_pages_reach_is_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("search_service.web.pages.neighbours", "search_service.answers.result_page"):
        monkeypatch.setattr(f"{module}.MAX_PAGED_HITS", MAX_PAGE_SIZE)  # as a day of 10,000 releases would be
    site.publish(release("eve", "Text.", published="2024-03-19"), release("before", "Text.", published="2024-03-18"))
    site.publish(*(release(f"r{number}", "Text.", published="2024-03-20") for number in range(MAX_PAGE_SIZE + 1)))
    answer = site.client.get("/releases/eve")
    assert (answer.status_code, html.fromstring(answer.text).xpath("//nav[@class='by-date']//a/@href")) == (200, ["/releases/before"])


def test_a_day_that_is_withdrawn_while_it_is_looked_through_is_no_error(site: Site) -> None:
    eve = release("eve", "Text.", published="2024-03-19")
    site.publish(eve, release("morrow", "Text.", published="2024-03-20"))

    class Published(type(site.searcher)):  # type: ignore[misc]  # whatever the engine's searcher is
        def search(self, request: SearchRequest) -> ResultPage:
            answer = super().search(request)
            if request.sort is Sort.OLDEST:
                site.publish(withdraw=("morrow",))
            return answer

    site.searcher.__class__ = Published
    assert neighbours(site.searcher, eve) == (None, None)


def test_it_can_be_passed_on_without_anybody_else(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH))("/releases/bruecken")
    share = tree.xpath("//section[@aria-labelledby='share']")[0]
    assert share.xpath(".//a/@href") == [
        "http://localhost/releases/bruecken",
        "mailto:?subject=Br%C3%BCcken%20werden%20saniert&body=http%3A//localhost/releases/bruecken",
    ]


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
    """Every statement that asks a database anything from here on."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.extend([statement] if statement != "BEGIN" else [])

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("path", "most"), [("", 6), ("?version=9", 8), (".bib", 3), (".ninjs.json", 3)])
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
