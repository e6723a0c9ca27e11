"""Ranges of arrays, against slices one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.ranges import offsets_of, places_in


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5))))
def test_places_in_ranges(ranges: list[tuple[int, int]]) -> None:
    firsts, lengths = np.array(ranges, np.int64).reshape(-1, 2).T
    assert places_in(firsts, lengths).tolist() == [first + step for first, length in ranges for step in range(length)]


@given(st.lists(st.integers(0, 9)))
def test_offsets(lengths: list[int]) -> None:
    assert offsets_of(np.array(lengths, np.int64)).tolist() == [sum(lengths[:end]) for end in range(len(lengths) + 1)]
