"""Which segments to merge, and merging them: rows and tokens are copied in bulk without the deleted documents.

The lists of terms are joined, a few terms at a time; Whoosh's posting lists are made from them as for new documents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment

from search_service.engines.whoosh.files.block_uses import BlockUses, joined_uses
from search_service.engines.whoosh.files.inverted import FacetPairs
from search_service.engines.whoosh.files.place_line import MOST_PLACES
from search_service.engines.whoosh.files.segment import SegmentView
from search_service.engines.whoosh.files.term_lists import ListedStream
from search_service.engines.whoosh.files.whoosh_schema import NUMBER_COLUMNS, VALUE_FIELDS
from search_service.engines.whoosh.writing.inversion import join_pairs
from search_service.engines.whoosh.writing.segment_builder import DocumentRow, SegmentBuilder

MAX_DELETED = 0.2
"""Share of deleted documents above which segments are rewritten without them."""


def nowhere(segment: int) -> int:
    """For segments of which it does not matter how much room they take."""
    return 0


def segments_to_merge(
    sizes: Sequence[int], deleted: Sequence[int], *, places: Callable[[int], int] = nowhere, most_places: int = MOST_PLACES
) -> tuple[tuple[int, ...], ...]:
    """Groups of segments, each to become one segment: places in ``sizes`` (documents, deleted ones included) and ``deleted``.

    A segment with n live documents is on level 0 if n < 16, else on level log4(n) - 1, rounded down. Segments on the same level are
    merged until each level holds one: at most 9 segments for a million releases, 10 for four million. A release is rewritten at
    most 3 times on a level, because each merge there adds a segment that is itself on it, and four fill it (15 times on level 0,
    where segments are tiny): 3 · log4(n / 16) times in all, 19 for 100,000 releases.

    When more than MAX_DELETED of all documents are deleted, the segments above that share are rewritten too, alone if need be:
    less than 4 documents copied for each deletion. A segment without live documents is a group of its own.

    No group takes more than ``most_places``, of which ``places`` tells how many a segment has; it is asked for segments that are about
    to be merged alone. What would be too large stays as it is, from about 2.4 million releases of average length on.
    """
    live = [size - gone for size, gone in zip(sizes, deleted, strict=True)]
    rewritten = {place for place, count in enumerate(live) if count == 0}
    if sum(deleted) > MAX_DELETED * sum(sizes):
        rewritten |= {place for place, size in enumerate(sizes) if deleted[place] > MAX_DELETED * size}
    levels: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
    for place, count in enumerate(live):
        if count:
            levels[_level(count)].append((place,))
    groups: list[tuple[int, ...]] = [(place,) for place, count in enumerate(live) if not count]
    while levels:
        level = min(levels)
        group, too_large = _fitting(levels.pop(level), places, most_places)
        groups += too_large
        higher = _level(sum(live[place] for place in group))
        (levels[higher] if higher > level else groups).append(group)
    return tuple(group for group in groups if len(group) > 1 or group[0] in rewritten)


def _fitting(parts: list[tuple[int, ...]], places: Callable[[int], int], most_places: int) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """The parts that fit into one segment together, the smallest first and one at least, as a group; the others as they are."""
    if len(parts) == 1:
        return parts[0], []
    room = {part: sum(map(places, part)) for part in parts}
    in_order = sorted(parts, key=lambda part: (room[part], part))
    ends = list(accumulate(room[part] for part in in_order))
    fitting = max(1, bisect_right(ends, most_places))
    return tuple(sorted(place for part in in_order[:fitting] for place in part)), in_order[fitting:]


def _level(documents: int) -> int:
    return max(0, (documents.bit_length() - 1) // 2 - 1)


def merge_segments(builder: SegmentBuilder, views: Sequence[SegmentView]) -> W3Segment:
    """Write the live documents of ``views``, at least one, into a new segment, in order."""
    values: dict[str, list[FacetPairs]] = {name: [] for name in VALUE_FIELDS}
    blocks: list[BlockUses] = []
    for view in views:
        live = np.setdiff1d(np.arange(view.documents, dtype=np.int32), view.deleted)
        renumbered = np.full(view.documents, -1, np.int32)
        renumbered[live] = np.arange(builder.documents, builder.documents + len(live), dtype=np.int32)
        for name in VALUE_FIELDS:
            values[name].append(_renumbered(_pairs(view, name), renumbered))
        blocks.append(view.blocks.renumbered(renumbered))
        _copy_rows(builder, view, live)
        builder.tokens.add_live(ListedStream(view.tokens, view.terms), view.deleted)
    return builder.finish({name: join_pairs(parts) for name, parts in values.items()}, joined_uses(blocks))


def _copy_rows(builder: SegmentBuilder, view: SegmentView, live: NDArray[np.int32]) -> None:
    numbers = np.stack([view.numbers(name)[live] for name in NUMBER_COLUMNS], axis=1).tolist()
    for document, document_numbers in zip(live.tolist(), numbers, strict=True):
        builder.add(DocumentRow(view.stored_row(document), document_numbers))


def _pairs(view: SegmentView, name: str) -> FacetPairs:
    """The values of all documents; ids are not looked up one by one."""
    if name != "id":
        return view.facet(name)
    everything = np.arange(view.documents, dtype=np.int32)
    return FacetPairs(view.ids(), everything, everything)


def _renumbered(pairs: FacetPairs, numbers: NDArray[np.int32]) -> FacetPairs:
    """The pairs with the new ``numbers`` int32 [documents] of their documents, without those that get -1."""
    documents = numbers[pairs.documents]
    kept = documents >= 0
    return FacetPairs(pairs.values, documents[kept], pairs.ordinals[kept])
