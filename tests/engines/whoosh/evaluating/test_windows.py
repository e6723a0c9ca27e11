"""Words near each other, against trying every choice of places."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.evaluating.windows import near
from search_service.sorted_arrays import distinct

WINDOW = 4
PARTS = st.lists(st.sets(st.integers(0, 14), min_size=1, max_size=5).map(sorted), min_size=2, max_size=4)


def has_choice(anchor: int, others: list[list[int]]) -> bool:
    choices = ((anchor, *places) for places in product(*others))
    return any(len(set(places)) == len(places) and max(places) - min(places) < WINDOW for places in choices)


@given(PARTS)
def test_every_part_has_a_place_of_its_own_in_the_window(parts: list[list[int]]) -> None:
    rarest, *others = sorted(parts, key=len)
    found = near([np.array(part, np.int64) for part in parts], WINDOW)
    assert found.tolist() == [anchor for anchor in rarest if has_choice(anchor, others)]


@given(st.lists(st.integers(0, 5)).map(sorted))
def test_distinct_values(values: list[int]) -> None:
    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))


def test_more_parts_than_a_window_has_places_are_nowhere_and_cost_nothing() -> None:
    parts = [np.arange(100)] * 40  # all subsets of 40 parts would take years
    assert len(near(parts, 8)) == 0
