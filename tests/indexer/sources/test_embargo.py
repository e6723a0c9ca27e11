"""Notes that bar a text, and what is not for publication."""

from __future__ import annotations

from datetime import datetime

import pytest

from indexer.sources.embargo import embargo_of, is_embargo, split_title, without_private_notes
from search_service.dates import BERLIN
from search_service.errors import InvalidReleaseError
from search_service.release import Block
from tests.indexer.sources.reading import as_json, reason_of, release_of

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


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("Frei ab 4. Mai 2031, 11 Uhr", "2031-05-04T11:00:00+02:00"),
        ("Achtung: Frei ab 4. Mai 2031, 11 Uhr", "2031-05-04T11:00:00+02:00"),
        ("Frei für die Sonntagsausgaben ab 4. Mai 2031", "2031-05-04T00:00:00+02:00"),
        ("Nicht vor dem 4. Mai 2031, 11 Uhr veröffentlichen!", "2031-05-04T11:00:00+02:00"),
        ("+++ Sperrfrist: 4. Mai 2031, 11 Uhr +++", "2031-05-04T11:00:00+02:00"),
        ("Es gilt das gesprochene Wort! Sperrfrist: 4. Mai 2031", "2031-05-04T00:00:00+02:00"),
    ],
)
def test_a_note_bars_whatever_format_it_stands_in(note: str, end: str) -> None:
    record = {
        "title": "Fähre fährt",
        "published": "2024-03-21",
        "teaser": "Sie fährt.",
        "body": [{"type": "heading", "text": note}, {"text": "Ja."}],
    }
    text = f"{note}\n\nFähre fährt\n\n21. März 2024\n\nEin Satz.\n\nZwei.\n"
    for data in (as_json(record), text.encode(), (PAGE % (f"<p>{note}</p>", "")).encode()):
        release = release_of(data)
        assert release.visible_from.isoformat() == end
        assert note not in release.model_dump_json()


def test_a_record_may_call_the_embargo_by_its_german_name() -> None:
    record = {"title": "Fähre fährt", "published": "2024-03-21", "teaser": "Sie fährt.", "sperrfrist": "04.05.2031"}
    assert release_of(as_json(record)).visible_from.isoformat() == "2031-05-04T00:00:00+02:00"


@pytest.mark.parametrize(
    "note", ["Es gilt das gesprochene Wort. Sperrfrist: Beginn der Rede", "Bitte beachten Sie die Sperrfrist bis zum Schluss!"]
)
def test_a_note_without_an_end_is_a_rejection(note: str) -> None:
    assert "until when cannot be read" in reason_of(f"Fähre fährt\n\n21. März 2024\n\n{note}\n\nEin Satz.\n".encode())


@pytest.mark.parametrize("text", ["Sperrfrist für Jauche: 4. Mai 2031", "Nicht vor dem 4. Mai 2031", "Aufruf: Sperrfrist beachten!"])
def test_a_topic_is_no_note(text: str) -> None:
    assert not is_embargo(text)


PRIVATE = [
    "Nicht zur Veröffentlichung bestimmt: Durchwahl 4711",
    "(nicht zur Ver-\nöffentlichung bestimmt)",
    "(Nicht für die Öffentlichkeit bestimmt) Durchwahl 4711",
    "Nicht zur Veröffentlichung bestimmt\nHerr Maar, Durchwahl 4711",
]


@pytest.mark.parametrize("note", PRIVATE)
def test_what_is_private_is_left_out_in_every_format(note: str) -> None:
    record = {"title": "Fähre fährt", "published": "2024-03-21", "body": f"Ein Satz.\n{note}\nDurchwahl 4711"}
    table = f'Titel;Datum;Text\nFähre fährt;21.03.2024;"Ein Satz.\n{note}\nDurchwahl 4711"\n'
    text = f"Fähre fährt\n\n21. März 2024\n\nEin Satz.\n\n{note}\n\nDurchwahl 4711\n"
    for data in (as_json(record), table.encode(), text.encode()):
        release = release_of(data)
        assert [release.teaser, *(block.text for block in release.body)] in (["Ein Satz."], ["", "Ein Satz."])


def test_a_note_within_a_teaser_ends_it() -> None:
    record = {"title": "Fähre", "published": "2024-03-21", "teaser": f"Sie fährt. {PRIVATE[0]}", "body": "Ein Satz."}
    assert release_of(as_json(record)).teaser == "Sie fährt."


@pytest.mark.parametrize(
    "text", ["Die Daten waren laut Amt nicht zur Veröffentlichung bestimmt.", "Nicht zur Veröffentlichung bestimmt ist die Liste der Orte."]
)
def test_sentences_about_what_is_private_cut_nothing(text: str) -> None:
    assert without_private_notes([Block(text="Ein Satz."), Block(text=text), Block(text="Zwei.")])[-1] == Block(text="Zwei.")


def test_the_letter_bars_what_it_hands_over() -> None:
    mail = (
        "From: Amt <a@amt.example>\nSubject: Fähre fährt\nDate: Thu, 21 Mar 2024 09:00:00 +0100\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
        "Sehr geehrte Damen und Herren,\n\nanbei unsere Meldung mit Sperrfrist: 04.05.2031, 11 Uhr, um deren Beachtung wir bitten.\n\n"
        "Fähre fährt\n\nEin Satz steht hier.\n\nMit freundlichem Gruß\nIhre Pressestelle\n"
    )
    release = release_of(mail.encode())
    assert release.visible_from.isoformat() == "2031-05-04T11:00:00+02:00"
    assert [block.text for block in release.body] == ["Ein Satz steht hier."]
