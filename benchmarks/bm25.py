"""One plain BM25F for every analysis chain, so that baselines differ in their analysis alone; it keeps all in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.analyzers import Chain
from search_service.release import Release
from search_service.schema import FIELD_WEIGHTS, Field, field_texts

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every token of an archive: int64 [tokens] each; ``lengths`` float64 [documents, fields] in tokens."""

    terms: NDArray[np.int64]
    documents: NDArray[np.int64]
    fields: NDArray[np.int64]
    lengths: NDArray[np.float64]


class BM25Index:
    """Ranks documents with all words of a query before the others, then by BM25F with the field weights of our schema.

    s(t, d) = ln(1 + (N − n + ½) / (n + ½)) · tf' (k1 + 1) / (tf' + k1), tf' = Σ_f w_f tf_f / (1 − b + b len_f / avglen_f)
    (Robertson & Zaragoza 2009, §3.6; the idf is Lucene's). Ties go to the smaller id.
    """

    def __init__(self, chain: Chain, releases: Iterable[Release]) -> None:
        self.chain = chain
        self._numbers: dict[str, int] = {}
        ordered = sorted(releases, key=lambda release: release.id)
        self._ids = [release.id for release in ordered]
        occurrences = self._read(ordered)
        self.postings = 0
        self._documents, self._frequencies, self._starts = self._invert(occurrences)

    def _read(self, releases: list[Release]) -> Occurrences:
        terms, counts = array("q"), array("q")
        number = self._numbers
        for release in releases:
            texts = field_texts(release)
            for field in Field:
                found = self.chain.terms(texts[field]) if texts[field] else []
                terms.extend([number.setdefault(term, len(number)) for term in found])
                counts.append(len(found))
        lengths = np.array(counts, np.int64)
        places = np.repeat(np.arange(len(lengths)), lengths)
        return Occurrences(
            np.frombuffer(terms, np.int64) if terms else np.empty(0, np.int64),
            places // len(Field),
            places % len(Field),
            lengths.reshape(-1, len(Field)).astype(np.float64),
        )

    def _invert(self, found: Occurrences) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Postings sorted by term, then document; ``starts`` int64 [terms + 1] slices them."""
        average = found.lengths.mean(axis=0)
        relative = found.lengths / np.where(average > 0, average, 1.0)
        factors = np.array([FIELD_WEIGHTS[field] for field in Field]) / (1.0 - B + B * relative)
        pairs = found.terms * len(self._ids) + found.documents
        unique, place = np.unique(pairs, return_inverse=True)
        frequencies = np.bincount(place, weights=factors[found.documents, found.fields], minlength=len(unique)).astype(np.float64)
        terms, documents = np.divmod(unique, len(self._ids))
        self.postings = len(unique)
        starts = np.searchsorted(terms, np.arange(len(self._numbers) + 1)).astype(np.int64)
        return documents, frequencies, starts

    def rank(self, query: str, *, size: int = 10) -> list[str]:
        """Ids of the best documents, at most ``size``; documents without any word of the query are never among them."""
        scores = np.zeros(len(self._ids))
        matched = np.zeros(len(self._ids), np.int32)
        for term in dict.fromkeys(self.chain.terms(query)):
            documents, term_scores = self._scored(term)
            scores[documents] += term_scores
            matched[documents] += 1
        found = np.flatnonzero(matched)
        wanted = len(set(self.chain.terms(query)))
        order = np.lexsort((found, -scores[found], matched[found] < wanted))
        return [self._ids[document] for document in found[order[:size]]]

    def _scored(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        number = self._numbers.get(term)
        if number is None:
            return np.empty(0, np.int64), np.empty(0)
        postings = slice(self._starts[number], self._starts[number + 1])
        documents, frequencies = self._documents[postings], self._frequencies[postings]
        idf = np.log(1.0 + (len(self._ids) - len(documents) + 0.5) / (len(documents) + 0.5))
        return documents, idf * frequencies * (K1 + 1.0) / (frequencies + K1)
