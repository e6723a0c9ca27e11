"""Which blocks recur over several segments, and which documents were taken in as if others did: the same as by counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.files.block_uses import BlockUses, joined_uses, keys_taken_in, ordered, recurring_keys
from search_service.standing_blocks import least_uses

ROWS = st.sets(st.tuples(st.integers(1, 4), st.integers(0, 29)), max_size=90)
"""Keys and documents."""


def uses(rows: set[tuple[int, int]], recurring: Set[int] = frozenset()) -> BlockUses:
    keys, documents = np.array(sorted(rows, key=lambda row: row[1]), np.int64).reshape(-1, 2).T
    return ordered(keys, documents.astype(np.int32), np.isin(keys, list(recurring)))


@given(st.lists(ROWS, max_size=3), st.sampled_from([5, 12_000, 14_600]))
def test_recurring_keys_are_those_counted(parts: list[set[tuple[int, int]]], releases: int) -> None:
    counts = Counter(key for part in parts for key, _ in part)
    expected = sorted(key for key, found in counts.items() if found >= least_uses(releases))
    assert recurring_keys([uses(part) for part in parts], releases=releases).tolist() == expected


@given(ROWS, st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)), st.sets(st.integers(0, 31)))
def test_documents_taken_in_otherwise(rows: set[tuple[int, int]], known: set[int], now: set[int], deleted: set[int]) -> None:
    left = uses(rows, known).without(np.array(sorted(deleted), np.int32))
    live = {row for row in rows if row[1] not in deleted}
    assert left.taken_in_otherwise(np.array(sorted(now), np.int64)).tolist() == sorted({each for key, each in live if key in known ^ now})
    assert keys_taken_in([left]) == {key for key, _ in live if key in known}


@given(ROWS, ROWS)
def test_merged_uses_are_those_of_the_documents_left(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> None:
    numbers = np.array([each // 2 if each % 2 else -1 for each in range(30)], np.int32)
    merged = joined_uses([uses(one, {1}).renumbered(numbers), uses(other).renumbered(numbers + np.int32(15) * (numbers >= 0))])
    kept = sorted((key, base + each // 2) for base, rows in ((0, one), (15, other)) for key, each in rows if each % 2)
    assert sorted(zip(merged.keys.tolist(), merged.documents.tolist(), strict=True)) == kept
    assert merged.keys.tolist() == sorted(merged.keys.tolist()) and set(merged.keys[merged.recurring].tolist()) <= {1}
