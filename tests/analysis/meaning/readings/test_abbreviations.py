"""What abbreviations mean in an archive."""

from pathlib import Path

from search_service.analysis.meaning.lexicon_builder import extend_lexicon
from search_service.analysis.meaning.readings.abbreviations import DefinitionCounts
from tests.analysis.small_archives import counts_of, lexicon_of

BVV = "der Bezirk, die Verordneten, die Versammlung; die Bezirksverordnetenversammlung (BVV) tagt"
MIETE = "das Berliner Mietenamt (BM), ein Bundesministerium (BM)"


def test_a_clear_reading_expands_a_query(tmp_path: Path) -> None:
    abbreviations = lexicon_of([BVV] * 5, tmp_path).abbreviations
    reading = abbreviations.expansion("bvv")
    assert reading is not None
    assert (reading.long, reading.count) == ("Bezirksverordnetenversammlung", 5)
    assert abbreviations.short_forms(reading.classes) == ["BVV"]


def test_rare_and_ambiguous_readings_are_only_listed(tmp_path: Path) -> None:
    rare, ambiguous = lexicon_of([BVV] * 2, tmp_path / "1").abbreviations, lexicon_of([MIETE] * 5, tmp_path / "2").abbreviations
    assert rare.expansion("BVV") is None
    assert ambiguous.expansion("BM") is None
    assert [reading.long for reading in ambiguous.readings("BM")] == ["Berliner Mietenamt", "Bundesministerium"]
    assert ambiguous.readings("XY") == ()


def test_inflected_long_forms_are_one_reading(tmp_path: Path) -> None:
    texts = ["der Allgemeine Ordnungsdienst (AOD)", "des Allgemeinen Ordnungsdienstes (AOD)", "dem Allgemeinen Ordnungsdienst (AOD)"]
    (reading,) = lexicon_of(texts, tmp_path).abbreviations.readings("AOD")
    assert reading.count == 3


def test_one_long_word_must_have_parts_for_the_capitals(tmp_path: Path) -> None:
    lexicon = lexicon_of(["der Flughafen Brandenburg (BER)"] * 5, tmp_path)
    assert [reading.long for reading in lexicon.abbreviations.readings("BER")] == ["Brandenburg"]
    assert lexicon.abbreviations.expansion("BER") is None


def test_definitions_are_additive(tmp_path: Path) -> None:
    counts = DefinitionCounts()
    for text in (BVV, BVV, MIETE):
        counts.change(text, 1)
    counts.change(MIETE, -1)
    counts.save(tmp_path)
    assert [count for _, count in DefinitionCounts.load(tmp_path)] == [2]


def test_an_extended_lexicon_keeps_its_abbreviations(tmp_path: Path) -> None:
    old = lexicon_of([BVV] * 3, tmp_path / "old")
    (tmp_path / "new").mkdir()
    new = extend_lexicon(old, counts_of([BVV] * 3), ["garten"], tmp_path / "new")
    assert list(new.abbreviations) == list(old.abbreviations)
