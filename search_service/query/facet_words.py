"""Words, phrases and beginnings in the short names that are values of facets, as written; inflection is the matter of an engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

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


def _terms(text: str) -> list[str]:
    return [each.term for each in phrase_terms(text)]
