"""Words next to each other: positions of several terms, intersected as one sorted key per occurrence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.query.phrase_terms import PhraseTerm
from search_service.schema import FIELDS, Field

_POSITION_BITS = 32


def phrase_counts(snapshot: Snapshot, terms: Sequence[PhraseTerm], fields: Sequence[Field]) -> TermCounts:
    """Live documents in which all ``terms`` (one at least) stand as written in one of ``fields``, with occurrences per field."""
    slots = [
        (_starts(snapshot, terms, field) >> _POSITION_BITS) * len(FIELDS) + column for column, field in enumerate(FIELDS) if field in fields
    ]
    return snapshot.slot_counts(np.sort(np.concatenate(slots)))


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
