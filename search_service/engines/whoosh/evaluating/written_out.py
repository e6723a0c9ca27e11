"""Which documents say a compound in words (Sanierung der alten Brücke): pairs of linked nouns, put together to the whole compound."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import NO_COUNTS, TermCounts
from search_service.engines.whoosh.files.noun_links import NounLinks
from search_service.query.alternatives import WrittenOut, forms_of_noun
from search_service.schema import FIELDS
from search_service.sorted_arrays import distinct

Chains = NDArray[np.int64]
"""int64 [n, 3]: a slot (document * fields + field), and where in it the first noun stands and the last."""


def written_out_counts(snapshot: Snapshot, alternative: WrittenOut) -> TermCounts:
    """Documents, deleted ones included, in which the nouns stand in order, each linked to the next, and how often in each field."""
    nouns = [_classes_of(parts, snapshot.lexicon) for parts in alternative.nouns]
    chains = ((base, _chains(lists.links, nouns)) for base, lists in zip(snapshot.bases[:-1].tolist(), snapshot.lists, strict=True))
    slots = [found[:, 0] + base * len(FIELDS) for base, found in chains if len(found)]
    return snapshot.slot_counts(np.sort(np.concatenate(slots))) if slots else NO_COUNTS


def _classes_of(parts: tuple[int, ...], lexicon: Lexicon) -> NDArray[np.int32]:
    """The classes of a noun; all forms of a class have the same parts."""
    return np.array(parts, np.int32) if len(parts) == 1 else distinct(np.sort(lexicon.class_of[forms_of_noun(parts, lexicon)]))


def _chains(links: NounLinks, nouns: Sequence[NDArray[np.int32]]) -> Chains:
    found = links.between(nouns[0], nouns[1])
    for before, after in pairwise(nouns[1:]):
        if not len(found):
            return found
        found = _going_on(found, links.between(before, after))
    return found if len(found) <= 1 else np.unique(found, axis=0)


def _going_on(chains: Chains, pairs: Chains) -> Chains:
    """Each of ``chains`` with each of ``pairs`` that begins where it ends."""
    before, after = np.nonzero((chains[:, :1] == pairs[:, 0]) & (chains[:, 2:] == pairs[:, 1]))
    return np.column_stack([chains[before, :2], pairs[after, 2]])
