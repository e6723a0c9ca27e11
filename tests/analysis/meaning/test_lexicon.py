"""The lexicon as engines read it: forms, classes, prefixes, and growth without renumbering."""

from pathlib import Path

import pytest

from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon, extend_lexicon
from search_service.analysis.tokenizer import index_terms
from search_service.analysis.tokens import Kind


def lexicon_of(folder: Path, *texts: str) -> tuple[Lexicon, WordCounts]:
    counts = WordCounts()
    terms: set[str] = set()
    for text in texts:
        counts.add(text)
        terms.update(index_terms(text)[0])
    folder.mkdir(parents=True)
    return build_lexicon(counts, terms, folder), counts


def names(lexicon: Lexicon, class_id: int) -> set[str]:
    return {lexicon.form(number) for number in lexicon.forms_of_class(class_id).tolist()}


def test_forms_of_one_word_share_a_class(tmp_path: Path) -> None:
    lexicon, _ = lexicon_of(tmp_path / "1", "das Gesetz, die Gesetze des Gesetzes, Wohnung")
    assert names(lexicon, lexicon.meaning("Gesetz").class_id) == {"gesetz", "gesetze", "gesetzes"}
    assert names(lexicon, lexicon.meaning("Gesetzen").class_id) == {"gesetz", "gesetze", "gesetzes"}


def test_words_that_the_archive_does_not_know(tmp_path: Path) -> None:
    lexicon, _ = lexicon_of(tmp_path / "1", "das Gesetz")
    assert lexicon.form_id("wohnung") == -1
    assert lexicon.meaning("Wohnung").class_id == -1


def test_dates_and_sections_have_no_class(tmp_path: Path) -> None:
    lexicon, _ = lexicon_of(tmp_path / "1", "am 21.3.2024 nach § 29")
    kinds = {lexicon.form(i): KINDS[lexicon.kinds[i]] for i in range(lexicon.forms) if lexicon.class_of[i] < 0}
    assert kinds == {"@2024-03-21": Kind.DATE, "@03-21": Kind.DATE, "§29": Kind.SECTION}


@pytest.mark.parametrize("prefix", ["Müll", "muell", "mueller"])
def test_prefixes_are_looked_up_on_plain_forms(tmp_path: Path, prefix: str) -> None:
    lexicon, _ = lexicon_of(tmp_path / "1", "Müllerstraße, Müller:innen, Mueller-Weg")
    assert {lexicon.form(number) for number in lexicon.forms_with_prefix(prefix).tolist()} == {"muellerstrasse", "mueller"}


def test_an_extended_lexicon_keeps_its_numbers(tmp_path: Path) -> None:
    old, counts = lexicon_of(tmp_path / "1", "das Gesetz, die Gesetze am 21.3.2024")
    counts.add("des Gesetzes Abfall")
    (tmp_path / "2").mkdir()
    new = extend_lexicon(old, counts, ["gesetzes", "abfall", "gesetz"], tmp_path / "2")
    assert [new.form(i) for i in range(old.forms)] == [old.form(i) for i in range(old.forms)]
    assert new.class_of[: old.forms].tolist() == old.class_of.tolist()
    assert names(new, new.meaning("Gesetz").class_id) == {"gesetz", "gesetze", "gesetzes"}
    assert new.forms == old.forms + 2
    assert [new.form(number) for number in new.forms_with_prefix("ab").tolist()] == ["abfall"]


def test_where_the_parts_of_a_compound_stand_is_stored(tmp_path: Path) -> None:
    text = "Die Müllabfuhr, der Müll, die Abfuhr. Das Arbeitsamt, die Arbeit, ein Amt. Lehrerinnenmangel, Lehrerin, Mangel. " * 20
    old, counts = lexicon_of(tmp_path / "1", text)
    counts.add("Das Müllamt. " * 20)
    (tmp_path / "2").mkdir()
    new = extend_lexicon(old, counts, ["muellamt"], tmp_path / "2")
    for lexicon in (old, new):
        taken = lexicon.taken_apart(lexicon.form_id("muellabfuhr"))
        assert [taken.word[start:end] for _, start, end in taken.parts] == ["muell", "abfuhr"]
        assert [part for part, _, _ in taken.parts] == [lexicon.meaning(word).class_id for word in ("Müll", "Abfuhr")]
        taken = lexicon.taken_apart(lexicon.form_id("arbeitsamt"))
        assert [taken.word[start:end] for _, start, end in taken.parts] == ["arbeit", "amt"]
        assert lexicon.taken_apart(lexicon.form_id("arbeit")).parts == ()
    taken = new.taken_apart(new.form_id("muellamt"))
    assert [(part, taken.word[start:end]) for part, start, end in taken.parts] == [
        (new.meaning("Müll").class_id, "muell"),
        (new.meaning("Amt").class_id, "amt"),
    ]
