"""Which nouns of a segment explain each other (Sanierung der alten Brücke): every pair, found once when its lists are written.

A compound that is looked for as words is then a few rows of these; what links nouns is said in ``analysis.noun_phrases``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.noun_phrases import WordShapes, WrittenTokens, noun_links
from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.token_stream import TokenStream
from search_service.schema import FIELDS

_NAMES = ("classes", "others", "slots", "firsts", "seconds")
_NO_PAIRS = np.empty((0, 3), np.int64)
_AT_ONCE = 500_000
"""Tokens that are looked at in one step, for which that takes 60 MB."""


@dataclass(frozen=True, slots=True)
class NounLinks:
    """Pairs of linked nouns, in the order of the classes of both and then of the text.

    classes int32 [n]  the class of the first noun
    others  int32 [n]  that of the second
    slots   int32 [n]  document * fields + field
    firsts  int32 [n]  the position of the first noun in its field
    seconds int32 [n]  that of the second
    """

    classes: NDArray[np.int32]
    others: NDArray[np.int32]
    slots: NDArray[np.int32]
    firsts: NDArray[np.int32]
    seconds: NDArray[np.int32]

    def between(self, classes: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.int64]:
        """The pairs of a noun of ``classes`` and one of ``others``: int64 [pairs, 3], slot, first and second position of each."""
        rows = []
        both = np.concatenate([others, others + np.int32(1)])
        for class_id in classes:  # int32 as the lists are, which are not copied then
            first, end = self.classes.searchsorted((class_id, class_id + 1)).tolist()
            borders = (first + self.others[first:end].searchsorted(both)).tolist() if first < end else []
            halves = zip(borders[: len(others)], borders[len(others) :], strict=True)
            rows += [np.arange(start, stop) for start, stop in halves if start < stop]
        if not rows:  # mostly
            return _NO_PAIRS
        found = np.concatenate(rows)
        return np.column_stack([self.slots[found], self.firsts[found], self.seconds[found]]).astype(np.int64)


def noun_links_of(arrays: Arrays) -> NounLinks:
    """The pairs that were written."""
    return NounLinks(*(arrays[f"links.{name}"] for name in _NAMES))


def write_noun_links(stream: TokenStream, forms: NDArray[np.int32], shapes: WordShapes, file: ArrayWriter) -> None:
    """Find and write the pairs of a stream, of whose terms ``forms`` int32 [terms] are the lexicon's numbers."""
    found = list(_found(stream, forms, shapes))
    columns = [np.concatenate([np.empty(0, np.int32), *(rows[:, place] for rows in found)]) for place in range(len(_NAMES))]
    del found
    order = np.lexsort(columns[::-1])
    new = np.zeros(len(order), np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    for name, column in zip(_NAMES, columns, strict=True):
        file.put(f"links.{name}", column[order[new]])


def _found(stream: TokenStream, forms: NDArray[np.int32], shapes: WordShapes) -> Iterator[NDArray[np.int32]]:
    """The pairs, in the order of the text, as rows of what ``NounLinks`` has."""
    class_of = shapes.lexicon.class_of
    for first, end in _ranges(stream):
        found = stream.of_documents(np.arange(first, end))
        slots = np.repeat(np.arange(first * len(FIELDS), end * len(FIELDS)), found.lengths.ravel())
        of_tokens = forms[found.tokens]
        tokens = WrittenTokens(of_tokens, slots << 32 | found.positions, found.begins, found.begins + found.widths)
        nouns, others = noun_links(tokens, class_of[of_tokens] >= 0, shapes)
        columns = (class_of[of_tokens[nouns]], class_of[of_tokens[others]], slots[nouns], found.positions[nouns], found.positions[others])
        yield np.column_stack(columns).astype(np.int32)


def _ranges(stream: TokenStream) -> Iterator[tuple[int, int]]:
    """Ranges of documents that together have at most _AT_ONCE tokens, or are one document."""
    starts = stream.starts[:: len(FIELDS)]
    first = 0
    while first < stream.documents:
        end = max(first + 1, int(np.searchsorted(starts, starts[first] + _AT_ONCE, side="right")) - 1)
        yield first, end
        first = end
