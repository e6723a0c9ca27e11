"""What a snapshot hands out: records of arrays over the documents of a generation. No files, no query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.schema import FIELDS, Field


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Where a term, or any of several, occurs: ``documents`` int32 [n] ascending, ``counts`` uint8 [n, fields] in halves."""

    documents: Documents
    counts: NDArray[np.uint8]

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.counts.nbytes

    def within(self, fields: Sequence[Field]) -> TermCounts:
        """Only the occurrences in ``fields``, and the documents that have any."""
        columns = [FIELDS.index(field) for field in fields]
        counts = np.zeros_like(self.counts)
        counts[:, columns] = self.counts[:, columns]
        kept = counts.any(axis=1)
        return TermCounts(self.documents[kept], counts.compress(kept, axis=0))


NO_COUNTS = TermCounts(np.empty(0, np.int32), np.empty((0, len(FIELDS)), np.uint8))


@dataclass(frozen=True, slots=True)
class DocumentForms:
    """DocumentTokens of several segments with the lexicon's numbers: ``forms`` int32 [tokens]; the rest as there."""

    forms: NDArray[np.int32]
    positions: NDArray[np.int64]
    begins: NDArray[np.int64]
    widths: NDArray[np.int32]
    lengths: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[DocumentForms]) -> DocumentForms:
        """``parts``, at least one, end to end."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))
