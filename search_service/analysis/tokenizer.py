"""Text → tokens and index terms with positions, without any lexicon: what an index stores and what a query is read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from search_service.analysis.chunks import BLOCK_GAP, Chunk, analyze_chunk
from search_service.analysis.neighbours import extra_terms
from search_service.analysis.normalize import mark_thousands
from search_service.analysis.tokens import Term, Token

__all__ = ["BLOCK_GAP", "index_terms", "tokenize"]

_CHUNK = re.compile(r"\S+")
_NO_EXTRAS: Mapping[int, tuple[Term, ...]] = {}


def index_terms(text: str) -> tuple[list[str], list[int]]:
    """The index terms of a text and their positions, in text order; extra terms follow their word at the same position."""
    terms: list[str] = []
    positions: list[int] = []
    position = 0
    for line in mark_thousands(text).split("\n"):
        chunks = [analyze_chunk(raw) for raw in line.split()]
        extras = extra_terms(chunks)
        for number, chunk in enumerate(chunks):
            if number in extras:
                for token in _tokens(chunk, extras[number], position, start=0, ordinal=0):
                    terms.extend(term.text for term in token.terms)
                    positions.extend([token.position] * len(token.terms))
            elif len(chunk.terms) == 1 and chunk.advance == 1:
                terms.append(chunk.terms[0])
                positions.append(position)
            else:
                terms.extend(chunk.terms)
                positions.extend([position + offset for offset in chunk.term_offsets])
            position += chunk.advance
        position += BLOCK_GAP
    return terms, positions


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, with offsets into it; a line break leaves BLOCK_GAP positions free."""
    tokens: list[Token] = []
    position = line_start = ordinal = 0
    for line in mark_thousands(text).split("\n"):
        found = list(_CHUNK.finditer(line))
        chunks = [analyze_chunk(match.group()) for match in found]
        extras = extra_terms(chunks)
        for number, (match, chunk) in enumerate(zip(found, chunks, strict=True)):
            start = line_start + match.start()
            tokens.extend(_tokens(chunk, extras.get(number, _NO_EXTRAS), position, start=start, ordinal=ordinal))
            position += chunk.advance
            ordinal += 1
        position += BLOCK_GAP
        line_start += len(line) + 1
    return tokens


def _tokens(chunk: Chunk, extras: Mapping[int, tuple[Term, ...]], position: int, *, start: int, ordinal: int) -> Iterator[Token]:
    for number, piece in enumerate(chunk.pieces):
        yield Token(
            position=position + chunk.offsets[number],
            start=start + piece.start,
            end=start + piece.end,
            surface=piece.surface,
            terms=piece.terms + extras.get(number, ()),
            chunk=ordinal,
        )
