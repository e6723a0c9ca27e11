"""Which documents have words near each other: sorted places of several words, compared by binary search.

Places are global over fields, documents and segments; fields are further apart than any window, so a window never crosses one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
"""Ascending; a place stands twice where two terms stand at it."""


def within_documents(places: Places, documents: NDArray[np.int32], begins: NDArray[np.int64], *, fields: int) -> Places:
    """The ``places`` that lie in ``documents`` int32 [n] ascending; ``begins`` int64 [all documents * fields + 1]."""
    first = np.searchsorted(places, begins[documents.astype(np.int64) * fields])
    end = np.searchsorted(places, begins[(documents.astype(np.int64) + 1) * fields])
    lengths = end - first
    picked = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(lengths.sum())
    return places[picked]


def slots_of(places: Places, begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which field of which document each place lies in: document * fields + field, int64 [n]."""
    return np.searchsorted(begins, places, side="right") - 1


def distinct(values: Places) -> Places:
    """Ascending ``values``, each once; np.unique would sort or hash them."""
    return np.asarray(values[np.diff(values, prepend=-1) != 0], np.int64)


def near(parts: Sequence[Places], window: int) -> Places:
    """Places of the rarest part around which every part has a place of its own, all within ``window`` successive places."""
    rarest, *others = sorted(map(distinct, parts), key=len)
    anchors = rarest
    for other in others:
        anchors = anchors[_count_between(other, anchors - (window - 1), anchors + window) > 0]
    if len(others) == 1:
        alone = _count_between(others[0], anchors - (window - 1), anchors + window) - _count_between(others[0], anchors, anchors + 1)
        return anchors[alone > 0]
    possible = anchors[_has_all_near(anchors, others, window)]
    if len(distinct(np.sort(np.concatenate(others)))) == sum(map(len, others)):
        return possible
    return np.array([anchor for anchor in possible.tolist() if _has_own_places(anchor, others, window)], np.int64)


def _has_all_near(anchors: Places, others: Sequence[Places], window: int) -> NDArray[np.bool_]:
    """Whether some window with the anchor has a place of each of ``others`` besides the anchor's: bool [anchors]."""
    at_anchor = [_count_between(other, anchors, anchors + 1) for other in others]
    found = np.zeros(len(anchors), np.bool_)
    for shift in range(window):
        starts = anchors - shift
        alone = [_count_between(other, starts, starts + window) > same for other, same in zip(others, at_anchor, strict=True)]
        found |= np.logical_and.reduce(alone)
    return found


def _count_between(places: Places, first: Places, end: Places) -> NDArray[np.int64]:
    """How many distinct places lie in [first, end), for each pair: int64 [n]."""
    return np.asarray(np.searchsorted(places, end) - np.searchsorted(places, first), np.int64)


def _has_own_places(anchor: int, others: Sequence[Places], window: int) -> bool:
    """Whether some window with ``anchor`` gives each of ``others`` a place of its own besides the anchor's."""
    around = [_slice(other, anchor - window + 1, anchor + window) for other in others]
    for start in range(anchor - window + 1, anchor + 1):
        inside = [{place for place in places if start <= place < start + window and place != anchor} for places in around]
        if _can_choose(inside):
            return True
    return False


def _slice(places: Places, first: int, end: int) -> list[int]:
    found: list[int] = places[np.searchsorted(places, first) : np.searchsorted(places, end)].tolist()
    return found


def _can_choose(sets: Sequence[set[int]]) -> bool:
    """Whether each set can give an element of its own."""
    if not sets:
        return True
    first, *rest = sets
    return any(_can_choose([other - {place} for other in rest]) for place in first)


def in_sequence(words: Sequence[Places], offsets: Sequence[int]) -> Places:
    """Places at which the first word stands and every other ``offsets`` places after it."""
    shifted = sorted((distinct(places) - offset for places, offset in zip(words, offsets, strict=True)), key=len)
    starts = shifted[0]
    for places in shifted[1:]:
        starts = starts[_count_between(places, starts, starts + 1) > 0]
    return starts


def pairs(first: Places, second: Places, *, reach: int) -> Places:
    """Places of ``first`` that have ``second`` up to ``reach`` places after them, or immediately before."""
    after = _count_between(second, first + 1, first + reach + 1) > 0
    before = _count_between(second, first - 1, first) > 0
    return first[after | before]
