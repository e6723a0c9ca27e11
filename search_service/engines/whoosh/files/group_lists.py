"""Lists of groups of terms (classes of words, parts of compounds), made from the lists of the terms of a segment.

A query word has up to 1,800 forms; their lists are merged here once, when a generation is written, not at query time. Each step
looks at the terms of a few groups alone: memory does not grow with a segment, time is that of sorting what the groups have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.array_file import ArrayWriter
from search_service.engines.whoosh.files.occurrences import FULL, HALF, ListedGroups, Occurrences, ranges_of, write_occurrences
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.ranges import offsets_of, places_in

_LOW = 0xFFFFFFFF
_IMPLIED, _IN_FULL = 2, 1


@dataclass(frozen=True, slots=True)
class TermGroups:
    """What the terms of a segment belong to and count.

    ``groups`` has a row per term; ``full`` bool [terms] tells of which one use counts ``FULL``, not ``HALF``; ``implied`` bool [terms]
    tells forms that the text does not write as such.
    """

    groups: IdLists
    full: NDArray[np.bool_]
    implied: NDArray[np.bool_]


def write_group_lists(lists: Occurrences, line: PlaceLine, terms: TermGroups, file: ArrayWriter, name: str) -> None:
    """Derive and write the lists ``name``."""
    groups, members = _members(terms.groups)
    sizes = np.bincount(groups, weights=np.diff(lists.place_starts)[members]).astype(np.int64)
    starts = offsets_of(sizes)
    marks = (_IMPLIED * terms.implied + _IN_FULL * terms.full).astype(np.int64)

    def parts() -> Iterator[ListedGroups]:
        for first, last in ranges_of(starts):
            inside = slice(*np.searchsorted(groups, (first, last)).tolist())
            keys = _keys(lists, groups[inside].astype(np.int64) - first, members[inside], marks)
            halves = np.where(keys & _IN_FULL, FULL, HALF).astype(np.uint8)
            yield ListedGroups.of(keys >> 32, ((keys & _LOW) >> 1).astype(np.int32), halves, line, count=last - first)

    write_occurrences(file, name, starts, parts())


def _members(groups: IdLists) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Every group with each of its terms: int32 [pairs] ascending, int64 [pairs]."""
    order = np.argsort(groups.ids, kind="stable")
    return groups.ids[order], np.repeat(np.arange(len(groups)), np.diff(groups.offsets))[order]


def _keys(lists: Occurrences, rows: NDArray[np.int64], terms: NDArray[np.int64], marks: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tokens of ``terms`` int64 [n] in the order of ``rows`` int64 [n] and places: row << 32 | place << 2 | mark of the term."""
    firsts = lists.place_starts[terms]
    lengths = lists.place_starts[terms + 1] - firsts
    keys = lists.places[places_in(firsts, lengths)].astype(np.int64) << 1
    keys |= np.repeat(rows << 32 | marks[terms], lengths)
    keys.sort()
    return keys
