"""Which terms of a segment are which forms of the lexicon: the same by table, in a large segment, and by search, in a small one."""

from __future__ import annotations

import numpy as np
import pytest

from search_service.engines.whoosh.files.derived_lists import DerivedLists
from search_service.engines.whoosh.files.noun_links import NounLinks
from search_service.engines.whoosh.files.occurrences import Occurrences
from search_service.schema import FIELDS

NO_NUMBERS = np.zeros(1, np.int64)
NONE = np.empty(0, np.int32)
NOWHERE = Occurrences(NO_NUMBERS, NONE, np.empty((0, len(FIELDS)), np.uint8), NO_NUMBERS, NONE)


def lists_of(forms: list[int]) -> DerivedLists:
    numbers = np.array(forms, np.int32)
    by_form = np.argsort(numbers, kind="stable").astype(np.int32)
    return DerivedLists(NOWHERE, NOWHERE, NOWHERE, NounLinks(*[NONE] * 5), forms=numbers, by_form=by_form, begins=NONE)


@pytest.mark.parametrize("scale", [1, 1000], ids=["large", "small"])
def test_terms_are_found_by_their_forms(scale: int) -> None:
    lists = lists_of([3 * scale, scale, 5 * scale])
    assert (lists.term_of is None) == (scale > 1)
    assert lists.terms_of(np.array([5, 3], np.int32) * np.int32(scale)).tolist() == [0, 2]
    assert lists.terms_of(np.array([-1, 0, scale, 2 * scale, 9 * scale], np.int32)).tolist() == [1]


def test_a_segment_without_terms_has_none() -> None:
    assert lists_of([]).terms_of(np.array([0, 7], np.int32)).tolist() == []
