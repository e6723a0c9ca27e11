"""Which words follow each other often enough to be a name, a place, a title: counted in columns, words in any inflected form.

Longer sequences are built from frequent shorter ones only (Agrawal & Srikant, VLDB 1994). How they are written is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 6
FEWEST_DOCUMENTS = 3
SURE_SHARE = 0.05
"""A word belongs to those before it when it follows on so many of their uses, or they precede so many of its own."""
COMPLETE_SHARE = 0.8
"""A sequence that goes on in the same way in so many of its uses is only the beginning of the longer one."""
MOST_CONNECTORS = 2
"""Of them in a row: "Leben in der Stadt"."""
MOST_PLACES = 5
"""Of a sequence are named; enough to see how it is written."""
_MOST_BUCKETS = 1 << 22


class Role(IntEnum):
    """What a word may be in a sequence; it begins and ends with CONTENT."""

    OTHER = 0
    CONNECTOR = 1
    CONTENT = 2


@dataclass(frozen=True, slots=True)
class RunningWords:
    """Words in the order of texts, as columns.

    classes    int32 [n]  the class of inflected forms of each
    roles      uint8 [n]  its ``Role``
    documents  int32 [n]  ascending
    follows    bool [n]   whether it stands right after the word before it, with one sign between them
    """

    classes: NDArray[np.int32]
    roles: NDArray[np.uint8]
    documents: NDArray[np.int32]
    follows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WordSequence:
    """The classes of its words, how many documents have it, and the places in the running words where it begins, some of them."""

    classes: tuple[int, ...]
    documents: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """Sequences of one length.

    prefixes   int64 [n]  number of each without its last word, in the level below
    lasts      int64 [n]  class of the last word
    documents  int64 [n]
    starts     int32 [m]  where one of them begins, ascending
    numbers    int32 [m]  which it is
    """

    prefixes: NDArray[np.int64]
    lasts: NDArray[np.int64]
    documents: NDArray[np.int64]
    starts: NDArray[np.int32]
    numbers: NDArray[np.int32]


def frequent_sequences(words: RunningWords) -> Iterator[WordSequence]:
    """The sequences of two words and more that belong together, longer ones first."""
    if not len(words.classes):
        return
    singles = _single_words(words)
    levels = [singles]
    while len(levels) < MOST_WORDS and len(levels[-1].starts):
        levels.append(_longer(levels[-1], words, len(levels)))
    going_on = np.zeros(len(levels[-1].documents), np.int64)
    for length in range(len(levels), 1, -1):
        level, below = levels[length - 1], levels[length - 2]
        kept = _belonging(level, below, singles, words) & (going_on < COMPLETE_SHARE * level.documents)
        yield from _named(level, np.flatnonzero(kept), words, length)
        reached = np.where(kept, level.documents, going_on)
        going_on = np.zeros(len(below.documents), np.int64)
        np.maximum.at(going_on, level.prefixes, reached)


def _single_words(words: RunningWords) -> _Level:
    places = np.flatnonzero(words.roles != Role.OTHER).astype(np.int32)
    return _counted(words.classes[places].astype(np.int64), places, words, prefixed=False)


def _longer(level: _Level, words: RunningWords, length: int) -> _Level:
    """The sequences of ``level``, which have ``length`` words, with one word more."""
    following = level.starts + np.int32(length)
    inside = following < len(words.classes)
    starts, numbers, following = level.starts[inside], level.numbers[inside], following[inside]
    fits = words.follows[following] & (words.roles[following] != Role.OTHER) & (words.roles[starts] == Role.CONTENT)
    if length > MOST_CONNECTORS:
        run = [words.roles[following - back] == Role.CONNECTOR for back in range(MOST_CONNECTORS + 1)]
        fits &= ~np.logical_and.reduce(run)
    codes = numbers[fits].astype(np.int64) * _base(words) + words.classes[following[fits]]
    return _counted(codes, starts[fits], words, prefixed=True)


def _base(words: RunningWords) -> int:
    return int(words.classes.max()) + 1


def _counted(codes: NDArray[np.int64], starts: NDArray[np.int32], words: RunningWords, *, prefixed: bool) -> _Level:
    """The ``codes`` int64 [m] that enough documents have; each stands at one of ``starts`` int32 [m], ascending."""
    often = _maybe_often(codes)
    codes, starts = codes[often], starts[often]
    order = np.argsort(codes, kind="stable")
    codes, starts = codes[order], starts[order]
    del often, order
    new_code = np.append(True, codes[1:] != codes[:-1])[: len(codes)]
    in_document = words.documents[starts]
    new_document = new_code.copy()
    new_document[1:] |= in_document[1:] != in_document[:-1]
    distinct, owners = codes[new_code], np.cumsum(new_code, dtype=np.int32) - np.int32(1)
    del codes, in_document
    documents = np.bincount(owners[new_document], minlength=len(distinct))
    frequent = documents >= FEWEST_DOCUMENTS
    numbers = np.where(frequent, np.cumsum(frequent, dtype=np.int32) - np.int32(1), np.int32(-1))[owners]
    kept = numbers >= 0
    starts, numbers = starts[kept], numbers[kept]
    in_order = np.argsort(starts, kind="stable")
    distinct, base = distinct[frequent], _base(words)
    return _Level(
        prefixes=distinct // base if prefixed else np.full(len(distinct), -1),
        lasts=distinct % base,
        documents=documents[frequent],
        starts=starts[in_order],
        numbers=numbers[in_order],
    )


def _maybe_often(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which ``codes`` int64 [m] share a bucket with enough others: bool [m]; most sequences are there once, and need not be sorted."""
    size = min(_MOST_BUCKETS, 1 << len(codes).bit_length())
    buckets = codes * 0x9E3779B1
    buckets >>= 7
    buckets &= size - 1
    full = np.bincount(buckets, minlength=size) >= FEWEST_DOCUMENTS
    return np.asarray(full[buckets], np.bool_)


def _belonging(level: _Level, below: _Level, singles: _Level, words: RunningWords) -> NDArray[np.bool_]:
    """Which sequences of ``level`` end with a word that belongs to those before it: bool [n]."""
    content = np.zeros(_base(words), np.bool_)
    content[words.classes[words.roles == Role.CONTENT]] = True
    of_last = singles.documents[np.searchsorted(singles.lasts, level.lasts)]
    least = np.minimum(below.documents[level.prefixes], of_last)
    return np.asarray(content[level.lasts] & (level.documents >= SURE_SHARE * least), np.bool_)


def _named(level: _Level, kept: NDArray[np.int64], words: RunningWords, length: int) -> Iterator[WordSequence]:
    order = np.argsort(level.numbers, kind="stable")
    firsts = np.searchsorted(level.numbers[order], kept)
    ends = np.searchsorted(level.numbers[order], kept, side="right")
    for number, first, end in zip(kept.tolist(), firsts.tolist(), ends.tolist(), strict=True):
        places = level.starts[order[first : min(end, first + MOST_PLACES)]].tolist()
        classes = tuple(words.classes[places[0] : places[0] + length].tolist())
        yield WordSequence(classes, int(level.documents[number]), tuple(places))
