"""Fragments: cut at sentences or words, marks in the right places, nothing invented."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

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


def shown(snippet: Snippet) -> str:
    return "".join(f"[{part.text}]" if part.match else part.text for part in snippet.parts)


def test_short_text_is_shown_whole() -> None:
    assert [shown(each) for each in cut("Am 19. Mai tagte der Rat.", "Rat")] == ["Am 19. Mai tagte der [Rat]."]


def test_title_is_never_cut() -> None:
    (snippet,) = cut(LONG + "Klima", "Klima", field=Field.TITLE)
    assert shown(snippet) == LONG + "[Klima]"


def test_long_text_is_cut_at_a_sentence_and_a_word() -> None:
    (snippet,) = cut(LONG + "Nun zum Klima im Land. " + LONG, "Klima")
    assert re.fullmatch(r"Der Ausschuss .*Nun zum \[Klima\] im Land\. .*\w\.? …", shown(snippet))
    assert len(shown(snippet)) <= WIDTH + 60


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
