"""Counts how texts use their words, chunk by chunk: a chunk is looked into once, its occurrences are counted by numpy."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunk_lines import ChunkLines, Numbering
from search_service.analysis.meaning.counts.word_uses import Use, chunk_uses, whole_chunk

_KEEPS = 2
"""A chunk without words, such as a dash, leaves the next one at the beginning of a sentence if it stands there itself."""


class ChunkCounts:
    """Counts distinct chunks, those inside a sentence and those at the beginning of one."""

    def __init__(self, numbers: Numbering) -> None:
        self.numbers = numbers
        self._chunks = _Chunks()
        self._inside = np.zeros(0, np.int64)
        self._beginning = np.zeros(0, np.int64)

    def change(self, lines: ChunkLines, step: int) -> None:
        """Add ``step`` for every chunk of ``lines``, which have the same numbers."""
        self._chunks.learn(self.numbers.strings)
        begins = _at_beginning(lines, np.array(self._chunks.after, np.int8)[lines.chunks])
        self._inside = _changed(self._inside, lines.chunks[~begins], step, size=len(self.numbers))
        self._beginning = _changed(self._beginning, lines.chunks[begins], step, size=len(self.numbers))

    def taken(self) -> Iterator[tuple[str, list[int]]]:
        """(form, count of every Use) of every form whose counts are not all 0; they are 0 afterwards."""
        chunks = self._chunks
        owners = np.repeat(np.arange(len(chunks.lengths)), np.array(chunks.lengths, np.int64))
        cells = np.array(chunks.forms, np.int64) * len(Use)
        counts = np.zeros(len(chunks.words) * len(Use), np.int64)
        for uses, of_chunks in ((chunks.inside, self._inside), (chunks.beginning, self._beginning)):
            np.add.at(counts, cells + np.array(uses, np.int64), of_chunks[owners])
        table = counts.reshape(-1, len(Use))
        changed = np.flatnonzero(table.any(axis=1))
        self._inside, self._beginning = np.zeros_like(self._inside), np.zeros_like(self._beginning)
        yield from zip(map(chunks.words.strings.__getitem__, changed.tolist()), table[changed].tolist(), strict=True)


class _Chunks:
    """What is in chunks, as columns.

    after              of each chunk: whether a sentence may begin after it: 0 no, 1 yes, _KEEPS as before it
    lengths            of each chunk: how many words it uses
    forms              of each word: its number in ``words``
    inside, beginning  of each word: how it is used where the chunk stands inside a sentence, or at the beginning of one
    """

    def __init__(self) -> None:
        self.words = Numbering()
        self.after, self.inside, self.beginning = array("b"), array("b"), array("b")
        self.lengths, self.forms = array("i"), array("i")

    def learn(self, chunks: Sequence[str]) -> None:
        """Look into those of ``chunks`` that are new."""
        for raw in chunks[len(self.after) :]:
            chunk = chunk_uses(raw)
            self.after.append(1 if chunk.closes else 0 if chunk.uses else _KEEPS)
            whole = whole_chunk(raw)
            self.lengths.append(len(chunk.uses) + bool(whole))
            for place, (use, form) in enumerate(chunk.uses):
                initial = Use.INITIAL if place == 0 and use is Use.CAPITALISED else use
                self.forms.append(self.words[form])
                self.inside.append(initial if chunk.opens else use)
                self.beginning.append(initial)
            if whole:
                self.forms.append(self.words[whole])
                self.inside.append(Use.WHOLE)
                self.beginning.append(Use.WHOLE)


def _changed(counts: NDArray[np.int64], chunks: NDArray[np.int32], step: int, *, size: int) -> NDArray[np.int64]:
    changed = step * np.bincount(chunks, minlength=size)
    changed[: len(counts)] += counts
    return changed


def _at_beginning(lines: ChunkLines, after: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which chunks of ``lines`` stand where a sentence may begin; ``after`` int8 [chunks] is the flow of each."""
    telling = np.where(after == _KEEPS, -1, np.arange(len(after)))
    before = np.append(-1, np.maximum.accumulate(telling)[:-1]) if len(after) else telling
    line_begins = np.repeat(lines.ends[:-1], np.diff(lines.ends))
    return np.asarray((before < line_begins) | (after[before] == 1), np.bool_)
