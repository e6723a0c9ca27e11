"""Pages as plain text: a rich one, which must say the same as the saved page of the same release, and other layouts."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.sources.base import Read, Reader, Rejection, Source
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import known_portals
from indexer.sources.pages.text_page import read_text
from search_service.dates import BERLIN
from search_service.release import Image, RelatedRelease, Release

PAGES = Path(__file__).resolve().parents[3] / "pages"
FILE_TIME = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)
BODY = "Ein Vorspann.\n\nDer erste Absatz.\n\nDer zweite Absatz."


def read(data: bytes, reader: Reader = read_text) -> list[Read | Rejection]:
    return list(reader(Source("in/meldung.txt", io.BytesIO(data), FILE_TIME, known_portals())))


def release_of(text: str | bytes, reader: Reader = read_text) -> Release:
    (item,) = read(text.encode() if isinstance(text, str) else text, reader)
    assert isinstance(item, Read), item
    return item.release


def blocks_of(text: str) -> list[tuple[str, str]]:
    return [(block.type.value[0], block.text) for block in release_of(text).body]


class TestRichPage:
    release = release_of((PAGES / "integrationskonferenz.txt").read_bytes())
    saved = release_of((PAGES / "integrationskonferenz.html").read_bytes(), read_html)

    def test_head(self) -> None:
        assert (self.release.topics, self.release.title, self.release.teaser) == (self.saved.topics, self.saved.title, self.saved.teaser)
        assert self.release.ministries == ()

    def test_pictures(self) -> None:
        assert self.release.images == tuple(image.model_copy(update={"url": ""}) for image in self.saved.images)

    def test_body(self) -> None:
        assert "".join(block.type.value[0] for block in self.release.body) == "phppphplllp"
        assert self.release.body_text == self.saved.body_text

    def test_further_releases(self) -> None:
        assert len(self.release.related) == 24
        assert self.release.related == tuple(each.model_copy(update={"url": ""}) for each in self.saved.related)

    def test_date_is_the_last_that_the_body_names(self) -> None:
        assert (self.release.published, self.release.published_from) == (datetime(2024, 4, 12, tzinfo=BERLIN), "text")

    def test_id_follows_from_the_content(self) -> None:
        assert self.release.id == self.release.content_hash[:16]


@pytest.mark.parametrize(
    ("head", "topics"),
    [
        ("Kunst und Kultur\n\nDas Museum öffnet wieder\n\n", ("Kunst und Kultur",)),
        ("Kultur\nDas Museum öffnet wieder\n\n", ("Kultur",)),
        ("  • Kultur\n  • Städtebau\n\nDas Museum öffnet wieder\n\n", ("Kultur", "Städtebau")),
        ("Das Museum öffnet wieder\n\n", ()),
    ],
)
def test_kicker_and_headline(head: str, topics: tuple[str, ...]) -> None:
    release = release_of(head + BODY)
    assert (release.topics, release.title) == (topics, "Das Museum öffnet wieder")
    assert (release.teaser, release.body_text) == ("Ein Vorspann.", "Der erste Absatz.\nDer zweite Absatz.")


def test_headline_without_kicker_above_pictures() -> None:
    release = release_of(f"Museum öffnet\n\nEin altes Haus\nDas Museum. (Foto: © dpa)\n\n{BODY}")
    assert (release.title, release.topics) == ("Museum öffnet", ())
    assert release.images == (Image(alt="Ein altes Haus", caption="Das Museum.", credit="dpa"),)


def test_a_picture_without_caption_at_the_end() -> None:
    release = release_of(f"Kultur\n\nMuseum öffnet\n\nHaus\nDas Haus.\nGarten (Foto: dpa)\n\n{BODY}")
    assert release.images[1] == Image(alt="Garten", credit="dpa")


def test_lines_with_nothing_below_them_are_the_body() -> None:
    release = release_of("Museum öffnet\n\nErster Absatz.\nZweiter Absatz.")
    assert (release.images, release.body_text) == ((), "Erster Absatz.\nZweiter Absatz.")


@pytest.mark.parametrize("head", ["Kultur\n\nMuseum öffnet\n\n{}\n\n", "{}\n\nKultur\n\nMuseum öffnet\n\n", "Museum öffnet\n\n{}\n\n"])
@pytest.mark.parametrize("date", ["22. März 2024", "22.03.2024", "Möhrenburg, den 22.3.2024", "Stand: 22. Mär. 2024"])
def test_a_line_with_a_date(head: str, date: str) -> None:
    release = release_of(head.format(date) + BODY)
    assert (release.title, release.published_from) == ("Museum öffnet", "page")
    assert release.published == datetime(2024, 3, 22, tzinfo=BERLIN)


def test_a_headline_that_ends_with_a_date_stays_the_headline() -> None:
    release = release_of(f"Landesregierung\n\nAus dem Kabinett vom 16. April 2024\n\n{BODY}")
    assert (release.title, release.published_from) == ("Aus dem Kabinett vom 16. April 2024", "file")


def test_a_line_with_a_ministry() -> None:
    release = release_of(f"Bahn\n\nNeue Züge\n\nMinisterium für Verkehr, Bau und Häfen\n\n{BODY}")
    assert (release.ministries, release.teaser) == (("Ministerium für Verkehr, Bau und Häfen",), "Ein Vorspann.")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Was jetzt folgt\n\nEin Satz.", [("h", "Was jetzt folgt"), ("p", "Ein Satz.")]),
        ("Was folgt daraus?\n\nEin Satz.", [("h", "Was folgt daraus?"), ("p", "Ein Satz.")]),
        ("Ein Satz.\n\nohne Punkt am Ende", [("p", "Ein Satz."), ("p", "ohne Punkt am Ende")]),
        ("Drei Punkte:\n\n• eins\n- zwei\n– drei", [("p", "Drei Punkte:"), ("l", "eins"), ("l", "zwei"), ("l", "drei")]),
        ("Ein Absatz, der über\nmehrere Zeilen läuft.\n\nEnde.", [("p", "Ein Absatz, der über mehrere Zeilen läuft."), ("p", "Ende.")]),
        ("Erster Absatz.\nZweiter Absatz.", [("p", "Erster Absatz."), ("p", "Zweiter Absatz.")]),
        ("„Ein Zitat“, sagte sie.\n\n// //\n\n* * *", [("p", "„Ein Zitat“, sagte sie.")]),
    ],
)
def test_blocks(text: str, blocks: list[tuple[str, str]]) -> None:
    assert blocks_of(f"Kultur\n\nMuseum öffnet\n\nEin Vorspann.\n\n{text}") == blocks


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Ein Zug\n  • Bahn\n\nNeue Züge\n\nNoch eine\n", [("Bahn", "Neue Züge"), ("", "Noch eine")]),
        ("  • Bahn\n  • Bus\nNeue Züge", [("Bahn, Bus", "Neue Züge")]),
        ("Neue Züge\n\nNeue Busse\n\n// //", [("", "Neue Züge"), ("", "Neue Busse")]),
    ],
)
def test_further_releases(text: str, titles: list[tuple[str, str]]) -> None:
    release = release_of(f"Museum öffnet\n\n{BODY}\n\nWeitere Meldungen\n\n{text}")
    assert release.related == tuple(RelatedRelease(title=title, topic=topic) for topic, title in titles)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_windows_line_ends(encoding: str) -> None:
    text = "Müllabfuhr\r\n\r\nGrünes Licht für größere Tonnen\r\n\r\nKurz.\r\n\r\nEin Absatz.\r\n"
    release = release_of(text.encode(encoding))
    assert (release.topics, release.title, release.body_text) == (("Müllabfuhr",), "Grünes Licht für größere Tonnen", "Ein Absatz.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "no headline"), (b"\n// //\n", "no headline"), (b"Nur eine Zeile", "no text"), (b"A\x00B", "NUL")],
)
def test_what_is_no_release_is_rejected(data: bytes, reason: str) -> None:
    (item,) = read(data)
    assert isinstance(item, Rejection)
    assert (item.source, item.line) == ("in/meldung.txt", None)
    assert reason in item.reason
