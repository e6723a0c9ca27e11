"""Numbers in a byte each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.files.small_numbers import SmallNumbers

NUMBERS = st.lists(st.one_of(st.integers(0, 260), st.integers(0, 100_000)), max_size=20)


def packed(numbers: list[int]) -> SmallNumbers:
    return SmallNumbers.of(np.array(numbers, np.int64))


@given(NUMBERS, NUMBERS)
def test_numbers_come_back(first: list[int], second: list[int]) -> None:
    joined = SmallNumbers.joined([packed(first), packed(second)])
    assert joined.all().tolist() == first + second
    assert joined.small.dtype == np.uint8


@given(NUMBERS, st.data())
def test_some_of_them(numbers: list[int], data: st.DataObject) -> None:
    mask = data.draw(st.lists(st.booleans(), min_size=len(numbers), max_size=len(numbers)))
    kept = [number for number, wanted in zip(numbers, mask, strict=True) if wanted]
    assert packed(numbers).kept(np.array(mask, np.bool_)).all().tolist() == kept
    ranges = [(place, place + 1) for place, wanted in enumerate(mask) if wanted]
    assert packed(numbers).within(ranges).tolist() == kept


@given(NUMBERS, st.data())
def test_ranges_of_them(numbers: list[int], data: st.DataObject) -> None:
    first, middle, last = sorted(data.draw(st.tuples(*[st.integers(0, len(numbers))] * 3)))
    ranges = [(middle, last), (first, middle)]
    assert packed(numbers).within(ranges).tolist() == numbers[middle:last] + numbers[first:middle]
