"""Where each term of a segment stands, by the number that its token stream gives it; written with that, in the same file.

Whoosh's posting lists say the same, field by field: to decode those of one term takes as long as to score it. Terms are numbered in
alphabetical order and their lists lie end to end, so a beginning of words is one slice for each run of terms that follow each other.
"""

from __future__ import annotations

import numpy as np

from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.array_file import Arrays, ArrayWriter
from search_service.engines.whoosh.files.occurrences import (
    FULL,
    Occurrences,
    TermGroups,
    TokenPlaces,
    occurrences_of,
    write_occurrences,
)
from search_service.engines.whoosh.files.token_stream import TokenStream

_NAME = "terms"


def write_term_lists(stream: TokenStream, file: ArrayWriter) -> None:
    """Write the lists of all terms of a stream; every use counts in full."""
    terms = len(stream.term_offsets) - 1
    each_its_own = IdLists(np.arange(terms + 1, dtype=np.int64), np.arange(terms, dtype=np.int32))
    groups = TermGroups(each_its_own, np.full(terms, FULL, np.uint8), np.zeros(terms, np.bool_))
    write_occurrences(stream, TokenPlaces.of(stream), groups, file, _NAME)


def term_lists_of(arrays: Arrays) -> Occurrences:
    """The lists that were written, a row per term. Raises KeyError when there are none."""
    return occurrences_of(arrays, _NAME)
