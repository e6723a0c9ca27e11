"""Words next to each other: positions of several terms, intersected as one sorted key per occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.occurrences import FULL
from search_service.engines.whoosh.scoring import FIELDS
from search_service.engines.whoosh.snapshot import Snapshot, TermCounts
from search_service.schema import Field

_POSITION_BITS = 32


@dataclass(frozen=True, slots=True)
class PhraseTerm:
    """An index term and where it stands, counted from the phrase's first term."""

    term: str
    offset: int


def phrase_counts(snapshot: Snapshot, terms: Sequence[PhraseTerm], fields: Sequence[Field]) -> TermCounts:
    """Live documents in which all ``terms`` (one at least) stand as written in one of ``fields``, with occurrences per field."""
    counts = np.zeros((snapshot.documents, len(FIELDS)), np.uint8)
    for field in fields:
        starts = _starts(snapshot, terms, field)
        found = np.bincount(starts >> _POSITION_BITS, minlength=snapshot.documents)
        counts[:, FIELDS.index(field)] = np.minimum(FULL * found, 255)
    documents = snapshot.alive(np.flatnonzero(counts.any(axis=1)).astype(np.int32))
    return TermCounts(documents, counts[documents])


def _starts(snapshot: Snapshot, terms: Sequence[PhraseTerm], field: Field) -> NDArray[np.int64]:
    """Where the phrase begins: document << 32 | position, int64 ascending."""
    shifted = [snapshot.places(field, each.term).keys - each.offset for each in terms]
    shifted.sort(key=len)
    starts = shifted[0]
    for keys in shifted[1:]:
        if not len(starts) or not len(keys):
            return starts[:0]
        places = np.searchsorted(keys, starts)
        places[places == len(keys)] = 0
        starts = starts[keys[places] == starts]
    return starts
