"""Saved pages: a rich one, one of a portal that nobody described, the pages of the sample data, and pages that are none."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.sources.base import Read, Rejection, Source, hashed_id
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import known_portals
from indexer.sources.pages.reading import MAX_PAGE_BYTES
from search_service.dates import BERLIN
from search_service.release import Attachment, BlockType, Image, RelatedRelease, Release

ROOT = Path(__file__).resolve().parents[4]
PAGES = ROOT / "tests" / "pages"
FILE_TIME = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)


def read(data: bytes, name: str = "seite.html") -> list[Read | Rejection]:
    return list(read_html(Source(name, io.BytesIO(data), FILE_TIME, known_portals())))


def release_of(html: str | bytes, name: str = "seite.html") -> Release:
    (item,) = read(html.encode() if isinstance(html, str) else html, name)
    assert isinstance(item, Read), item
    return item.release


def saved(name: str) -> Release:
    return release_of((PAGES / name).read_bytes())


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><main><h1>Titel</h1>{body}</main></body></html>"


class TestRichPage:
    release = saved("integrationskonferenz.html")

    def test_head(self) -> None:
        assert self.release.title == "Länder wollen Sprachmittlung in Praxen und Ämtern dauerhaft sichern"
        assert self.release.topics == ("Integration",)
        assert self.release.ministries == ("Ministerium für Arbeit, Soziales und Integration",)
        assert (self.release.published, self.release.published_from) == (datetime(2024, 4, 12, tzinfo=BERLIN), "page")
        assert self.release.url == "https://www.suedermark.example/de/presse/meldung-411"
        assert self.release.id == hashed_id(self.release.url)
        assert self.release.language == "de-DE"

    def test_pictures(self) -> None:
        assert [image.credit for image in self.release.images] == ["dpa", "Landeskreis Rehbach/Imke Thürnau", ""]
        assert self.release.images[1] == Image(
            alt="Eine Dolmetscherin sitzt zwischen einer Ärztin und einem Patienten",
            caption="Sprachmittlerinnen und Sprachmittler begleiten im Land jedes Jahr etwa 40.000 Gespräche.",
            credit="Landeskreis Rehbach/Imke Thürnau",
            url="https://www.suedermark.example/media/praxis.jpg",
        )

    def test_body(self) -> None:
        assert "".join(block.type.value[0] for block in self.release.body) == "phpqphplllp"
        assert self.release.teaser.startswith("Die Südermark hat bei der Fachkonferenz")
        assert "Sprachmittlung als Leistung der gesetzlichen Krankenkassen" in self.release.body_text
        assert self.release.body[3].type is BlockType.QUOTE
        assert self.release.body[7].text == "einen telefonischen Dolmetschdienst für alle Gesundheitsämter,"

    def test_further_releases(self) -> None:
        assert len(self.release.related) == 24
        assert all(each.topic and each.url for each in self.release.related)
        address = "https://www.suedermark.example/de/presse/meldung-408"
        assert self.release.related[2] == RelatedRelease(
            title="Neue Löschfahrzeuge für 22 Gemeinden", topic="Bevölkerungsschutz", url=address
        )

    def test_attachments(self) -> None:
        address = "https://www.suedermark.example/media/beschluss-7-1.pdf"
        assert self.release.attachments == (Attachment(title="Beschluss 7.1 der Fachkonferenz (PDF, 120 KB)", url=address),)

    def test_nothing_else_reaches_the_text(self) -> None:
        everything = self.release.model_dump_json()
        for strange in ("Cookies", "dataLayer", "trackReading", "Vorlesen", "Teilen", "Impressum", "Zählpixel", "Alle Meldungen", "\u00ad"):
            assert strange not in everything


class TestPortalThatNobodyDescribed:
    release = saved("unbekanntes-portal.html")

    def test_facts_of_json_ld_and_meta_tags(self) -> None:
        assert self.release.title == "Moorschutz: Erste Flächen wieder nass"
        assert self.release.topics == ("Naturschutz",)
        assert self.release.ministries == ("Ministerium für Umwelt und Landwirtschaft",)
        assert self.release.published == datetime(2023, 11, 7, 9, 15, tzinfo=BERLIN)
        assert self.release.updated == datetime(2023, 11, 8, 16, 40, tzinfo=BERLIN)
        assert self.release.url == "https://umwelt.heidland.example/aktuelles/moorschutz"

    def test_cut_description_is_the_first_paragraph(self) -> None:
        assert self.release.teaser == "Auf 180 Hektar steigt das Wasser: Das Land hat im Wurtfelder Moor die letzten Gräben verschlossen."
        assert self.release.body[0].text == "Bis 2030 sollen es 2.000 Hektar sein."

    def test_picture_is_taken_as_shown(self) -> None:
        (image,) = self.release.images
        assert (image.alt, image.caption) == ("Ein Bagger schiebt Torf in einen Graben", "Arbeiten im Wurtfelder Moor")
        assert (image.credit, image.url) == ("Heidland/R. Osterkamp", "https://umwelt.heidland.example/aktuelles/bild.jpg")

    def test_body_has_every_text_once(self) -> None:
        assert [block.text for block in self.release.body[1:]] == [
            *("Fragen beantwortet die Moorschutzstelle, Telefon 0123 456789.", "Zahlen"),
            *("Jahr | Hektar", "2022 | 0", "2023 | 180", "Näheres steht im Moorbericht."),
        ]

    def test_links_that_are_no_addresses_are_left_out(self) -> None:
        assert [(each.title, each.topic, each.url[-5:]) for each in self.release.related] == [
            ("Wolfsbericht erschienen", "", "/wolf"),
            ("Talsperren sind gut gefüllt", "Wasser", ""),
        ]
        assert [each.title for each in self.release.attachments] == ["Moorbericht"]


@pytest.mark.parametrize("path", sorted((ROOT / "sample_data" / "pages").glob("*.html")), ids=lambda path: path.stem)
def test_page_of_the_sample_data(path: Path) -> None:
    release = release_of(path.read_bytes(), str(path))
    assert release.id == path.stem
    assert release.published_from == "page"
    assert release.published.date().isoformat() == path.stem[:10]
    assert release.topics and release.ministries and release.teaser and release.related
    assert len(release.body) >= 4
    assert not any(word in release.model_dump_json() for word in ("Cookies", "portal", "Impressum", "Weitere Meldungen", "\u00ad"))


def test_headline_and_text_are_enough() -> None:
    release = release_of("<h1>Kurz</h1><p>Ein Satz.</p>")
    assert (release.title, release.body_text, release.language) == ("Kurz", "Ein Satz.", "de")
    assert (release.published, release.published_from) == (FILE_TIME, "file")
    assert release.id == release.content_hash[:16]


def test_date_from_the_text() -> None:
    release = release_of(page("<p>Am 20. und 21. März 2024 tagte die Runde.</p>"))
    assert (release.published, release.published_from) == (datetime(2024, 3, 21, tzinfo=BERLIN), "text")


@pytest.mark.parametrize(
    "written",
    [
        '<time datetime="2024-03-22T14:05:00+01:00">heute</time>',
        '<time datetime="22.03.2024 14:05">22.03.</time>',
        '<time datetime="unbekannt">22. März 2024, 14.05 Uhr</time>',
        '<p class="date">Stand: Freitag, 22. Maerz 2024 14:05 Uhr</p>',
        '<p class="datum">Möhrenburg, 22.3.2024 14:05</p>',
    ],
)
def test_dates_in_german_spellings(written: str) -> None:
    release = release_of(page(f"{written}<p>Text.</p>"))
    assert (release.published, release.published_from) == (datetime(2024, 3, 22, 14, 5, tzinfo=BERLIN), "page")


def test_an_unreadable_date_gives_way_to_the_next() -> None:
    head = '<meta name="date" content="gestern Abend"><meta name="DC.date" content="bald">'
    release = release_of(page("<time>1. Sept. 2023</time><p>Text.</p>", head))
    assert release.published == datetime(2023, 9, 1, tzinfo=BERLIN)


def test_a_date_among_the_further_releases_is_not_its_own() -> None:
    further = "<section><h2>Weitere Meldungen</h2><ul><li><time>1.1.2020</time><a href='/x'>X</a></li></ul></section>"
    release = release_of(page(f"<p>Text.</p>{further}"))
    assert (release.published_from, [each.title for each in release.related]) == ("file", ["X"])


def test_further_releases_directly_in_the_article() -> None:
    release = release_of(page("<p>Text.</p><h2>Weitere Pressemitteilungen</h2><ul><li><a href='https://a.example/x'>X</a></li></ul>"))
    assert release.related == (RelatedRelease(title="X", url="https://a.example/x"),)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Titel | Landesportal">', "Titel"),
        ('<meta property="og:title" content="Tit…">', "Titel"),
        ('<meta property="og:title" content="Ein anderer">', "Ein anderer"),
        ("<title>Nur im Fenster | Portal</title>", "Titel"),
    ],
)
def test_headline_of_meta_tags_and_page(head: str, title: str) -> None:
    assert release_of(page("<p>Text.</p>", head)).title == title


def test_title_of_the_window_when_there_is_no_headline() -> None:
    assert release_of("<html><head><title>Nur im Fenster | Portal</title></head><body><p>Text.</p>").title == "Nur im Fenster"


def test_kicker_within_the_headline_is_a_topic() -> None:
    release = release_of("<article><h1><span class=kicker>Bahn</span> Neue Züge</h1><p>Text.</p></article>")
    assert (release.topics, release.title) == (("Bahn",), "Neue Züge")


def test_another_teaser_in_the_metadata_loses_no_text() -> None:
    head = '<meta name="description" content="Für Suchmaschinen.">'
    release = release_of(page('<p class="lead">Wie gezeigt.</p><p>Text.</p>', head))
    assert (release.teaser, release.body_text) == ("Für Suchmaschinen.", "Wie gezeigt.\nText.")


def test_credit_within_the_alt_text() -> None:
    (image,) = release_of(page('<img src="a.jpg" alt="Ein Zug (Foto: © dpa)"><img src="pixel.gif" alt=""><p>Text.</p>')).images
    assert (image.alt, image.credit, image.url) == ("Ein Zug", "dpa", "")


def test_links_start_from_the_base_of_the_page() -> None:
    head = '<link rel="canonical" href="https://a.example/de/x"><base href="/medien/">'
    release = release_of(page("<p>Text: <a href='f.pdf#seite=2'>PDF</a></p>", head))
    assert release.attachments == (Attachment(title="PDF", url="https://a.example/medien/f.pdf"),)
    assert release.body_text == "Text: PDF"


def test_address_that_the_browser_noted() -> None:
    html = "<!DOCTYPE html>\n<!-- saved from url=(0029)https://a.example/presse/1 -->\n<html><h1>T</h1><p>Text.</p></html>"
    assert release_of(html).url == "https://a.example/presse/1"


@pytest.mark.parametrize("name", ["2024-03-22-neue-zuege", "2024-03-22-neue-zuege.html", "2024-03-22-neue-zuege/"])
def test_id_is_the_last_part_of_the_address_where_the_portal_says_so(name: str) -> None:
    head = f'<link rel="canonical" href="https://www.nordmark-auen.example/presse/{name}">'
    assert release_of(page("<p>Text.</p>", head)).id == "2024-03-22-neue-zuege"


def test_id_is_a_hash_where_the_last_part_cannot_be_one() -> None:
    address = "https://www.nordmark-auen.example/presse/gr%C3%BC%C3%9Fe"
    assert release_of(page("<p>Text.</p>", f'<link rel="canonical" href="{address}">')).id == hashed_id(address)


@pytest.mark.parametrize(("encoding", "charset"), [("utf-8", "iso-8859-1"), ("cp1252", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-16", "x")])
def test_odd_encodings(encoding: str, charset: str) -> None:
    html = page("<p>Grüße – „schön“, 5 €</p>", f'<meta charset="{charset}">')
    assert release_of(html.encode(encoding)).body_text == "Grüße – „schön“, 5 €"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a page"),
        (b"<html><head></head><body></body></html>", "no headline"),
        (b"<html><body><p>Text ohne alles.</p></body></html>", "no headline"),
        (b"<html><head><title>Abgebrochen</title></head><body><h1>Abgebrochen", "no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        (b"<h1>T</h1>" + b"<div>" * 300 + b"Text", "nested deeper"),
        (b"<h1>T</h1><p>" + b"x" * MAX_PAGE_BYTES, "longer than"),
    ],
)
def test_what_is_no_page_is_rejected(data: bytes, reason: str) -> None:
    (item,) = read(data, "in/kaputt.html")
    assert isinstance(item, Rejection)
    assert (item.source, item.line) == ("in/kaputt.html", None)
    assert reason in item.reason
