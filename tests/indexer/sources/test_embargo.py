"""Notes that bar a text, and what is not for publication."""

from __future__ import annotations

from datetime import datetime

import pytest

from indexer.sources.embargo import embargo_of, is_embargo, split_title, without_private_notes
from search_service.dates import BERLIN
from search_service.errors import InvalidReleaseError
from search_service.release import Block
from tests.indexer.sources.reading import release_of

PUBLISHED = datetime(2024, 12, 20, 9, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("Sperrfrist: 21.12.2024, 10:00 Uhr", "2024-12-21T10:00:00+01:00"),
        ("SPERRFRIST bis Samstag, den 21. Dezember 2024, 10 Uhr!", "2024-12-21T10:00:00+01:00"),
        ("Achtung, Sperrfrist: 21. Dezember 19.00 Uhr", "2024-12-21T19:00:00+01:00"),
        ("Sperrfrist: 3. Januar, 6 Uhr", "2025-01-03T06:00:00+01:00"),
        ("Sperrfrist: heute, 19 Uhr", "2024-12-20T19:00:00+01:00"),
        ("Frei ab 21.12.2024", "2024-12-21T00:00:00+01:00"),
        ("Embargoed until 2024-12-21T10:00", "2024-12-21T10:00:00+01:00"),
    ],
)
def test_the_end_is_read(note: str, end: str) -> None:
    assert is_embargo(note)
    found = embargo_of([note], PUBLISHED)
    assert found is not None and found.isoformat() == end


@pytest.mark.parametrize("note", ["Sperrfrist: keine", "Sperrfrist aufgehoben", "Keine Sperrfrist", "Die Sperrfrist endet am 3. Mai 2025."])
def test_what_bars_nothing(note: str) -> None:
    assert embargo_of([note], PUBLISHED) is None


def test_an_end_that_nobody_can_read_keeps_the_text_back() -> None:
    with pytest.raises(InvalidReleaseError, match=r"barred by “Sperrfrist: Redebeginn”.*embargo_until"):
        embargo_of(["Sperrfrist: Redebeginn"], PUBLISHED)


def test_a_title_may_begin_with_a_note() -> None:
    assert split_title("Sperrfrist 21.12.2024, 10 Uhr: Neue Schule") == ("Sperrfrist 21.12.2024, 10 Uhr", "Neue Schule")
    assert split_title("Sperrfristen im Düngerecht bleiben") == ("", "Sperrfristen im Düngerecht bleiben")


def test_what_follows_a_note_to_editors_is_left_out() -> None:
    texts = ["Ein Satz.", "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt", "Kontakt: +49 30 1"]
    assert without_private_notes([Block(text=text) for text in texts]) == (Block(text="Ein Satz."),)
    with pytest.raises(InvalidReleaseError, match="not for publication"):
        without_private_notes([Block(text="NICHT ZUR VERÖFFENTLICHUNG"), Block(text="Ein Satz.")])


@pytest.mark.parametrize(
    "text", ["Sperrfrist für Gülle beginnt", "Sperrfrist bis 31. Januar verlängert", "Frei ab 18 Jahren", "Embargo gegen 3 Länder"]
)
def test_a_sentence_about_embargoes_bars_nothing(text: str) -> None:
    assert embargo_of([text], PUBLISHED) is None


PAGE = (
    "<html><body><main><h1>Moorbahn</h1>%s<p>21. März 2024</p><p>Die Moorbahn fährt ab sofort wieder nach Köhlerstadt.</p>%s</main>"
    "</body></html>"
)


@pytest.mark.parametrize("note", ["<p>Sperrfrist: 21.12.2030, 10 Uhr</p>", "<div><b>Sperrfrist:</b> <span>21.12.2030</span>, 10 Uhr</div>"])
def test_a_page_is_hidden_as_its_note_says(note: str) -> None:
    release = release_of((PAGE % (note, "")).encode())
    assert release.visible_from.isoformat() == "2030-12-21T10:00:00+01:00"


def test_a_copied_text_is_hidden_as_its_note_says() -> None:
    release = release_of("Sperrfrist: 21.12.2030, 10 Uhr\n\nMoorbahn fährt\n\n21. März 2024\n\nEin Satz.\n\nZwei.\n".encode())
    assert release.visible_from.isoformat() == "2030-12-21T10:00:00+01:00"


def test_what_a_page_marks_as_private_is_left_out() -> None:
    private = "<p>Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt</p><p>Kontakt: 030 1</p>"
    assert "030" not in release_of((PAGE % ("", private)).encode()).model_dump_json()


def test_a_page_that_links_to_the_word_is_not_barred() -> None:
    links = "<nav><a href='/x'>Sperrfristen</a> <a href='/y'>Sperrfrist für Dünger</a></nav>"
    assert release_of((PAGE % (links, "")).encode()).embargo_until is None


@pytest.mark.parametrize(
    "text",
    [
        "Hinweis an die Redaktionen (nicht zur Veröffentlichung):",
        "+++ Nur für die Redaktionen +++",
        "Achtung: nicht zur Veröffentlichung bestimmt!",
        "Die nachstehenden Angaben sind nicht für die Öffentlichkeit bestimmt.",
        "NUR FÜR DEN INTERNEN GEBRAUCH",
    ],
)
def test_lines_that_are_marks_of_what_is_private(text: str) -> None:
    assert without_private_notes([Block(text="Ein Satz."), Block(text=text), Block(text="Kontakt.")]) == (Block(text="Ein Satz."),)


@pytest.mark.parametrize(
    "text",
    [
        "Das Gutachten war nicht für die Öffentlichkeit bestimmt.",
        "Embargo: Ölpreis steigt",
        "Sperrfrist für Gülle beginnt am 1. Oktober 2030",
        "Der Zugang ist nur für die Redaktion der Zeitung eine Hürde.",
    ],
)
def test_sentences_that_mention_such_notes_stay(text: str) -> None:
    assert without_private_notes([Block(text="Ein Satz."), Block(text=text)])[-1] == Block(text=text)
    assert not is_embargo(text)
