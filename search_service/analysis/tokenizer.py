"""Text → tokens with offsets and index terms, without any lexicon: what a query is read with, and the rule for ``bulk_tokenizer``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search_service.analysis.chunks import BLOCK_GAP, CHUNK, Chunk
from search_service.analysis.neighbours import LineOfChunks, extra_terms
from search_service.analysis.normalize import as_read
from search_service.analysis.tokens import Term, Token

__all__ = ["BLOCK_GAP", "index_terms", "tokenize"]

_NO_EXTRAS: Mapping[int, tuple[Term, ...]] = {}


def index_terms(text: str) -> tuple[list[str], list[int]]:
    """The index terms of a text and their positions, in text order; extra terms follow their word at the same position."""
    placed = [(term.text, token.position) for token in tokenize(text) for term in token.terms]
    return [term for term, _ in placed], [position for _, position in placed]


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, with offsets into it; a line break leaves BLOCK_GAP positions free."""
    tokens: list[Token] = []
    position = line_start = ordinal = 0
    for line in as_read(text).split("\n"):
        found = list(CHUNK.finditer(line))
        chunks = LineOfChunks([match.group() for match in found])
        extras = extra_terms(chunks, range(len(chunks)))
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
