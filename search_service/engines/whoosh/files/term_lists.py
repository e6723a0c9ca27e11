"""Where each term of a segment stands, by the number that its token stream gives it; written with that, in the same file.

Whoosh's posting lists say the same, field by field: to decode those of one term takes as long as to score it. Terms are numbered in
alphabetical order and their lists lie end to end, so a beginning of words is one slice for each run of terms that follow each other.

Lists of a stream that is not too large are made by sorting its tokens; those of larger ones by joining lists, a few terms at a time:
memory does not grow with a segment, time is that of copying it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.occurrences import (
    FULL,
    ListedGroups,
    Occurrences,
    occurrences_of,
    ranges_of,
    write_occurrences,
)
from search_service.engines.whoosh.files.place_line import PlaceLine, places_needed, places_of
from search_service.engines.whoosh.files.token_stream import TokenStream, write_streams
from search_service.ranges import offsets_of, places_in
from search_service.schema import FIELDS

_NAME = "terms"
_LOW = 0x7FFFFFFF


def write_term_lists(stream: TokenStream, file: ArrayWriter) -> None:
    """Write the lists of all terms of a stream, in 8 bytes a token; every use counts in full."""
    line = PlaceLine.of(stream)
    keys = stream.tokens.astype(np.int64) << 32
    keys |= places_of(stream) << 1
    keys.sort()
    starts = offsets_of(np.bincount(stream.tokens, minlength=len(stream.term_offsets) - 1))
    write_occurrences(file, _NAME, starts, _sorted_lists(keys, starts, line))


def _sorted_lists(keys: NDArray[np.int64], starts: NDArray[np.int64], line: PlaceLine) -> Iterator[ListedGroups]:
    for first, last in ranges_of(starts):
        part = keys[starts[first] : starts[last]]
        marked = (part & _LOW).astype(np.int32)
        yield ListedGroups.of((part >> 32) - first, marked, np.full(len(part), FULL, np.uint8), line, count=last - first)


@dataclass(frozen=True, slots=True)
class ListedStream:
    """A token stream with the lists of its terms."""

    stream: TokenStream
    lists: Occurrences


def write_joined(path: Path, parts: Sequence[ListedStream]) -> None:
    """Write streams end to end as one, with the lists of its terms."""
    numbers = write_streams(path, [part.stream for part in parts])
    bases = offsets_of(np.array([part.stream.documents for part in parts]))
    shifts = offsets_of(np.array([2 * places_needed(part.stream) for part in parts]))
    moved = [
        _Moved(part.lists, *of_part)
        for part, *of_part in zip(parts, numbers, bases.astype(np.int32), shifts.astype(np.int32), strict=False)
    ]
    with ArrayWriter(path, more=True) as file:
        sizes = np.zeros(1 + max((int(each[-1]) for each in numbers if len(each)), default=-1), np.int64)
        for part in moved:
            sizes[part.terms] += np.diff(part.lists.place_starts)
        starts = offsets_of(sizes)
        write_occurrences(file, _NAME, starts, (_joined(moved, *terms) for terms in ranges_of(starts)))


@dataclass(frozen=True, slots=True)
class _Moved:
    """Lists that go into others: int32 [terms] ascending which terms they are there, and what is added to documents and places."""

    lists: Occurrences
    terms: NDArray[np.int32]
    base: np.int32
    shift: np.int32


def _joined(parts: Sequence[_Moved], first: int, last: int) -> ListedGroups:
    """The lists of the joined terms from ``first`` to before ``last``: of each term first what the first part has, then the next."""
    ranges = [slice(*np.searchsorted(part.terms, (first, last)).tolist()) for part in parts]
    terms = [part.terms[inside] - first for part, inside in zip(parts, ranges, strict=True)]
    rows = [part.lists.starts[inside.start : inside.stop + 1] for part, inside in zip(parts, ranges, strict=True)]
    lengths, targets = _targets(terms, rows, last - first)
    documents = np.empty(int(lengths.sum()), np.int32)
    counts = np.empty((len(documents), len(FIELDS)), np.uint8)
    for part, starts, target in zip(parts, rows, targets, strict=True):
        own = slice(int(starts[0]), int(starts[-1]))
        documents[target] = part.lists.documents[own] + part.base
        counts[target] = part.lists.counts[own]
    rows = [part.lists.place_starts[inside.start : inside.stop + 1] for part, inside in zip(parts, ranges, strict=True)]
    sizes, targets = _targets(terms, rows, last - first)
    places = np.empty(int(sizes.sum()), np.int32)
    for part, starts, target in zip(parts, rows, targets, strict=True):
        places[target] = part.lists.places[int(starts[0]) : int(starts[-1])] + part.shift
    return ListedGroups(lengths, documents, counts, places)


def _targets(
    terms: Sequence[NDArray[np.int32]], starts: Sequence[NDArray[np.int64]], count: int
) -> tuple[NDArray[np.int64], Iterator[NDArray[np.int64]]]:
    """How long the list of each of ``count`` joined terms is, int64 [count], and where what each part has of its ``terms`` goes."""
    lengths = [np.diff(each) for each in starts]
    total = np.zeros(count, np.int64)
    for numbers, of_part in zip(terms, lengths, strict=True):
        total[numbers] += of_part
    free = offsets_of(total)

    def targets() -> Iterator[NDArray[np.int64]]:
        for numbers, of_part in zip(terms, lengths, strict=True):
            yield places_in(free[numbers], of_part)
            free[numbers] += of_part

    return total, targets()


def term_lists_of(arrays: Arrays) -> Occurrences:
    """The lists that were written, a row per term. Raises KeyError when there are none."""
    return occurrences_of(arrays, _NAME)
