"""Measures of rankings on cases computed by hand, and what must hold of any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import paired_bootstrap, percentile, recall, reciprocal_rank
from search_service.judging.measures import ndcg, success

RANKING = ["c", "a", "d", "b"]
GRADES = {"a": 3, "b": 1}


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(RANKING, GRADES) == 1 / 2


def test_reciprocal_rank_sees_nothing_behind_the_cutoff() -> None:
    assert reciprocal_rank(["x"] * 10 + ["a"], GRADES) == 0.0


def test_recall_is_the_share_of_relevant_documents_found() -> None:
    assert recall(RANKING, {"a": 1, "b": 1, "z": 1}) == pytest.approx(2 / 3)


def test_recall_counts_a_document_that_is_named_twice_once() -> None:
    assert recall(["a", "a"], {"a": 1, "b": 1}) == 1 / 2


def test_ndcg_by_hand() -> None:
    found = 7 / math.log2(3) + 1 / math.log2(5)
    best = 7 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(RANKING, GRADES) == pytest.approx(found / best)


def test_ndcg_of_the_best_order_is_one_and_of_nothing_zero() -> None:
    assert ndcg(["a", "b", "c"], GRADES) == pytest.approx(1.0)
    assert ndcg([], GRADES) == ndcg(["c"], GRADES) == 0.0


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1))
def test_measures_lie_between_zero_and_one(ranking: list[str], grades: dict[str, int]) -> None:
    for measure in (reciprocal_rank, recall, ndcg):
        assert 0.0 <= measure(ranking, grades) <= 1.0 + 1e-12


def test_bootstrap_interval_of_a_constant_difference_is_that_difference() -> None:
    difference = paired_bootstrap([0.5, 0.7, 0.9], [0.4, 0.6, 0.8], seed=1, resamples=200)
    assert (difference.mean, difference.low, difference.high) == pytest.approx((0.1, 0.1, 0.1))


def test_bootstrap_interval_agrees_with_the_normal_approximation() -> None:
    ours = [1.0] * 60 + [0.0] * 40
    difference = paired_bootstrap(ours, [0.0] * 100, seed=1, resamples=4000)
    half_width = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert difference.low == pytest.approx(0.6 - half_width, abs=0.015)
    assert difference.high == pytest.approx(0.6 + half_width, abs=0.015)


def test_bootstrap_is_paired() -> None:
    """Queries that differ much among themselves but not between the systems leave no doubt."""
    theirs = [0.0, 1.0] * 50
    difference = paired_bootstrap([min(1.0, value + 0.001) for value in theirs], theirs, seed=1, resamples=200)
    assert difference.high - difference.low < 0.001


def test_bootstrap_repeats_with_the_same_seed_alone() -> None:
    ours, theirs = [0.1, 0.9, 0.4, 0.3], [0.2, 0.1, 0.4, 0.8]
    first, again, other = (paired_bootstrap(ours, theirs, seed=seed, resamples=50) for seed in (1, 1, 2))
    assert first == again != other


def test_bootstrap_refuses_different_queries() -> None:
    with pytest.raises(ValueError, match="same queries"):
        paired_bootstrap([1.0], [1.0, 0.0], seed=1)


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1), (1, 1), (1.5, 2)])
def test_percentile_is_the_nearest_rank(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected


def test_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_success_wants_a_clearly_relevant_document_where_there_is_one() -> None:
    assert success(["x", "y", "a"], {"a": 3, "x": 1}) == 1.0
    assert success(["x", "y", "z", "a"], {"a": 3, "x": 1}) == 0.0
    assert success(["x"], {"x": 1}) == 1.0
