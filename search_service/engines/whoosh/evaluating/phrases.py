"""Words next to each other, in the order of a query: phrases as written, hyphen compounds by the classes of their words.

From the rarest word on: what is left of it is looked up among the places of the others, which are never read as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.engines.whoosh.files.derived_lists import DerivedLists
from search_service.query.phrase_terms import PhraseTerm
from search_service.schema import FIELDS
from search_service.sorted_arrays import are_among, distinct


def phrase_counts(snapshot: Snapshot, terms: Sequence[PhraseTerm]) -> TermCounts:
    """Documents, deleted ones included, in which all ``terms`` (one at least) stand as written in one field, with occurrences per field."""
    forms = [snapshot.lexicon.form_id(each.term) for each in terms]
    if len(forms) == 1:
        return snapshot.form_counts(forms[0])
    offsets = [each.offset for each in terms]
    rows = ([_places_of_form(lists, form) for form in forms] for lists in snapshot.lists)
    return _counts(snapshot, [_slots(lists, words, offsets) for lists, words in zip(snapshot.lists, rows, strict=True)])


def sequence_counts(snapshot: Snapshot, classes: Sequence[int], offsets: Sequence[int]) -> TermCounts:
    """The same for any forms of ``classes``, as written, at ``offsets`` after the first."""
    rows = ([lists.classes.places_of(class_id) for class_id in classes] for lists in snapshot.lists)
    return _counts(snapshot, [_slots(lists, words, offsets) for lists, words in zip(snapshot.lists, rows, strict=True)])


def _places_of_form(lists: DerivedLists, form: int) -> NDArray[np.int32]:
    return lists.terms.places_of(lists.term_of_form(form))


def _slots(lists: DerivedLists, words: Sequence[NDArray[np.int32]], offsets: Sequence[int]) -> NDArray[np.int64]:
    """Where the words stand in a segment, each as document * fields + field: int64 [n] ascending."""
    return lists.begins.searchsorted(in_sequence(words, offsets) >> 1, side="right") - 1


def in_sequence(words: Sequence[NDArray[np.int32]], offsets: Sequence[int]) -> NDArray[np.int32]:
    """Where the first word would stand, marked as in ``Occurrences``, for each place at which all do, as written: int32 [n] ascending.

    ``words`` int32 [m] each, marked and ascending; ``offsets`` in places.
    """
    rarest, *others = sorted(zip(words, offsets, strict=True), key=lambda each: len(each[0]))
    written = rarest[0][(rarest[0] & 1) == 0]
    starts: NDArray[np.int32] = distinct(written) - np.int32(2 * rarest[1])
    for word, offset in others:
        starts = starts[are_among(starts + np.int32(2 * offset), word)]
    return starts


def _counts(snapshot: Snapshot, slots: Sequence[NDArray[np.int64]]) -> TermCounts:
    bases = snapshot.bases[:-1].tolist()
    return snapshot.slot_counts(
        np.concatenate([np.empty(0, np.int64), *(each + base * len(FIELDS) for base, each in zip(bases, slots, strict=True))])
    )
