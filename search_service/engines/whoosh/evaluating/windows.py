"""Which documents have words near each other: sorted places of several words, compared by binary search.

Places are global over fields, documents and segments; fields are further apart than any window, so a window never crosses one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from search_service.sorted_arrays import distinct

Places = NDArray[np.int64]
"""Ascending; a place stands twice where two terms stand at it."""
_AT_ONCE = 1 << 16
"""Places that are compared in one step, for which that takes 20 MB."""


def slots_of(places: Places, begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which field of which document each place lies in: document * fields + field, int64 [n]."""
    return begins.searchsorted(places, side="right") - 1


def near(parts: Sequence[Places], window: int) -> Places:
    """Places of the rarest part around which every part has a place of its own, all within ``window`` successive places.

    More parts than places never have: to look for them would take twice the time for each.
    """
    if len(parts) > window:
        return parts[0][:0]
    rarest, *others = sorted(map(distinct, parts), key=len)
    anchors = rarest
    for other in others:
        alone = _count_between(other, anchors - (window - 1), anchors + window) - _count_between(other, anchors, anchors + 1)
        anchors = anchors[alone > 0]
    if len(others) == 1:
        return anchors
    slices = [anchors[start : start + _AT_ONCE] for start in range(0, len(anchors), _AT_ONCE)]
    return np.concatenate([anchors[:0], *(each[_have_own_places(each, others, window)] for each in slices)])


def _have_own_places(anchors: Places, others: Sequence[Places], window: int) -> NDArray[np.bool_]:
    """Whether some window with the anchor gives each of ``others`` a place of its own besides the anchor's: bool [anchors].

    By Hall's theorem it does if any k of them have k places there between them.
    """
    borders = anchors[:, np.newaxis] + np.arange(1 - window, window + 1)
    fits = np.ones((len(anchors), window), np.bool_)
    for size in range(1, len(others) + 1):
        for some in combinations(others, size):
            union = distinct(np.sort(np.concatenate(some)))
            before = np.searchsorted(union, borders)
            at_anchor = _count_between(union, anchors, anchors + 1)[:, np.newaxis]
            fits &= before[:, window:] - before[:, :window] - at_anchor >= size
    return np.asarray(fits.any(axis=1), np.bool_)


def _count_between(places: Places, first: Places, end: Places) -> NDArray[np.int64]:
    """How many distinct places lie in [first, end), for each pair: int64 [n]."""
    return np.asarray(places.searchsorted(end) - places.searchsorted(first), np.int64)


def pairs(first: Places, second: Places, *, reach: int) -> Places:
    """Places of ``first`` that have ``second`` up to ``reach`` places after them, or immediately before."""
    after = _count_between(second, first + 1, first + reach + 1) > 0
    before = _count_between(second, first - 1, first) > 0
    return first[after | before]
