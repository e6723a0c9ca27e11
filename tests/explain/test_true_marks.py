"""Of any words in any text: every mark is a form or a part that the query names, and nothing that matches stays unmarked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokenizer import tokenize
from search_service.explain.explainer import Explainer
from search_service.explain.reasons import Reasons
from search_service.query.alternatives import Adjacent, Concept, Nearby, Published, WrittenOut
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.schema import Field
from tests.analysis.small_archives import lexicon_of
from tests.conformance.test_marks import VOCABULARY

WORDS = [
    "Schule",
    "Schulen",
    "Grundschule",
    "Anna-Seidel-Grundschule",
    "Schulhof",
    "Radweg",
    "Radwege",
    "Zweirichtungsradweg",
    "Weihnachtsmarkt",
    "Arbeitsmarkt",
    "Arbeit",
    "Mini-Bagger",
    "Bagger",
    "Kinderarzt",
    "Kinderärztin",
    "Häuserbau",
    "Haus",
    "Kiezspaziergang",
    "UBZ-Kiezspaziergang",
    "Brückensanierung",
    "Märkte",
    "Wege",
    "Termin",
]
ASIDE = ["und", "der", "Weihnachts- und Ostermärkte", "Sanierung der Brücke", "gestern.", "\n"]
LINKS = ("", "s", "es", "n", "en", "e", "er")
NOT_ALONE = Adjacent | Nearby | Published | WrittenOut


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder: Path = tmp_path_factory.mktemp("lexicon")
    return lexicon_of([VOCABULARY] * 6 + [" ".join(["x", *WORDS, *ASIDE])], folder)


@settings(deadline=None, max_examples=200)
@given(words=st.lists(st.sampled_from(WORDS + ASIDE), max_size=30), query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2))
def test_marks_are_true(words: list[str], query: list[str], lexicon: Lexicon) -> None:
    text = " ".join(words)
    concepts = expand(Words(" ".join(query)), lexicon)
    marks = Explainer(Words(" ".join(query)), lexicon, lambda each: expand(each, lexicon)).marks({Field.BODY: text})[Field.BODY]
    named = {form for concept in concepts for form in _named(concept, lexicon)}
    for start, end in marks:
        assert all(_is_named(xkey(piece), named) for piece in _pieces(text[start:end], named)), (query, text, text[start:end])
    for token in tokenize(text):
        forms = [lexicon.form_id(token.terms[0].text)]
        direct = any(Reasons(_alone(concept), lexicon).of(form) for form in forms if form >= 0 for concept in concepts)
        assert not direct or any(start < token.end and token.start < end for start, end in marks), token.surface


def _alone(concept: Concept) -> Concept:
    return Concept(concept.text, concept.optional, tuple(each for each in concept.alternatives if not isinstance(each, NOT_ALONE)))


def _named(concept: Concept, lexicon: Lexicon) -> Iterator[str]:
    """The forms of the word and of its parts, as the lexicon has them."""
    classes = {int(lexicon.class_of[token]) for token in map(lexicon.form_id, map(xkey, concept.text.split("-"))) if token >= 0}
    meaning = lexicon.meaning(concept.text)
    for class_id in {meaning.class_id, *meaning.also, *meaning.parts, *concept.parts, *concept.words, *classes} - {-1}:
        yield from map(lexicon.form, lexicon.forms_of_class(class_id).tolist())
        yield xkey(lexicon.class_key(class_id).rstrip("~"))


def _pieces(text: str, named: set[str]) -> list[str]:
    """A mark as the forms that it may consist of: whole, or between hyphens."""
    whole = "".join(filter(str.isalnum, xkey(text)))
    return [whole] if _is_named(whole, named) else text.split("-")


def _is_named(piece: str, named: set[str]) -> bool:
    """Whether a piece is a form, one without its ending or with a linking element, several of these, or half an ellipsis."""
    if not piece:
        return True
    if any(">" in form and piece in (form.partition(">")[0], form[-len(piece) :]) for form in named):
        return True
    bare = {form.lstrip("+") for form in named}
    beginnings = {beginning + link for form in bare for beginning in (form, form[:-1], form[:-2]) if len(beginning) > 2 for link in LINKS}
    return any(piece.startswith(beginning) and _is_named(piece[len(beginning) :], named) for beginning in beginnings)
