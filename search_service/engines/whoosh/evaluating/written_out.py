"""Which documents say a compound in words (Sanierung der alten Brücke): nouns near each other by lists, then their tokens compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.noun_phrases import LONGEST_LINK, WrittenTokens, linked_nouns
from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.engines.whoosh.evaluating.windows import Places, distinct, slots_of
from search_service.query.alternatives import WrittenOut, forms_of_noun
from search_service.schema import FIELDS


def written_out_counts(snapshot: Snapshot, alternative: WrittenOut) -> TermCounts:
    """Live documents in which the nouns stand in order, each linked to the next, and how often in each field."""
    forms = [forms_of_noun(parts, snapshot.lexicon) for parts in alternative.nouns]
    documents = _candidates(snapshot, [_places(snapshot, of_noun) for of_noun in forms])
    if not len(documents):
        return snapshot.slot_counts(np.empty(0, np.int64))
    found = snapshot.tokens_of(documents.astype(np.int64))
    slots = np.repeat((documents[:, np.newaxis].astype(np.int64) * len(FIELDS) + np.arange(len(FIELDS))).ravel(), found.lengths.ravel())
    tokens = WrittenTokens(found.forms, slots << 32 | found.positions, found.begins, found.begins + found.widths)
    firsts = linked_nouns(tokens, forms, snapshot.lexicon)[:, 0]
    return snapshot.slot_counts(np.sort(firsts >> 32))


def _places(snapshot: Snapshot, forms: NDArray[np.int32]) -> Places:
    """Where the classes of ``forms`` stand as such."""
    classes = np.unique(snapshot.lexicon.class_of[forms])
    lines = [snapshot.class_places(class_id).written for class_id in classes[classes >= 0].tolist()]
    return np.sort(np.concatenate([np.empty(0, np.int64), *lines]))


def _candidates(snapshot: Snapshot, nouns: Sequence[Places]) -> Documents:
    """Documents in which the nouns stand in order, each within a link's length of the one before."""
    last = nouns[0]
    for following in nouns[1:]:
        before = np.searchsorted(last, following - LONGEST_LINK - 1)
        linked = before < np.searchsorted(last, following - 1)
        last = following[linked]
    return distinct(slots_of(last, snapshot.begins) // len(FIELDS)).astype(np.int32)
