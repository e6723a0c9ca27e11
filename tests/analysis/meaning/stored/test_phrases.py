"""How sequences of words are written, and how phrases are found by what was typed of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.analysis.meaning.counts.word_sequences import WordSequence
from search_service.analysis.meaning.stored.phrases import (
    PHRASES_FILE,
    Excerpt,
    Phrase,
    Phrases,
    phrase_key,
    write_phrases,
    written_phrases,
)
from tests.analysis.small_archives import evidence_of

EVIDENCE = evidence_of("neue neuer neues neuen neuem gehen geht")


class Written:
    """Excerpts by place."""

    def __init__(self, *excerpts: Excerpt) -> None:
        self._excerpts = excerpts

    def excerpt(self, place: int, words: int) -> Excerpt:
        return self._excerpts[place]


@pytest.mark.parametrize(
    ("excerpt", "is_phrase"),
    [
        (Excerpt(" ", "Weiler Feld", " "), True),
        (Excerpt("„", "neue Brücke", "“"), True),
        (Excerpt("", "Haus der Kulturen", "."), True),
        (Excerpt("(", "Karl-Muster-Straße", ")"), True),
        (Excerpt("-", "Muster-Straße", " "), False),
        (Excerpt(" ", "Karl-Muster", "-"), False),
        (Excerpt("@", "Weiler Feld", " "), False),
        (Excerpt(" ", "weiler.example", " "), False),
        (Excerpt(" ", "Weiler Str", "."), False),
        (Excerpt(" ", "Weiler\nFeld", " "), False),
        (Excerpt(" ", "Brücke geht", " "), False),
        (Excerpt(" ", "geht Brücke", " "), False),
        (Excerpt(" ", "Neue neue", " "), False),
    ],
)
def test_a_phrase_is_whole_and_ends_with_a_noun(excerpt: Excerpt, is_phrase: bool) -> None:
    found = written_phrases([WordSequence((1, 2), 3, (0,))], Written(excerpt), EVIDENCE)
    assert [phrase.text for phrase in found] == ([excerpt.text] if is_phrase else [])


def test_the_most_frequent_spelling_is_shown_and_each_phrase_once() -> None:
    texts = ("Weilers Feld", "Weiler Feld", "Weiler Feld", "WEILER FELD", "weiler gehen")
    written = Written(*(Excerpt(" ", text, " ") for text in texts))
    found = written_phrases([WordSequence((1, 2), 9, (0, 1, 2, 3, 4))], written, EVIDENCE)
    assert found == [Phrase("weiler feld", "Weiler Feld", (1, 2), 9)]


@pytest.fixture
def phrases(tmp_path: Path) -> Phrases:
    written = [
        Phrase("lange nacht", "Lange Nacht", (3, 4), 9),
        Phrase("langen nacht der museen", "Langen Nacht der Museen", (3, 4, 1, 8), 5),
        Phrase("lange nacht der choere", "Lange Nacht der Chöre", (3, 4, 1, 2), 6),
        Phrase("karl muster strasse", "Karl-Muster-Straße", (7, 5, 6), 3),
    ]
    write_phrases(tmp_path / PHRASES_FILE, written)
    return Phrases.open(tmp_path)


def texts(found: list[Phrase]) -> list[str]:
    return [phrase.text for phrase in found]


def test_phrases_are_found_by_classes_and_the_next_word(phrases: Phrases) -> None:
    assert texts(phrases.going_on([3], "na", most=9)) == ["Lange Nacht", "Lange Nacht der Chöre", "Langen Nacht der Museen"]
    assert texts(phrases.going_on([3, 4], "", most=9)) == ["Lange Nacht der Chöre", "Langen Nacht der Museen"]
    assert phrases.going_on([3, 4, 1], "mu", most=9) == [Phrase("langen nacht der museen", "Langen Nacht der Museen", (3, 4, 1, 8), 5)]
    assert phrases.going_on([4], "", most=9) == phrases.going_on([3, 4, 1, 8], "", most=9) == phrases.going_on([1] * 9, "", most=9) == []
    assert texts(phrases.going_on([7, 5], "str", most=9)) == ["Karl-Muster-Straße"]


def test_phrases_are_found_by_their_beginning(phrases: Phrases) -> None:
    assert texts(phrases.beginning_with("lan", most=2)) == ["Lange Nacht", "Lange Nacht der Chöre"]
    assert texts(phrases.beginning_with("karl m", most=2)) == ["Karl-Muster-Straße"]
    assert len(phrases) == 4


def test_keys_are_folded_words() -> None:
    assert phrase_key("Müller-Platz  der Straße") == "mueller platz der strasse"
