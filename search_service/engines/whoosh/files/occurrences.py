"""Where each term, each class of words and each part of compounds occurs in a segment: lists as they lie in files and are mapped.

Those of terms are made from the token stream (``term_lists.py``), all others from them (``group_lists.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.ranges import offsets_of
from search_service.schema import FIELDS

FULL = 2
"""A written form counts two halves."""
HALF = 1
"""A form that the text only implies (joined hyphen compound, restored ellipsis, gender sign) counts one half."""
MOST_HALVES = 255
"""That are counted of a field."""
LISTED_AT_ONCE = 1_000_000
"""Tokens put into lists in one step: 60 MB of working memory. A group that has more is one step."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Lists of one segment, a row per group (term, or class of words).

    starts       int64 [groups + 1]  slices ``documents`` and ``counts``
    documents    int32 [n]           ascending in each row, deleted ones included
    counts       uint8 [n, fields]   halves, at most MOST_HALVES
    place_starts int64 [groups + 1]  slices ``places``
    places       int32 [m]           ascending in each row: 2 · place, + 1 where the form is only implied; see PlaceLine
    """

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.uint8]
    place_starts: NDArray[np.int64]
    places: NDArray[np.int32]

    def row(self, group: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Documents int32 [n] and counts uint8 [n, fields] of a group; what is none (-1), or newer than the lists, has none."""
        if not 0 <= group < len(self.starts) - 1:
            return self.documents[:0], self.counts[:0]
        first, end = self.starts.item(group), self.starts.item(group + 1)
        return self.documents[first:end], self.counts[first:end]

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
        if not 0 <= group < len(self.place_starts) - 1:
            return self.places[:0]
        return self.places[self.place_starts.item(group) : self.place_starts.item(group + 1)]


_NAMES = ("starts", "documents", "counts", "place_starts", "places")


def occurrences_of(arrays: Arrays, name: str) -> Occurrences:
    """The lists that were written as ``name``."""
    return Occurrences(*(arrays[f"{name}.{part}"] for part in _NAMES))


@dataclass(frozen=True, slots=True)
class ListedGroups:
    """The lists of groups that follow each other.

    lengths   int64 [groups]       documents of each
    documents int32 [n]
    counts    uint8 [n, fields]
    places    int32 [m]
    """

    lengths: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.uint8]
    places: NDArray[np.int32]

    @classmethod
    def of(
        cls, groups: NDArray[np.int64], marked: NDArray[np.int32], halves: NDArray[np.uint8], line: PlaceLine, *, count: int
    ) -> ListedGroups:
        """Lists of ``count`` groups out of their tokens, ordered by group and place.

        ``groups`` int64 [m] from 0, ``marked`` int32 [m] as in ``Occurrences.places``, ``halves`` uint8 [m] is what each counts.
        """
        slots = line.slots_of(marked >> 1)
        documents, fields = np.divmod(slots, np.int32(len(FIELDS)))
        new = np.ones(len(groups), np.bool_)
        new[1:] = (groups[1:] != groups[:-1]) | (documents[1:] != documents[:-1])
        firsts = np.flatnonzero(new)
        cells = (np.cumsum(new) - 1) * len(FIELDS) + fields
        totals = np.bincount(cells, weights=halves, minlength=len(firsts) * len(FIELDS))
        counts = np.minimum(totals, MOST_HALVES).astype(np.uint8).reshape(-1, len(FIELDS))
        return cls(np.bincount(groups[firsts], minlength=count), documents[firsts], counts, marked)


def write_occurrences(file: ArrayWriter, name: str, place_starts: NDArray[np.int64], parts: Iterable[ListedGroups]) -> None:
    """Write the lists ``name``, given in parts; ``place_starts`` int64 [groups + 1] as in ``Occurrences``."""
    documents = file.growing(f"{name}.documents", np.int32)
    counts = file.growing(f"{name}.counts", np.uint8, columns=len(FIELDS))
    places = file.growing(f"{name}.places", np.int32)
    lengths = [np.empty(0, np.int64)]
    for part in parts:
        lengths.append(part.lengths)
        documents.append(part.documents)
        counts.append(part.counts)
        places.append(part.places)
    file.put(f"{name}.starts", offsets_of(np.concatenate(lengths)))
    file.put(f"{name}.place_starts", place_starts)


def ranges_of(starts: NDArray[np.int64], limit: int = LISTED_AT_ONCE) -> Iterator[tuple[int, int]]:
    """Ranges of groups that together have at most ``limit`` tokens, or are one group; ``starts`` int64 [groups + 1] slices the tokens."""
    first, groups = 0, len(starts) - 1
    while first < groups:
        last = int(np.searchsorted(starts, starts[first] + limit, side="right")) - 1
        last = min(max(last, first + 1), groups)
        yield first, last
        first = last
