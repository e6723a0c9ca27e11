"""Sorted arrays as sets, against Python's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search_service.sorted_arrays import are_among, begin_runs, common, distinct

ascending = st.lists(st.integers(-5, 40), max_size=30).map(lambda numbers: np.array(sorted(numbers), np.int32))


@given(ascending)
def test_each_value_once(values: NDArray[np.int32]) -> None:
    assert distinct(values).tolist() == sorted(set(values.tolist()))
    assert begin_runs(values).sum() == len(set(values.tolist()))
    assert distinct(values).dtype == np.int32


@given(ascending, ascending)
def test_what_two_have_in_common(values: NDArray[np.int32], others: NDArray[np.int32]) -> None:
    assert common(values, others).tolist() == sorted(set(values.tolist()) & set(others.tolist()))


@given(st.lists(st.integers(-5, 40), max_size=30).map(lambda numbers: np.array(numbers, np.int32)), ascending)
def test_what_is_among_others_in_any_order(wanted: NDArray[np.int32], values: NDArray[np.int32]) -> None:
    assert are_among(wanted, values).tolist() == [each in set(values.tolist()) for each in wanted.tolist()]
