"""Lines with a date: which are about the release, and which are sentences of it."""

from __future__ import annotations

import pytest

from indexer.sources.base import Read
from indexer.sources.pages.facts.dateline import LineKind, read_date_line
from tests.indexer.sources.reading import MODIFIED, items_of, release_of

PAGE = "<html><body><main><h1>Inselbahn</h1>%s<p>Die Inselbahn fährt ab sofort wieder bis Köhlerstadt.</p>%s</main></body></html>"
SENTENCES = (
    "Köhlerstadt, 12. März 2024 – Die Bahn legt Pläne vor.",
    "(Köhlerstadt, 12.03.2024) Die Bahn legt Pläne vor.",
    "Der Fahrplan erscheint am 15. April 2024.",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_no_line_about_the_date(text: str) -> None:
    line = read_date_line(text)
    assert line is not None and not line.is_nothing_else


@pytest.mark.parametrize(
    "text", ["Erschienen am 12.03.2024.", "Köhlerstadt, den 12. März 2024", "Presseinfo veröffentlicht am 12.03.2024, 10:00 Uhr"]
)
def test_a_label_with_its_date_is_nothing_else(text: str) -> None:
    line = read_date_line(text)
    assert line is not None and line.is_nothing_else


def test_a_topic_of_a_deadline_says_no_date() -> None:
    line = read_date_line("Sperrfrist für Jauche: 4. Mai 2031")
    assert line is not None and line.kind is LineKind.OTHER


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_with_dates_stay_in_the_text(sentence: str) -> None:
    release = release_of((PAGE % (f"<p>{sentence}</p>", "")).encode())
    assert sentence in [release.teaser, *(block.text for block in release.body)]


def test_what_appears_later_does_not_date_the_release() -> None:
    release = release_of((PAGE % ("<p>12. März 2024</p>", f"<p>{SENTENCES[2]}</p>")).encode())
    assert release.published.date().isoformat() == "2024-03-12"


def test_a_list_below_the_text_does_not_date_it() -> None:
    further = "<h3>Mehr zum Thema</h3><div><h4>Fähre</h4><div>02.03.2024</div></div>"
    release = release_of((PAGE % (f"<p>{SENTENCES[0]}</p>", further)).encode())
    assert release.published.date().isoformat() == "2024-03-12"


def test_a_label_counts_against_the_time_of_an_older_file() -> None:
    release = release_of((PAGE % ("<p>Veröffentlicht am 12.03.2025</p>", "")).encode())
    assert MODIFIED.year == 2024
    assert (release.published.date().isoformat(), release.published_from) == ("2025-03-12", "page")


def test_a_copied_text_keeps_the_sentence_behind_its_dateline() -> None:
    release = release_of(f"Inselbahn fährt\n\n{SENTENCES[0]}\n\nSie fährt stündlich.\n".encode())
    assert (release.teaser, release.published.date().isoformat(), release.published_from) == (SENTENCES[0], "2024-03-12", "page")


def test_date_and_sender_of_a_copied_text_are_no_picture() -> None:
    release = release_of(
        "Inselbahn fährt\n\n12. März 2024\nMinisterium für Verkehr\n\nSie fährt.\n\nDie Karte kostet drei Euro.\n".encode()
    )
    assert (release.published.date().isoformat(), release.ministries, release.images) == ("2024-03-12", ("Ministerium für Verkehr",), ())


@pytest.mark.parametrize("day", ["30. Februar 2024", "31.04.2024", "12. März 2924"])
def test_a_day_that_no_release_has_is_remarked(day: str) -> None:
    for data in ((PAGE % (f"<p>Datum: {day}</p>", "")), f"Inselbahn fährt\n\nDatum: {day}\n\nSie fährt.\n\nSie hält überall.\n"):
        (item,) = items_of(data.encode())
        assert isinstance(item, Read) and any(day in remark for remark in item.account.remarks)


def test_days_that_exist_are_no_remark() -> None:
    (item,) = items_of((PAGE % ("<p>Datum: 29. Februar 2024</p>", "")).encode())
    assert isinstance(item, Read) and not item.account.remarks
