"""Fragments: cut at sentences or words, marks in the right places, nothing invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.explain.sentences import sentences_with
from search_service.explain.snippets import FRAGMENTS, WIDTH, Mark, make_snippets
from search_service.results import Snippet
from search_service.schema import Field

LONG = "Der Ausschuss hat getagt. " * 20


def cut(text: str, *words: str, field: Field = Field.BODY) -> tuple[Snippet, ...]:
    marks = [
        Mark(found.start(), found.end(), frozenset({number})) for number, word in enumerate(words) for found in re.finditer(word, text)
    ]
    texts = dict.fromkeys(Field, "") | {field: text}
    return make_snippets(texts, {field: sorted(marks, key=lambda mark: mark.start)})


def cut_all(texts: dict[Field, str], word: str) -> tuple[Snippet, ...]:
    marks = {
        field: [Mark(found.start(), found.end(), frozenset({0})) for found in re.finditer(word, text)] for field, text in texts.items()
    }
    return make_snippets(dict.fromkeys(Field, "") | texts, marks)


def shown(snippet: Snippet) -> str:
    return "".join(f"[{part.text}]" if part.match else part.text for part in snippet.parts)


def test_short_text_is_shown_whole() -> None:
    assert [shown(each) for each in cut("Am 19. Mai tagte der Rat.", "Rat")] == ["Am 19. Mai tagte der [Rat]."]


def test_title_is_never_cut() -> None:
    (snippet,) = cut(LONG + "Klima", "Klima", field=Field.TITLE)
    assert shown(snippet) == LONG + "[Klima]"


def test_a_fragment_is_whole_sentences_where_there_is_room() -> None:
    (snippet,) = cut(LONG + "Nun zum Klima im Land. Danach war Schluss. " + LONG, "Klima")
    assert shown(snippet) == "Nun zum [Klima] im Land. Danach war Schluss. Der Ausschuss hat getagt."


def test_a_long_sentence_is_cut_between_words() -> None:
    (snippet,) = cut("vorher " * 60 + "Klima-Schutz" + " nachher" * 60, "Klima")
    assert re.fullmatch(r"… (vorher )+\[Klima\]-Schutz( nachher)+ …", shown(snippet))
    assert len(shown(snippet)) <= WIDTH + 6


@pytest.mark.parametrize(
    "body",
    [
        "Der Rat berät heute über das Klima im Land.",
        "Der Rat berät heute  über das Klima im Land!",
        "Der Rat berät heute über das Klima im Land, wie jedes Jahr. Und sonst nichts.",
    ],
)
def test_no_sentence_is_shown_twice(body: str) -> None:
    sentence = "Der Rat berät heute über das Klima im Land."
    assert len(cut_all({Field.TEASER: sentence, Field.BODY: body}, "Klima")) == 1
    (title,) = cut_all({Field.TITLE: sentence, Field.BODY: body}, "Klima")
    assert title.field is Field.TITLE


def test_contact_data_are_shown_only_where_nothing_else_has_the_word() -> None:
    contact = "Amt für Klima, Telefon (030) 123456, klima@amt.example"
    (snippet,) = cut(f"{contact}\nDas Klima ändert sich.", "Klima")
    assert shown(snippet) == "Das [Klima] ändert sich."
    assert shown(cut(contact, "Klima")[0]).startswith("Amt für [Klima], Telefon")


def test_rare_words_come_first() -> None:
    texts = dict.fromkeys(Field, "") | {Field.BODY: "Der Verkehr ruht.\nDas Klima ändert sich."}
    marks = {Field.BODY: [Mark(4, 11, frozenset({0})), Mark(22, 27, frozenset({1}))]}
    assert [shown(each) for each in make_snippets(texts, marks, (1.0, 1.5))] == ["Das [Klima] ändert sich.", "Der [Verkehr] ruht."]


def test_ordinal_number_and_title_begin_no_sentence() -> None:
    text = "x" * 300 + " beim 19. Treffen sprach Dr. Böhm über das Klima in der Stadt und vieles mehr. " + LONG
    (snippet,) = cut(text, "Klima")
    assert shown(snippet).startswith("… ")


def test_fragment_does_not_run_over_a_block() -> None:
    (snippet,) = cut(f"Überschrift\nDas Klima\n{LONG}", "Klima")
    assert shown(snippet) == "Das [Klima]"


def test_best_fragments_have_most_different_words() -> None:
    text = f"Klima. Klima. {LONG * 2}Klima und Verkehr. {LONG * 2}Verkehr. {LONG}"
    snippets = cut(text, "Klima", "Verkehr")
    assert len(snippets) == FRAGMENTS
    assert any("[Klima] und [Verkehr]" in shown(each) for each in snippets)


def test_hit_found_only_in_a_caption_shows_the_caption() -> None:
    (snippet,) = cut("Bürgermeisterin am Radweg", "Radweg", field=Field.CAPTION)
    assert (snippet.field, shown(snippet)) == (Field.CAPTION, "Bürgermeisterin am [Radweg]")


def test_nothing_marked_gives_no_snippet() -> None:
    assert cut(LONG) == ()


@given(st.text(alphabet="ab .\n“", max_size=900))
def test_snippets_are_pieces_of_the_text_and_mark_all_they_show(text: str) -> None:
    for snippet in cut(text, "a+"):
        plain = "".join(part.text for part in snippet.parts)
        assert plain.removeprefix("… ").removesuffix(" …").rstrip() in text
        assert all(re.fullmatch("a+", part.text) for part in snippet.parts if part.match)
        assert not any("a" in part.text for part in snippet.parts if not part.match)


@given(
    st.lists(
        st.sampled_from(["Klima", "Klimas", "Verkehr-Klima", "Rat.", "geht", "19.", "Tel. 030 123456", "\n", "so lang" * 5]), max_size=150
    )
)
def test_no_word_is_cut_and_fragments_stay_short(words: list[str]) -> None:
    text = " ".join(words)
    snippets = cut(text, "Klima")
    plain = ["".join(part.text for part in snippet.parts).removeprefix("… ").removesuffix(" …") for snippet in snippets]
    for fragment in plain:
        assert set(fragment.split()) <= set(text.split())
    assert sum(map(len, plain)) <= WIDTH + 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Das Amt ist geöffnet. Es liegt in der Donaustr. 29 im Rathaus am Hafen.", "Es liegt in der Donaustr. 29 im Rathaus am Hafen."),
        ("Das Amt ist geöffnet. Alle Gebühren inkl. Mahnkosten zahlt das Rathaus.", "Alle Gebühren inkl. Mahnkosten zahlt das Rathaus."),
        ("Das Amt ist geöffnet. Es spricht Prof. Muster im Rathaus.", "Es spricht Prof. Muster im Rathaus."),
        ("Das Fest ist in der Donaustr. Danach öffnet das Rathaus.", "Danach öffnet das Rathaus."),
        ("Das Fest ist im Frühjahr. 29 Gäste sind im Rathaus.", "29 Gäste sind im Rathaus."),
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str, shown: str) -> None:
    assert shown in sentences_around(text, "Rathaus")


def sentences_around(text: str, word: str) -> list[str]:
    """The sentences that hold a word."""
    start = text.index(word)
    return [text[found.start : found.end] for found, _, _ in sentences_with(text, [(start, start + len(word))])]


@pytest.mark.parametrize("short", ["e. V.", "z. B. Dr. Ott", "19. Juni"])
def test_a_fragment_begins_within_no_abbreviation(short: str) -> None:
    """Wherever the cut falls: before each of so many letters."""
    for letters in range(90):
        (snippet,) = cut(f"{'davor ' * 40}{short} {'x' * letters} Klima {'danach ' * 40}", "Klima")
        beginning = shown(snippet).removeprefix("… ")
        pieces = short.split(" ")
        assert not any(beginning.startswith(" ".join(pieces[place:])) for place in range(1, len(pieces)))
