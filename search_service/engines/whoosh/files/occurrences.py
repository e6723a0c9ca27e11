"""Where each term, each class of words and each part of compounds occurs in a segment: lists made from its token stream.

A query word has up to 1,800 forms; their posting lists are merged here once, when a generation is written, not at query time.
The lists lie in files beside the segment and are mapped. Deriving those of classes anew for another lexicon touches nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.token_stream import TokenStream
from search_service.ranges import offsets_of, places_in
from search_service.schema import FIELDS

FULL = 2
"""A written form counts two halves."""
HALF = 1
"""A form that the text only implies (joined hyphen compound, restored ellipsis, gender sign) counts one half."""
FIELD_GAP = 32
"""Places between the last word of a field and the first of the next: more than any window looks over."""
MOST_PLACES = (1 << 30) - 1
"""Of a segment: twice as many, and one, are numbered by int32."""
_AT_ONCE = 4_000_000
"""Tokens sorted into lists in one step: 200 MB of working memory."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Lists of one segment, a row per group (term, or class of words).

    starts       int64 [groups + 1]  slices ``documents`` and ``counts``
    documents    int32 [n]           ascending in each row, deleted ones included
    counts       uint8 [n, fields]   halves, at most 255
    place_starts int64 [groups + 1]  slices ``places``
    places       int32 [m]           ascending in each row: 2 · place, + 1 where the form is only implied; see TokenPlaces
    """

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.uint8]
    place_starts: NDArray[np.int64]
    places: NDArray[np.int32]

    def row(self, group: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Documents int32 [n] and counts uint8 [n, fields] of a group; a group newer than the lists has none."""
        if group + 1 >= len(self.starts):
            return self.documents[:0], self.counts[:0]
        part = slice(int(self.starts[group]), int(self.starts[group + 1]))
        return self.documents[part], self.counts[part]

    def rows(self, groups: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """The rows of several groups int64 [k] ascending, end to end: documents int32 [n], some more than once, and counts [n, fields]."""
        if len(groups) <= 1:
            return self.row(int(groups[0])) if len(groups) else (self.documents[:0], self.counts[:0])
        begins = np.ones(len(groups), np.bool_)
        np.not_equal(np.diff(groups), 1, out=begins[1:])
        at = begins.nonzero()[0]
        firsts, ends = groups[at], np.concatenate((at[1:], [len(groups)])) - 1
        runs = list(zip(self.starts[firsts].tolist(), self.starts[groups[ends] + 1].tolist(), strict=True))
        documents = np.concatenate([self.documents[:0], *(self.documents[start:end] for start, end in runs)])
        return documents, np.concatenate([self.counts[:0], *(self.counts[start:end] for start, end in runs)])

    def places_of(self, group: int) -> NDArray[np.int32]:
        """Places of a group: int32 [m] ascending, 2 · place, + 1 where the form is only implied."""
        if group + 1 >= len(self.place_starts):
            return self.places[:0]
        return self.places[int(self.place_starts[group]) : int(self.place_starts[group + 1])]


_NAMES = ("starts", "documents", "counts", "place_starts", "places")


def occurrences_of(arrays: Arrays, name: str) -> Occurrences:
    """The lists that were written as ``name``."""
    return Occurrences(*(arrays[f"{name}.{part}"] for part in _NAMES))


@dataclass(frozen=True, slots=True)
class TokenPlaces:
    """Where the tokens of a segment stand on its one line of places, on which fields are more than FIELD_GAP apart.

    begins int32 [documents * fields + 1]  where each field of each document begins
    slots  int32 [tokens]                  document * fields + field
    places int32 [tokens]                  what its field begins with plus its position
    """

    begins: NDArray[np.int32]
    slots: NDArray[np.int32]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, stream: TokenStream) -> TokenPlaces:
        positions = stream.positions()
        lengths = np.diff(stream.starts)
        longest = np.zeros(len(lengths), np.int64)
        longest[lengths > 0] = positions[stream.starts[1:][lengths > 0] - 1] + 1
        begins = offsets_of(longest + FIELD_GAP)
        if begins[-1] > MOST_PLACES:
            raise OverflowError(f"a segment holds at most {MOST_PLACES:,} places, not {begins[-1]:,}")
        slots = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        positions += begins.astype(np.int32)[slots]
        return cls(begins.astype(np.int32), slots, positions)


def places_needed(stream: TokenStream) -> int:
    """How long the line of places of a stream is; exact, and read from its steps alone: they add up to the lengths of its fields."""
    return stream.steps.total() + (len(stream.starts) - 1) * FIELD_GAP


