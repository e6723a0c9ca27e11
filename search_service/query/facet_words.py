"""Words, phrases and beginnings in the short names that are values of facets, which are few and read one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.tokenizer import index_terms
from search_service.query.alternatives import (
    Adjacent,
    Alternative,
    Compounds,
    Concept,
    Containing,
    ExactForm,
    Inflections,
    Joined,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
)
from search_service.query.nodes import Phrase, Prefix, Words
from search_service.query.phrase_terms import phrase_terms, prefix_terms


def called_so(node: Words | Phrase | Prefix, names: Iterable[str]) -> bool:
    """Whether any of ``names`` has the words of ``node`` as written: names of the past need not stand in any text of the archive."""
    match node:
        case Words(text):
            return any(_has_all(text, name) for name in names)
        case Phrase(text):
            return any(has_run(text, name) for name in names)
        case Prefix(text):
            return any(has_beginning(text, name) for name in names)
        case _:
            assert_never(node)


def _has_all(text: str, name: str) -> bool:
    sought = set(_terms(text))
    return bool(sought) and sought <= set(_terms(name))


def has_run(text: str, name: str) -> bool:
    """Whether the words of ``text`` stand in a row in ``name``."""
    sought, terms = _terms(text), _terms(name)
    return bool(sought) and any(terms[at : at + len(sought)] == sought for at in range(len(terms)))


def has_beginning(text: str, name: str) -> bool:
    """The same where of the last word only the beginning is written."""
    *before, beginning = [each.term for each in prefix_terms(text)]
    terms = _terms(name)
    places = (at for at, term in enumerate(terms) if term.startswith(beginning))
    return any(at >= len(before) and terms[at - len(before) : at] == before for at in places)


def values_with(node: Words | Phrase | Prefix, values: Sequence[str], concepts: Sequence[Concept], lexicon: Lexicon) -> list[bool]:
    """For each of ``values`` whether it has what ``node`` asks for; ``concepts`` are those of words."""
    match node:
        case Words():
            required = [concept for concept in concepts if not concept.optional]
            return [bool(required) and all(_value_has(value, concept, lexicon) for concept in required) for value in values]
        case Phrase(text):
            return [has_run(text, value) for value in values]
        case Prefix(text):
            return [has_beginning(text, value) for value in values]
        case _:
            assert_never(node)


def _value_has(value: str, concept: Concept, lexicon: Lexicon) -> bool:
    """Values are short: windows and sequences are taken as having all their words."""
    forms = {form for form in map(lexicon.form_id, index_terms(value)[0]) if form >= 0}
    classes = {int(lexicon.class_of[form]) for form in forms}
    parts = {part for form in forms for part in lexicon.parts_of(form).tolist()}
    return any(_has_alternative(alternative, forms, classes, parts, lexicon) for alternative in concept.alternatives)


def _has_alternative(alternative: Alternative, forms: set[int], classes: set[int], parts: set[int], lexicon: Lexicon) -> bool:
    match alternative:
        case Nearby(needed):
            return set(needed) <= classes | parts
        case Adjacent(needed):
            return set(needed) <= classes
        case WrittenOut(nouns):
            return {part for noun in nouns for part in noun} <= classes
        case Published():
            return False
        case ExactForm() | Inflections() | Joined() | Compounds() | Containing():
            return not forms.isdisjoint(forms_of(alternative, lexicon).tolist())
        case _:
            assert_never(alternative)


def _terms(text: str) -> list[str]:
    return [each.term for each in phrase_terms(text)]
