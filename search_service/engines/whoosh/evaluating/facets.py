"""Facet columns and their counts: one ``bincount`` a facet over the documents found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.ranges import offsets_of, places_in

_FEW = 10
"""One document in so many: from there on counting walks whole columns."""


@dataclass(frozen=True)
class FacetColumn:
    """A facet of a snapshot: ``values`` sorted, and which document has which.

    ``starts`` int64 [documents + 1] slices ``ordinals`` int32 [pairs] per document; an ordinal is an index into ``values``.
    """

    values: tuple[str, ...]
    starts: NDArray[np.int64]
    ordinals: NDArray[np.int32]

    @classmethod
    def from_pairs(cls, values: tuple[str, ...], documents: Documents, ordinals: NDArray[np.int32], *, size: int) -> FacetColumn:
        """``documents`` int32 [pairs] ascending (a document may stand more than once), ``ordinals`` int32 [pairs]."""
        counts = np.bincount(documents, minlength=size)
        return cls(values, offsets_of(counts), ordinals)

    def counts(self, documents: Documents) -> tuple[NDArray[np.int64], int]:
        """How many of ``documents`` have each value (int64 [values]), and how many have none."""
        if len(documents) * _FEW > len(self.starts):
            return self._counts_of_many(documents)
        first = self.starts[documents]
        lengths = self.starts[documents + 1] - first
        return np.bincount(self.ordinals[places_in(first, lengths)], minlength=len(self.values)), int((lengths == 0).sum())

    def _counts_of_many(self, documents: Documents) -> tuple[NDArray[np.int64], int]:
        """The same for a tenth of all documents or more: first values by one ``bincount``, further values by another."""
        counts = np.bincount(self._first_values.take(documents), minlength=len(self.values) + 1)
        wanted = np.zeros(len(self.starts) - 1, np.bool_)
        wanted[documents] = True
        owners, ordinals = self._further_values
        further = np.bincount(ordinals[wanted.take(owners)], minlength=len(self.values))
        return counts[:-1] + further, int(counts[-1])

    @cached_property
    def _first_values(self) -> NDArray[np.int64]:
        """The first value of each document, the number of values for those without: int64 [documents]."""
        lengths = np.diff(self.starts)
        first = np.full(len(lengths), len(self.values), np.int64)
        first[lengths > 0] = self.ordinals[self.starts[:-1][lengths > 0]]
        return first

    @cached_property
    def _further_values(self) -> tuple[Documents, NDArray[np.int64]]:
        """Documents with more than one value, int32 [pairs], and each value behind the first, int64 [pairs]."""
        further = np.ones(len(self.ordinals), np.bool_)
        further[self.starts[:-1][np.diff(self.starts) > 0]] = False
        return self._owners[further], self.ordinals[further].astype(np.int64)

    @cached_property
    def _owners(self) -> Documents:
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def having(self, values: Sequence[str]) -> NDArray[np.bool_]:
        """bool [documents]: what has any of ``values``; unknown values have none."""
        return self._having([self.values.index(value) for value in values if value in self.values])

    def documents_where(self, wanted: NDArray[np.bool_]) -> Documents:
        """Documents that have any value at which ``wanted`` bool [values] is true."""
        return np.flatnonzero(self._having(np.flatnonzero(wanted).tolist())).astype(np.int32)

    def _having(self, places: Sequence[int]) -> NDArray[np.bool_]:
        found = np.zeros(len(self.starts) - 1, np.bool_)
        for place in places:
            found[self._by_value[place]] = True
        return found

    @cached_property
    def _by_value(self) -> list[Documents]:
        """The documents of each value."""
        order = np.argsort(self.ordinals, kind="stable")
        ends = np.cumsum(np.bincount(self.ordinals, minlength=len(self.values)))
        return np.split(self._owners[order], ends[:-1])
