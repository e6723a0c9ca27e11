"""Which documents of a segment have each term, by field; written with its token stream, in the same file.

Terms are numbered in alphabetical order and their documents lie end to end, so a beginning of words is one slice for each run of terms
that follow each other, where the posting lists of thousands of terms would have to be merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.inverted import InvertedTerms
from search_service.ranges import offsets_of
from search_service.schema import Field


@dataclass(frozen=True, slots=True)
class TermDocuments:
    """The lists of one field.

    starts    int64 [terms + 1]  slices ``documents``
    documents int32 [n]          those of a term ascending, deleted ones included
    """

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]

    def of_terms(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """The documents of the terms ``numbers`` int64 [n] ascending, end to end, some more than once: int32 [k]."""
        if not len(numbers):
            return self.documents[:0]
        ends = np.flatnonzero(np.diff(numbers, append=-1) != 1)
        firsts = numbers[np.concatenate(([0], ends[:-1] + 1))]
        runs = zip(self.starts[firsts].tolist(), self.starts[numbers[ends] + 1].tolist(), strict=True)
        return np.concatenate([self.documents[start:end] for start, end in runs])


def term_documents_of(arrays: Arrays) -> Mapping[Field, TermDocuments]:
    """The lists that ``noted`` wrote."""
    return {field: TermDocuments(arrays[f"documents.{field}.starts"], arrays[f"documents.{field}"]) for field in Field}


def noted(file: ArrayWriter, field: Field, terms: int, parts: Iterable[InvertedTerms]) -> Iterator[InvertedTerms]:
    """``parts`` of the inversion of a field as they come; what of them belongs here is written on the way."""
    documents = file.growing(f"documents.{field}", np.int32)
    lengths = np.zeros(terms, np.int64)
    for part in parts:
        documents.append(part.documents)
        lengths[part.terms] = np.diff(part.starts)
        yield part
    file.put(f"documents.{field}.starts", offsets_of(lengths))
