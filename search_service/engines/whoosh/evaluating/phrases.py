"""Words next to each other: positions of several terms, intersected as one sorted key per occurrence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.engines.whoosh.evaluating.windows import distinct
from search_service.query.phrase_terms import PhraseTerm
from search_service.schema import FIELDS, Field

_POSITION_BITS = 32
_POSITIONS = (1 << _POSITION_BITS) - 1
READ_RATHER = 30
"""To read one document takes as long as so many entries of a list of positions."""


def phrase_counts(snapshot: Snapshot, terms: Sequence[PhraseTerm], fields: Sequence[Field]) -> TermCounts:
    """Live documents in which all ``terms`` (one at least) stand as written in one of ``fields``, with occurrences per field."""
    slots = [
        (_starts(snapshot, terms, field) >> _POSITION_BITS) * len(FIELDS) + column for column, field in enumerate(FIELDS) if field in fields
    ]
    return snapshot.slot_counts(np.sort(np.concatenate(slots)))


def _starts(snapshot: Snapshot, terms: Sequence[PhraseTerm], field: Field) -> NDArray[np.int64]:
    """Where the phrase begins: document << 32 | position, int64 ascending.

    From the rarest word on; once few documents are left, they are read instead of the long lists of common words, of which no more
    than two are ever held.
    """
    uses = {each: snapshot.frequency(field, each.term) for each in terms}
    rarest, *others = sorted(uses, key=lambda each: (uses[each], each.offset))
    starts = _shifted(snapshot, rarest, field) if uses[rarest] else np.empty(0, np.int64)
    for done, each in enumerate(others):
        documents = distinct(starts >> _POSITION_BITS)
        if len(documents) * READ_RATHER < uses[each]:
            return _read(snapshot, others[done:], documents, starts, field)
        starts = _both(starts, _shifted(snapshot, each, field))
    return starts


def _shifted(snapshot: Snapshot, term: PhraseTerm, field: Field) -> NDArray[np.int64]:
    """Where a phrase would have to begin for each place of one of its terms."""
    keys = snapshot.term_positions(field, term.term).keys
    return np.asarray(keys[keys & _POSITIONS >= term.offset] - term.offset, np.int64)


def _both(starts: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of ``starts`` that are among ``others``, both ascending."""
    if not len(others):
        return starts[:0]
    places = np.searchsorted(others, starts)
    places[places == len(others)] = 0
    return np.asarray(starts[others[places] == starts], np.int64)


def _read(
    snapshot: Snapshot, terms: Sequence[PhraseTerm], documents: NDArray[np.int64], starts: NDArray[np.int64], field: Field
) -> NDArray[np.int64]:
    """Those of ``starts``, which lie in ``documents``, that have ``terms`` where they belong, by the documents' tokens."""
    if not len(documents):
        return starts
    found = snapshot.tokens_of(documents)
    owners, columns = np.divmod(np.repeat(np.arange(found.lengths.size), found.lengths.ravel()), len(FIELDS))
    here = columns == FIELDS.index(field)
    forms, keys = found.forms[here], (documents[owners] << _POSITION_BITS | found.positions)[here]
    for each in terms:
        starts = _both(starts, keys[forms == snapshot.lexicon.form_id(each.term)] - each.offset)
    return starts
