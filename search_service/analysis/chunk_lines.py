"""Texts as lines of numbered chunks, in arrays: where each chunk stands, in positions and in characters. Knows nothing of words."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunks import BLOCK_GAP, CHUNK, LONGEST_CHUNK
from search_service.analysis.normalize import as_read

Ints = NDArray[np.int32]


class Numbering(dict[str, int]):
    """Numbers strings in the order in which they are first asked for; ``strings`` are they in this order.

    A dictionary, because ``map`` over one is the quickest way to know a string again: 0.1 to 0.3 µs among half a million.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []

    def __missing__(self, string: str) -> int:
        number = self[string] = len(self)
        self.strings.append(string)
        return number


@dataclass(frozen=True, slots=True)
class ChunkLines:
    """The lines of some texts.

    numbers      which chunk has which number
    chunks       int32 [chunks]     their chunks, numbered, end to end
    ends         int64 [lines + 1]  where the chunks of each begin and the last's end
    widths       int64 [lines]      characters of each, without the line break
    first_lines  int64 [texts + 1]  the first line of each text, and their number
    texts        the texts themselves, thousands marked
    """

    numbers: Numbering
    chunks: Ints
    ends: NDArray[np.int64]
    widths: NDArray[np.int64]
    first_lines: NDArray[np.int64]
    texts: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str], numbers: Numbering) -> ChunkLines:
        """Take ``texts`` apart; chunks that ``numbers`` does not know yet get the next numbers."""
        chunks, counts, widths, lines_of = array("i"), array("q", [0]), array("q"), array("q", [0])
        marked = list(map(as_read, texts))
        for text in marked:
            lines = text.split("\n")
            lines_of.append(len(lines))
            widths.extend(map(len, lines))
            for line in lines:
                chunks.extend(map(numbers.__getitem__, _chunks_of(line)))
                counts.append(len(chunks))
        columns = np.array(chunks, np.int32), np.array(counts, np.int64), np.array(widths, np.int64), np.cumsum(lines_of, dtype=np.int64)
        return cls(numbers, *columns, marked)

    @property
    def first_chunks(self) -> NDArray[np.int64]:
        """The first chunk of each text, and their number: int64 [texts + 1]."""
        return self.ends[self.first_lines]

    def around(self, chunks: NDArray[np.intp], *, back: int, on: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each of ``chunks`` intp [n] the first and the end of the chunks of its line that are at most so far ``back`` or ``on``."""
        lines = np.searchsorted(self.ends, chunks, side="right") - 1
        return np.maximum(self.ends[lines], chunks - back), np.minimum(self.ends[lines + 1], chunks + on + 1)

    def positions(self, advances: Ints) -> NDArray[np.int64]:
        """The position of each chunk in its text: int64 [chunks]; ``advances`` int32 [chunks] are how many it takes up."""
        return self._in_text(advances, after_line=np.full(len(self.widths), BLOCK_GAP))

    def starts(self, widths: Ints) -> NDArray[np.int64]:
        """Where each chunk begins in its text: int64 [chunks]; ``widths`` int32 [chunks] are their characters."""
        taken = widths + 1  # one blank after each, and the line break after the last
        empty = np.diff(self.ends) == 0
        starts = self._in_text(taken, after_line=empty.astype(np.int64))
        reached = np.append(0, np.cumsum(taken))[self.ends]
        irregular = np.diff(reached) - ~empty != self.widths
        irregular[np.searchsorted(self.ends, np.flatnonzero(widths == LONGEST_CHUNK), side="right") - 1] = True  # no blank may follow
        for text in np.unique(np.searchsorted(self.first_lines, np.flatnonzero(irregular), side="right") - 1).tolist():
            first, end = self.first_chunks[text : text + 2].tolist()
            starts[first:end] = [match.start() for match in CHUNK.finditer(self.texts[text])]
        return starts

    def _in_text(self, steps: Ints, *, after_line: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each chunk the sum of the ``steps`` before it and of ``after_line`` for each line before its own, in its text."""
        before = np.append(0, np.cumsum(steps, dtype=np.int64))
        lines_before = np.append(0, np.cumsum(after_line))
        text_begins = before[self.first_chunks[:-1]] + lines_before[self.first_lines[:-1]]
        of_line = lines_before[:-1] - np.repeat(text_begins, np.diff(self.first_lines))
        return np.asarray(before[:-1] + np.repeat(of_line, np.diff(self.ends)), np.int64)


def _chunks_of(line: str) -> list[str]:
    """Its chunks; ``split`` takes a fifth of the time, and few lines have any that is too long."""
    chunks = line.split()
    return CHUNK.findall(line) if len(line) > LONGEST_CHUNK and max(map(len, chunks), default=0) > LONGEST_CHUNK else chunks
