"""The index terms of a phrase as written, with their distances."""

from __future__ import annotations

from dataclasses import dataclass

from search_service.analysis.tokenizer import tokenize


@dataclass(frozen=True, slots=True)
class PhraseTerm:
    """An index term and where it stands, counted in positions from the phrase's first term."""

    term: str
    offset: int


def phrase_terms(text: str) -> tuple[PhraseTerm, ...]:
    """The words of a phrase as written; extra terms (dates, joined compounds …) do not count."""
    written = [PhraseTerm(token.terms[0].text, token.position) for token in tokenize(text)]
    return tuple(PhraseTerm(each.term, each.offset - written[0].offset) for each in written)
