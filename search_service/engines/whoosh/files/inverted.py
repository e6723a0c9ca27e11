"""What a segment holds, as arrays: posting lists of consecutive terms, and values with their documents. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class InvertedTerms:
    """Posting lists of consecutive terms of one field.

    terms     int32 [n]            numbers of the terms, ascending
    starts    int64 [n + 1]        postings of the i-th: ``starts[i]:starts[i + 1]``
    documents int32 [postings]     ascending inside a term
    counts    int32 [postings]     occurrences
    positions int32 [sum(counts)]  ascending inside a posting; empty for fields without positions
    """

    terms: NDArray[np.int32]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.int32]
    positions: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class FacetPairs:
    """Which document has which value.

    values    distinct; sorted unless said otherwise
    documents int32 [pairs]  ascending, deleted ones included
    ordinals  int32 [pairs]  places in ``values``
    """

    values: tuple[str, ...]
    documents: NDArray[np.int32]
    ordinals: NDArray[np.int32]
