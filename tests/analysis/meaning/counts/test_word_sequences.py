"""Sequences of words against a count of all of them, one by one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search_service.analysis.meaning.counts.word_sequences import (
    COMPLETE_SHARE,
    FEWEST_DOCUMENTS,
    MOST_CONNECTORS,
    MOST_WORDS,
    SURE_SHARE,
    Role,
    RunningWords,
    frequent_sequences,
)

ROLES = {0: Role.OTHER, 1: Role.CONNECTOR, 2: Role.CONNECTOR}
"""Of classes; all others are content."""


def running_words(documents: list[list[tuple[int, bool]]]) -> RunningWords:
    placed = ((number, place, *word) for number, words in enumerate(documents) for place, word in enumerate(words))
    words = [(number, class_id, follows and place > 0) for number, place, class_id, follows in placed]
    return RunningWords(
        classes=np.array([class_id for _, class_id, _ in words], np.int32),
        roles=np.array([ROLES.get(class_id, Role.CONTENT) for _, class_id, _ in words], np.uint8),
        documents=np.array([number for number, _, _ in words], np.int32),
        follows=np.array([follows for _, _, follows in words], np.bool_),
    )


def may_be(classes: tuple[int, ...]) -> bool:
    roles = [ROLES.get(each, Role.CONTENT) for each in classes]
    connected = "".join("c" if role is Role.CONNECTOR else "." for role in roles)
    return Role.OTHER not in roles and roles[0] is Role.CONTENT and "c" * (MOST_CONNECTORS + 1) not in connected


def counted_one_by_one(words: RunningWords) -> dict[tuple[int, ...], int]:
    """Sequences that belong together with their documents."""
    having: dict[tuple[int, ...], set[int]] = defaultdict(set)
    classes = words.classes.tolist()
    for first in range(len(classes)):
        for end in range(first + 1, min(first + MOST_WORDS, len(classes)) + 1):
            if end > first + 1 and not words.follows[end - 1]:
                break
            having[tuple(classes[first:end])].add(int(words.documents[first]))
    counts = {each: len(documents) for each, documents in having.items() if len(documents) >= FEWEST_DOCUMENTS}
    kept: dict[tuple[int, ...], int] = {}
    going_on: dict[tuple[int, ...], int] = defaultdict(int)
    for each in sorted(filter(may_be, counts), key=len, reverse=True):
        belongs = len(each) > 1 and ROLES.get(each[-1], Role.CONTENT) is Role.CONTENT
        belongs &= counts[each] >= SURE_SHARE * min(counts.get(each[:-1], 0), counts[each[-1:]])
        if belongs and going_on[each] < COMPLETE_SHARE * counts[each]:
            kept[each] = going_on[each] = counts[each]
        going_on[each[:-1]] = max(going_on[each[:-1]], going_on[each])
    return kept


@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.sampled_from([True, True, True, False])), max_size=14), max_size=8))
@settings(max_examples=200, deadline=None)
def test_all_sequences_that_belong_together_are_found(documents: list[list[tuple[int, bool]]]) -> None:
    words = running_words(documents)
    found = list(frequent_sequences(words))
    assert {each.classes: each.documents for each in found} == counted_one_by_one(words)
    for each in found:
        for place in each.places:
            assert tuple(words.classes[place : place + len(each.classes)].tolist()) == each.classes


def test_a_sequence_that_always_goes_on_is_its_beginning() -> None:
    words = running_words([[(5, False), (6, True), (1, True), (7, True)]] * 4)
    assert [(each.classes, each.documents) for each in frequent_sequences(words)] == [((5, 6, 1, 7), 4), ((6, 1, 7), 4)]


def test_no_words_have_no_sequences() -> None:
    assert list(frequent_sequences(running_words([]))) == []
