"""The ids of the releases of a snapshot, and the order that they give to documents which are equal otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.files.segment import SegmentView


class ReleaseIds:
    """Documents are numbered over ``segments`` in order; ``live`` bool [documents] or None: all are."""

    def __init__(self, segments: Sequence[SegmentView], live: NDArray[np.bool_] | None) -> None:
        self._segments = segments
        self._bases = np.cumsum([0, *(segment.documents for segment in segments)]).tolist()
        self._live = live

    def number_of(self, release_id: str) -> int | None:
        """The live document of a release, or None."""
        for base, segment in zip(self._bases, self._segments, strict=False):
            local = segment.document_number(release_id)
            if local is not None and (self._live is None or self._live[base + local]):
                return int(base + local)
        return None

    @cached_property
    def _ids(self) -> NDArray[np.object_]:
        """The id of each document, object [documents]."""
        return np.array([release_id for segment in self._segments for release_id in segment.ids()], dtype=object)

    def of(self, documents: NDArray[np.int32]) -> tuple[str, ...]:
        """The ids of ``documents`` int32 [n], in their order."""
        return tuple(self._ids[documents].tolist())

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """The place of each document's id among all ids in ascending order, int32 [documents]: what decides between equals."""
        ranks = [np.arange(segment.documents) for segment in self._segments]
        for one, other in combinations(range(len(self._segments)), 2):
            larger, smaller = sorted((one, other), key=lambda place: -self._segments[place].documents)
            found = np.searchsorted(self._segments[larger].sorted_ids.ids, self._segments[smaller].sorted_ids.ids)
            ranks[smaller] += found
            ranks[larger] += np.cumsum(np.bincount(found, minlength=len(ranks[larger])))[: len(ranks[larger])]
        in_order = np.empty(self._bases[-1], np.int32)
        for base, segment, of_segment in zip(self._bases, self._segments, ranks, strict=False):
            in_order[base + segment.sorted_ids.documents] = of_segment
        return in_order

    def rank_behind(self, release_id: str) -> float:
        """Half a step behind every document with this id, deleted ones included, and before all with a later one."""
        return sum(int(np.searchsorted(segment.sorted_ids.ids, release_id, side="right")) for segment in self._segments) - 0.5