@dataclass(frozen=True, slots=True)
class TermGroups:
    """What the terms of a stream belong to and count.

    ``groups`` has a row per term; ``halves`` uint8 [terms] is what one use counts; ``implied`` bool [terms] tells forms that the
    text does not write as such.
    """

    groups: IdLists
    halves: NDArray[np.uint8]
    implied: NDArray[np.bool_]


def write_occurrences(stream: TokenStream, places: TokenPlaces, terms: TermGroups, file: ArrayWriter, name: str) -> None:
    """Derive and write the lists ``name``."""
    starts = offsets_of(_group_sizes(stream, terms.groups))
    documents = file.growing(f"{name}.documents", np.int32)
    counts = file.growing(f"{name}.counts", np.uint8, columns=len(FIELDS))
    all_places = file.growing(f"{name}.places", np.int32)
    lengths = []
    for each in _lists(stream, places, starts, terms):
        lengths.append(each.lengths)
        documents.append(each.documents)
        counts.append(each.counts)
        all_places.append(each.places)
    file.put(f"{name}.starts", offsets_of(np.concatenate(lengths)))
    file.put(f"{name}.place_starts", starts)


def _group_sizes(stream: TokenStream, groups: IdLists) -> NDArray[np.int64]:
    """How many tokens each group has: int64 [groups]."""
    uses = np.zeros(len(groups), np.int64)
    for start in range(0, len(stream.tokens), _AT_ONCE):
        uses += np.bincount(stream.tokens[start : start + _AT_ONCE], minlength=len(groups))
    sizes = np.bincount(groups.ids, weights=np.repeat(uses, np.diff(groups.offsets)))
    return np.asarray(sizes, np.int64)


def _grouped(stream: TokenStream, groups: IdLists, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The tokens of the groups from ``first`` to before ``last`` and the group of each, ordered by group, then as in the stream."""
    wanted = (groups.ids >= first) & (groups.ids < last)
    lengths = np.bincount(np.repeat(np.arange(len(groups)), np.diff(groups.offsets))[wanted], minlength=len(groups))
    ids, offsets = groups.ids[wanted], offsets_of(lengths)
    tokens = np.flatnonzero((lengths > 0)[stream.tokens])
    numbers = stream.tokens[tokens]
    repeats = lengths[numbers]
    group_of = ids[places_in(offsets[numbers], repeats)]
    order = _stable_order(group_of)
    return np.repeat(tokens, repeats)[order], group_of[order].astype(np.int64)


def _stable_order(keys: NDArray[np.int32]) -> NDArray[np.intp]:
    """``np.argsort(keys, kind="stable")``, five times as fast for millions: two passes over 16 bits, which numpy sorts by radix."""
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    high: NDArray[np.intp] = np.argsort((keys >> 16).astype(np.uint16)[order], kind="stable")
    return order[high]


@dataclass(frozen=True, slots=True)
class _Chunk:
    lengths: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.uint8]
    places: NDArray[np.int32]


def _lists(stream: TokenStream, places: TokenPlaces, starts: NDArray[np.int64], terms: TermGroups) -> Iterator[_Chunk]:
    """The lists of all groups, so many groups at a time as have _AT_ONCE tokens, at least one."""
    for first, last in _group_ranges(starts):
        tokens, group_of = _grouped(stream, terms.groups, first, last)
        numbers = stream.tokens[tokens]
        marked = 2 * places.places[tokens] + terms.implied[numbers]
        yield _chunk(group_of - first, last - first, places.slots[tokens], terms.halves[numbers], marked)


def _group_ranges(starts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of groups that together have at most _AT_ONCE tokens, or are one group; one empty range when there are none."""
    first, groups = 0, len(starts) - 1
    if groups == 0:
        yield 0, 0
    while first < groups:
        last = int(np.searchsorted(starts, starts[first] + _AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), groups)
        yield first, last
        first = last


def _chunk(rows: NDArray[np.int64], count: int, slots: NDArray[np.int32], halves: NDArray[np.uint8], places: NDArray[np.int32]) -> _Chunk:
    documents, fields = np.divmod(slots, np.int32(len(FIELDS)))
    new = np.ones(len(rows), np.bool_)
    new[1:] = (rows[1:] != rows[:-1]) | (documents[1:] != documents[:-1])
    firsts = np.flatnonzero(new)
    cells = (np.cumsum(new) - 1) * len(FIELDS) + fields
    totals = np.bincount(cells, weights=halves, minlength=len(firsts) * len(FIELDS))
    return _Chunk(
        lengths=np.bincount(rows[firsts], minlength=count),
        documents=documents[firsts],
        counts=np.minimum(totals, 255).astype(np.uint8).reshape(-1, len(FIELDS)),
        places=places,
    )
