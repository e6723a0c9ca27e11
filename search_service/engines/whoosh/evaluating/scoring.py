"""Scores of occurrences: BM25F over the counts of a snapshot. Many lists are scored in one pass, for each step of numpy has its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.engines.scoring import inverse_document_frequency, saturated
from search_service.engines.whoosh.evaluating.matches import NOTHING, Documents, Matches, Scores, contained
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.schema import FIELDS, Field

_TITLE = FIELDS.index(Field.TITLE)


@dataclass(frozen=True, slots=True)
class Layer:
    """Where one thing occurs, and by how much its score counts."""

    counts: TermCounts
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Scored:
    """What has any of some layers; ``titled`` int32 [n], in no order and some twice, deleted ones included, has one in its title."""

    matches: Matches
    titled: Documents

    @property
    def nbytes(self) -> int:
        return self.matches.nbytes + self.titled.nbytes


@dataclass(frozen=True, slots=True)
class Scorer:
    """What scores depend on besides counts.

    factors float32 [documents, fields]  field factors of BM25F
    live    bool [documents]             what is not deleted; None when nothing is
    """

    factors: NDArray[np.float32]
    live: NDArray[np.bool_] | None
    releases: int

    def score(self, layers: Sequence[Layer]) -> Matches:
        """The live documents of any of ``layers``, with the weighted sum of the BM25F of each."""
        return self.score_each([layers])[0].matches

    def score_each(self, groups: Sequence[Sequence[Layer]]) -> list[Scored]:
        """As ``score``, for each of ``groups``."""
        layers = [layer for group in groups for layer in group]
        if not layers:
            return [Scored(NOTHING, NOTHING.documents)] * len(groups)
        documents = np.concatenate([layer.counts.documents for layer in layers])
        counts = np.concatenate([layer.counts.counts for layer in layers])
        borders = list(accumulate((len(layer.counts.documents) for layer in layers), initial=0))
        alive = None if self.live is None else self.live.take(documents)
        found = [end - first if alive is None else int(np.count_nonzero(alive[first:end])) for first, end in pairwise(borders)]
        scores = self._weighted(documents, counts, layers, found)
        in_title = counts[:, _TITLE] != 0
        scored, end = [], 0
        for group in groups:
            first, end = end, end + len(group)
            part = slice(borders[first], borders[end])
            matches = self._united(documents[part], scores[part], single=sum(map(bool, found[first:end])) == 1)
            scored.append(Scored(matches, documents[part].compress(in_title[part])))
        return scored

    def score_among(self, sets: Sequence[tuple[Matches, Sequence[Layer]]]) -> list[Matches]:
        """Each of the given matches, live documents all, with the weighted BM25F of the layers beside it added where it has them."""
        begins = accumulate((len(matches) for matches, _ in sets), initial=0)
        kept, places, found = [], [np.empty(0, np.intp)], []
        for begin, (matches, layers) in zip(begins, sets, strict=False):
            for layer in layers:
                has, where = contained(matches.documents, layer.counts.documents)
                at = has.nonzero()[0]
                places.append(at + begin)
                having = TermCounts(matches.documents[at], layer.counts.counts.take(where[at], axis=0))
                kept.append(Layer(having, layer.weight))
                found.append(self._live_in(layer.counts.documents))
        if not kept:
            return [matches for matches, _ in sets]
        scores = np.concatenate([matches.scores for matches, _ in sets])
        documents = np.concatenate([layer.counts.documents for layer in kept])
        counts = np.concatenate([layer.counts.counts for layer in kept])
        np.add.at(scores, np.concatenate(places), self._weighted(documents, counts, kept, found))
        ends = list(accumulate((len(matches) for matches, _ in sets), initial=0))
        return [
            Matches(matches.documents, scores[begin:end].copy()) for (matches, _), (begin, end) in zip(sets, pairwise(ends), strict=True)
        ]

    def _live_in(self, documents: Documents) -> int:
        return len(documents) if self.live is None else int(np.count_nonzero(self.live.take(documents)))

    def _weighted(self, documents: Documents, counts: NDArray[np.uint8], layers: Sequence[Layer], found: Sequence[int]) -> Scores:
        """The weighted BM25F of ``documents`` int32 [n] with ``counts`` [n, fields]: ``layers`` end to end, each in ``found`` documents."""
        lengths = [len(layer.counts.documents) for layer in layers]
        frequencies = _frequencies(documents, counts, self.factors)
        idf = np.array([inverse_document_frequency(self.releases, each) for each in found]).repeat(lengths)
        weights = np.array([layer.weight for layer in layers], np.float32).repeat(lengths)
        return np.asarray(weights * saturated(frequencies, idf=idf), np.float32)

    def _united(self, documents: Documents, scores: Scores, *, single: bool) -> Matches:
        """The live ones of ``documents``, each once, with the sum of its ``scores``; where ``single`` these are all of one layer."""
        if single:
            alive = np.ones(len(documents), np.bool_) if self.live is None else self.live.take(documents)
            return Matches(documents.compress(alive), scores.compress(alive))  # copies: what is kept holds no more than itself
        totals, seen = np.zeros(len(self.factors), np.float32), np.zeros(len(self.factors), np.bool_)
        np.add.at(totals, documents, scores)
        seen[documents] = True
        if self.live is not None:
            seen &= self.live
        distinct = seen.nonzero()[0].astype(np.int32)
        return Matches(distinct, totals.take(distinct))


def _frequencies(documents: Documents, counts: NDArray[np.uint8], factors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Occurrences weighted by their fields: float32 [n]."""
    weighted = counts.astype(np.float32)  # the types apart, take, and sums by column: a third of the time of a product of mixed types
    weighted *= factors.take(documents, axis=0)
    columns = weighted.T
    frequencies = columns[0] + columns[1]
    for field in range(2, len(FIELDS)):
        frequencies += columns[field]
    frequencies *= np.float32(0.5)
    return np.asarray(frequencies, np.float32)
