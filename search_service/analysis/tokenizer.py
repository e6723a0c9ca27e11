"""Text → tokens and index terms with positions, without any lexicon: what an index stores and what a query is read with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search_service.analysis.chunks import BLOCK_GAP, OUTER_SIGNS, Chunk, analyze_chunk
from search_service.analysis.neighbours import LineOfChunks, extra_terms
from search_service.analysis.normalize import mark_thousands, xkey
from search_service.analysis.tokens import Term, Token

__all__ = ["BLOCK_GAP", "Layout", "index_terms", "layout", "tokenize"]

_CHUNK = re.compile(r"\S+")
_NO_EXTRAS: Mapping[int, tuple[Term, ...]] = {}


class _PlainWords(dict[str, str]):
    """Chunk → its index term if it is nothing but a word with signs around it, else "": nine of ten chunks need no more analysis.

    As a dictionary, because ``map`` over it takes 40 ns a chunk; emptied when it is full (20 MB).
    """

    capacity = 1 << 17

    def __missing__(self, raw: str) -> str:
        if len(self) >= self.capacity:
            self.clear()
        core = raw.strip(OUTER_SIGNS)
        plain = core.isalpha() and (core[1:].islower() or len(core) == 1) and unicodedata.is_normalized("NFKC", core)
        term = self[raw] = xkey(core) if plain else ""
        return term


_PLAIN_WORDS = _PlainWords()


def index_terms(text: str) -> tuple[list[str], list[int]]:
    """The index terms of a text and their positions, in text order; extra terms follow their word at the same position."""
    terms: list[str] = []
    positions: list[int] = []
    position = 0
    for line in mark_thousands(text).split("\n"):
        raws = line.split()
        words = list(map(_PLAIN_WORDS.__getitem__, raws))
        if "" in words:
            position = _mixed_line(raws, words, position, terms, positions)
        else:
            terms += words
            positions.extend(range(position, position + len(words)))
            position += len(words)
        position += BLOCK_GAP
    return terms, positions


def _mixed_line(raws: list[str], words: list[str], position: int, terms: list[str], positions: list[int]) -> int:
    """Append the terms of a line in which some chunks are more than a plain word; returns the position after it."""
    chunks = LineOfChunks(raws)
    extras = extra_terms(chunks, [number for number, word in enumerate(words) if not word])
    for number, word in enumerate(words):
        if word:
            terms.append(word)
            positions.append(position)
            position += 1
            continue
        chunk = chunks[number]
        if number in extras:
            for token in _tokens(chunk, extras[number], position, start=0, ordinal=0):
                terms.extend(term.text for term in token.terms)
                positions.extend([token.position] * len(token.terms))
        else:
            terms.extend(chunk.terms)
            positions.extend([position + offset for offset in chunk.term_offsets])
        position += chunk.advance
    return position


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tokens of a text are: the position, the start and the end of each, as ``tokenize`` has them."""

    positions: list[int]
    starts: list[int]
    ends: list[int]


def layout(text: str) -> Layout:
    """The places of all tokens, several times as fast as making the tokens."""
    positions: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    position = line_start = 0
    for line in mark_thousands(text).split("\n"):
        for match in _CHUNK.finditer(line):
            raw = match.group()
            start = line_start + match.start()
            if _PLAIN_WORDS[raw]:
                start += len(raw) - len(raw.lstrip(OUTER_SIGNS))
                positions.append(position)
                starts.append(start)
                ends.append(start + len(raw.strip(OUTER_SIGNS)))
                position += 1
            else:
                chunk = analyze_chunk(raw)
                positions += [position + offset for offset in chunk.offsets]
                starts += [start + piece.start for piece in chunk.pieces]
                ends += [start + piece.end for piece in chunk.pieces]
                position += chunk.advance
        position += BLOCK_GAP
        line_start += len(line) + 1
    return Layout(positions, starts, ends)


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, with offsets into it; a line break leaves BLOCK_GAP positions free."""
    tokens: list[Token] = []
    position = line_start = ordinal = 0
    for line in mark_thousands(text).split("\n"):
        found = list(_CHUNK.finditer(line))
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
