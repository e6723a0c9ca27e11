"""The index terms of a phrase as written, and of a beginning of a word, with their distances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_service.analysis.normalize import xkey
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind

KEPT_PHRASES = 256
"""Phrases whose words are kept: one answer asks some five times."""
_BEGUN_GENDER_SIGN = re.compile(r"(?:.*[-–—/])?(?P<base>[^\W\d_]{3,})[:*_·](?P<ending>i?|inn?e?)")
"""The tokenizer knows the whole ending alone."""


@dataclass(frozen=True, slots=True)
class PhraseTerm:
    """An index term and where it stands, counted in positions from the phrase's first term."""

    term: str
    offset: int


@lru_cache(KEPT_PHRASES)
def phrase_terms(text: str) -> tuple[PhraseTerm, ...]:
    """The words of a phrase as written; extra terms (dates, joined compounds …) do not count."""
    written = [PhraseTerm(token.terms[0].text, token.position) for token in tokenize(text)]
    return tuple(PhraseTerm(each.term, each.offset - written[0].offset) for each in written)


def phrase_stretches(text: str, terms: Sequence[PhraseTerm]) -> tuple[tuple[int, int], ...]:
    """Where in a text a phrase (one word at least) stands as written: (start, end) from its first word to its last, ascending."""
    at = {token.position: token for token in tokenize(text)}
    found = []
    for first in at.values():
        tokens = [at.get(first.position + each.offset) for each in terms]
        if all(token and each.term in {term.text for term in token.terms} for token, each in zip(tokens, terms, strict=True)):
            whole = [token for token in tokens if token]
            found.append((min(token.start for token in whole), max(token.end for token in whole)))
    return tuple(found)


def prefix_terms(text: str) -> tuple[PhraseTerm, ...]:
    """The same for a word of which only the beginning is written: the last term is the beginning of one; never empty.

    With signs inside a word is several terms: of ``Treptow-Köp`` the last is ``koep``, of ``Ku'd`` it is ``d``.
    """
    if begun := _BEGUN_GENDER_SIGN.fullmatch(text):
        whole = phrase_terms(text[: begun.end("base")])
        return (*whole[:-1], PhraseTerm(f"{xkey(begun['base'])}:{begun['ending']}", whole[-1].offset))
    tokens = tokenize(text)
    if not tokens:
        return (PhraseTerm(xkey(text), 0),)
    last = tokens[-1]
    beginning = xkey(last.surface) if last.terms[0].kind is Kind.WORD and last.surface.isalnum() else last.terms[0].text
    return (*phrase_terms(text)[:-1], PhraseTerm(beginning, last.position - tokens[0].position))
