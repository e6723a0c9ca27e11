"""Many texts → columns of index terms: every distinct chunk is analysed once, the rest is arithmetic on whole arrays.

It gives exactly what ``tokenize`` gives; what an index stores is made with it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunk_lines import ChunkLines, Numbering
from search_service.analysis.chunks import Chunk, Hint, analyze_chunk, hint_of_word, plain_word
from search_service.analysis.neighbours import REACH_BACK, REACH_ON, LineOfChunks, extra_terms
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Term
from search_service.ranges import places_in

MOST_CHUNKS = 1_000_000
"""Distinct chunks after which a table is started anew: 200 MB, as many as some 50,000 releases have."""
_MONTH_REACH = 2
"""Chunks after a day among which its month is looked for."""
Ints = NDArray[np.int32]
Columns = NDArray[np.int64]
"""[4, n]: term, position, start, width."""


@dataclass(frozen=True, slots=True)
class BulkTokens:
    """The index terms of some texts, in the order of the texts, extra terms after those of their word: int64 [tokens] each.

    terms      numbers in ``ChunkTable.terms``
    positions  as ``tokenize`` counts them, from 0 in each text
    starts     where the word begins in its text
    widths     characters of the word
    lengths    int64 [texts]: how many terms each text has
    """

    terms: NDArray[np.int64]
    positions: NDArray[np.int64]
    starts: NDArray[np.int64]
    widths: NDArray[np.int64]
    lengths: NDArray[np.int64]


class ChunkTable:
    """The distinct chunks that have been met, with what is in them as columns; ``terms`` numbers their index terms."""

    def __init__(self) -> None:
        self.chunks = Numbering()
        self.terms = Numbering()
        self._widths, self._advances, self._hints = array("i"), array("i"), array("i")
        self._firsts = array("i", [0])
        self._tokens = array("i")
        """term, position in the chunk, start in the chunk, width: of every term of every chunk"""

    def _learn(self) -> None:
        """Look into chunks that are new."""
        for raw in self.chunks.strings[len(self._widths) :]:
            word, start = plain_word(raw)
            if word:
                term = xkey(word)
                self._add(raw, 1, hint_of_word(term), ((term, 0, start, len(word)),))
            else:
                chunk = analyze_chunk(raw)
                self._add(raw, chunk.advance, chunk.hint, _terms_of(chunk))

    def _add(self, raw: str, advance: int, hint: int, terms: Iterable[tuple[str, int, int, int]]) -> None:
        self._widths.append(len(raw))
        self._advances.append(advance)
        self._hints.append(hint)
        for term, *places in terms:
            self._tokens.append(self.terms[term])
            self._tokens.extend(places)
        self._firsts.append(len(self._tokens) // 4)

    @property
    def full(self) -> bool:
        """Whether a new table should take its place."""
        return len(self.chunks) > MOST_CHUNKS

    def read(self, texts: Sequence[str]) -> BulkTokens:
        """The index terms of ``texts``."""
        return self.tokens(ChunkLines.of(texts, self.chunks))

    def tokens(self, lines: ChunkLines) -> BulkTokens:
        """The index terms of texts that were taken apart with ``chunks``."""
        self._learn()
        hints, advances, widths = (np.array(column, np.int32)[lines.chunks] for column in (self._hints, self._advances, self._widths))
        nothing = np.zeros(len(lines.chunks), np.int64)
        begins: Columns = np.stack((nothing, lines.positions(advances), lines.starts(widths), nothing))
        tokens, counts = self._own_tokens(lines.chunks)
        tokens += begins[:, np.repeat(np.arange(len(counts)), counts)]
        extras = list(self._extras(lines, hints))
        if extras:
            chunks = np.array([each.chunk for each in extras])
            added: Columns = np.array([(self.terms[each.term], *each.places) for each in extras], np.int64).T
            after = (np.cumsum(counts) - counts)[chunks] + [each.after for each in extras]
            tokens = np.insert(tokens, after, added + begins[:, chunks], axis=1)
            counts += np.bincount(chunks, minlength=len(counts))
        terms, positions, starts, characters = tokens
        return BulkTokens(terms, positions, starts, characters, np.diff(np.append(0, np.cumsum(counts))[lines.first_chunks]))

    def _own_tokens(self, chunks: Ints) -> tuple[Columns, NDArray[np.int64]]:
        """What is in ``chunks`` int32 [n]: int64 [4, tokens] as in ``_tokens``, and how many tokens each has, int64 [n]."""
        firsts = np.array(self._firsts, np.int64)
        counts = firsts[chunks + 1] - firsts[chunks]
        places = places_in(firsts[chunks], counts)
        return np.array(self._tokens, np.int64).reshape(-1, 4)[places].T.copy(), counts

    def _extras(self, lines: ChunkLines, hints: Ints) -> Iterator[_Extra]:
        """The terms that neighbouring chunks form together."""
        hinted = np.flatnonzero(_worth_looking(hints))
        firsts, ends = lines.around(hinted, back=REACH_BACK, on=REACH_ON)
        for chunk, first, end in zip(hinted.tolist(), firsts.tolist(), ends.tolist(), strict=True):
            raws = [self.chunks.strings[number] for number in lines.chunks[first:end].tolist()]
            found = extra_terms(LineOfChunks(raws), [chunk - first]).get(chunk - first)
            if found:
                yield from _extras_of(chunk, analyze_chunk(raws[chunk - first]), found)


@dataclass(frozen=True, slots=True)
class _Extra:
    """A term to put behind the first ``after`` terms of a chunk; ``places``: position and start in the chunk, width."""

    chunk: int
    after: int
    term: str
    places: tuple[int, int, int]


def _extras_of(number: int, chunk: Chunk, found: Mapping[int, tuple[Term, ...]]) -> Iterator[_Extra]:
    """``found`` terms by piece."""
    for piece in sorted(found):
        offset, at = chunk.offsets[piece], chunk.pieces[piece]
        after = bisect_right(chunk.term_offsets, offset)
        yield from (_Extra(number, after, term.text, (offset, at.start, at.end - at.start)) for term in found[piece])


def _terms_of(chunk: Chunk) -> Iterator[tuple[str, int, int, int]]:
    for piece, offset in zip(chunk.pieces, chunk.offsets, strict=True):
        for term in piece.terms:
            yield term.text, offset, piece.start, piece.end - piece.start


def _worth_looking(hints: Ints) -> NDArray[np.bool_]:
    """Which chunks may form something with their neighbours: a day only if a month comes soon, a number only before a magnitude."""
    month_near = np.zeros(len(hints), np.bool_)
    for reach in range(1, _MONTH_REACH + 1):
        month_near[:-reach] |= (hints[reach:] & Hint.MONTH) != 0
    day = ((hints & Hint.DAY) != 0) & month_near
    number = (hints & Hint.NUMBER) != 0
    number[:-1] &= (hints[1:] & Hint.MAGNITUDE) != 0
    others = (hints & ~(Hint.MONTH | Hint.MAGNITUDE | Hint.DAY | Hint.NUMBER)) != 0
    return np.asarray(day | number | others, np.bool_)
