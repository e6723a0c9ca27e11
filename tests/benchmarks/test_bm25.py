"""The shared BM25 harness: its scores by hand, its order, and words of several fields."""

from __future__ import annotations

import math

import pytest

from benchmarks.analyzers import Chain, unicode61
from benchmarks.bm25 import K1, B, BM25Index
from search_service.schema import FIELD_WEIGHTS, Field
from tests.archives import release

WORDS = Chain("words", unicode61)


def test_documents_with_all_words_come_before_better_scored_ones() -> None:
    others = [release(f"other-{number}", "haus") for number in range(9)]
    index = BM25Index(WORDS, [release("a", "gold " * 9, title="gold"), release("b", "haus gold " + "und vieles mehr " * 50), *others])
    assert index.rank("gold")[0] == "a"
    assert index.rank("gold haus")[:2] == ["b", "a"]


def test_equal_scores_are_ordered_by_id_and_strangers_left_out() -> None:
    index = BM25Index(WORDS, [release(each, "haus") for each in ("c", "a", "b")] + [release("d", "baum")])
    assert index.rank("haus", size=2) == ["a", "b"]
    assert index.rank("") == index.rank("wald") == []


def test_a_word_counts_more_in_a_title() -> None:
    index = BM25Index(WORDS, [release("a", "haus baum", title="wald feld"), release("b", "wald feld", title="haus baum")])
    assert index.rank("haus")[0] == "b"


def test_score_is_bm25f() -> None:
    index = BM25Index(WORDS, [release("a", "haus haus baum"), release("b", "wald")])
    documents, scores = index._scored("haus")
    frequency = FIELD_WEIGHTS[Field.BODY] * 2 / (1 - B + B * 3 / 2)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert documents.tolist() == [0]
    assert scores[0] == pytest.approx(idf * frequency * (K1 + 1) / (frequency + K1))
