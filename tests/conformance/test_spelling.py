"""What the archive says about single words: what a wrong one was meant to be, what abbreviations stand for."""

from __future__ import annotations

import pytest

from search_service.results import AbbreviationEntry, AbbreviationReading
from tests.archives import Archive, MakeArchive, release


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    text = "Das Schwimmbad an der Straße. Die Bürgermeisterin baut Schwimmbäder. Der Rhythmus stimmt."
    return archive_of(*(release(f"r{number}", text) for number in range(6)), release("once", "Ein Seepferdchen."))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Schwimbad", "Schwimmbad"), ("schwimbad", "Schwimmbad"), ("Strase", "Straße"), ("Buergermeisterinn", "Bürgermeisterin")],
)
def test_wrong_word_is_mended_and_written_as_in_the_archive(archive: Archive, typed: str, meant: str) -> None:
    assert archive.searcher.spellings(typed)[:1] == (meant,)


@pytest.mark.parametrize("typed", ["Schwimmbad", "Schwimmbades", "Buergermeisterin", "Seepferdchn", "BVG", "2024", "CO2", "x", ""])
def test_known_words_numbers_and_abbreviations_are_not(archive: Archive, typed: str) -> None:
    assert archive.searcher.spellings(typed) == ()


@pytest.mark.parametrize(("typed", "meant"), [("stechen", ()), ("sthehen", ("stehen",))])
def test_no_word_is_taken_for_one_that_need_not_occur(archive_of: MakeArchive, typed: str, meant: tuple[str, ...]) -> None:
    often = "Die Leute stehen hier, und dort stehen sie auch. Sie stehen, stehen und stehen."
    archive = archive_of(*(release(f"r{number}", often) for number in range(60)), release("rare", "Die Mücken stechen."))
    assert archive.searcher.spellings(typed) == meant


def test_forms_of_one_word_are_suggested_once(archive: Archive) -> None:
    assert archive.searcher.spellings("Schwimbäde") == ("Schwimmbäder",)
    assert archive.searcher.spellings("Schwimbad", size=0) == ()


def test_abbreviations_with_all_readings(archive_of: MakeArchive) -> None:
    clear = "Die Technische Verordnung Ost (TVO) gilt."
    texts = [clear, clear, clear, "Das Amt für Umwelt (AfU) prüft.", "Der Ausschuss für Umwelt (AfU) tagt."]
    archive = archive_of(*(release(f"r{number}", text) for number, text in enumerate(texts)))
    ambiguous, clear_one = archive.searcher.abbreviations()
    assert clear_one == AbbreviationEntry("TVO", (AbbreviationReading("Technische Verordnung Ost", 3),), expanded=True)
    readings = (AbbreviationReading("Amt für Umwelt", 1), AbbreviationReading("Ausschuss für Umwelt", 1))
    assert ambiguous == AbbreviationEntry("AfU", readings, expanded=False)


def test_archive_without_definitions_has_no_abbreviations(archive: Archive) -> None:
    assert archive.searcher.abbreviations() == ()
