"""Sets of releases as sorted arrays, and how they combine. Pure array work: no index, no query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.int32]
"""Document numbers of a snapshot, ascending, each once."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matches:
    """``documents`` int32 [n] ascending and ``scores`` float32 [n], one each."""

    documents: Documents
    scores: Scores

    @classmethod
    def constant(cls, documents: Documents, score: float = 0.0) -> Matches:
        return cls(documents, np.full(len(documents), score, np.float32))

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.scores.nbytes

    def keep(self, mask: NDArray[np.bool_]) -> Matches:
        """Those at which ``mask`` bool [n] is true."""
        return Matches(self.documents[mask], self.scores[mask])

    def times(self, weight: float) -> Matches:
        """The same with weighted scores."""
        return Matches(self.documents, np.float32(weight) * self.scores)

    def plus(self, more: Matches, *, weight: float = 1.0) -> Matches:
        """The same documents with the weighted scores of ``more`` added where it has them."""
        has, places = contained(self.documents, more.documents)
        scores = self.scores.copy()
        scores[has] += np.float32(weight) * more.scores[places[has]]
        return Matches(self.documents, scores)


NOTHING = Matches(np.empty(0, np.int32), np.empty(0, np.float32))


def contained(documents: Documents, other: Documents) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """For every one of ``documents``: whether ``other`` has it (bool [n]) and where (intp [n], any number where not).

    Both are ascending. The fewer are looked up among the more.
    """
    if len(other) < len(documents):
        has, where = np.zeros(len(documents), np.bool_), np.zeros(len(documents), np.intp)
        known, places = contained(other, documents)
        has[places[known]] = True
        where[places[known]] = known.nonzero()[0]
        return has, where
    if not len(other):
        return np.zeros(len(documents), np.bool_), np.zeros(len(documents), np.intp)
    places = other.searchsorted(documents)
    places[places == len(other)] = 0
    return other.take(places) == documents, places


def intersect(sets: Sequence[Matches]) -> Matches:
    """Documents in all ``sets`` (one at least) with the sums of their scores; works from the smallest set."""
    smallest, *others = sorted(sets, key=len)
    documents, scores = smallest.documents, smallest.scores
    for other in others:
        found, places = contained(documents, other.documents)
        documents = documents[found]
        scores = scores[found] + other.scores[places[found]]
    return Matches(documents, scores)


def unite(sets: Sequence[Matches], *, size: int) -> Matches:
    """Documents in any of ``sets`` with the sums of their scores; ``size`` is the number of documents of the snapshot."""
    filled = [each for each in sets if len(each)]
    if len(filled) <= 1:
        return filled[0] if filled else NOTHING
    totals = np.zeros(size, np.float32)
    seen = np.zeros(size, np.bool_)
    for each in filled:
        totals[each.documents] += each.scores
        seen[each.documents] = True
    documents = seen.nonzero()[0].astype(np.int32)
    return Matches(documents, totals.take(documents))


def subtract(matches: Matches, excluded: Documents) -> Matches:
    """``matches`` without the ``excluded`` documents."""
    found, _ = contained(matches.documents, excluded)
    return matches.keep(~found)
