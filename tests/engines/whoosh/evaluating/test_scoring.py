"""Several lists scored in one pass: the same as each for itself, weighted and added up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.evaluating.scoring import score, score_together
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.schema import FIELDS

DOCUMENTS = 12
FACTORS = np.random.default_rng(7).random((DOCUMENTS, len(FIELDS)), np.float32) + np.float32(0.1)
counted = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.lists(st.integers(1, 9), min_size=len(FIELDS), max_size=len(FIELDS)))
weights = st.sampled_from([0.4, 0.6, 1.0])


def counts_of(found: dict[int, list[int]]) -> TermCounts:
    documents = sorted(found)
    counts = np.array([found[each] for each in documents], np.uint8).reshape(-1, len(FIELDS))
    return TermCounts(np.array(documents, np.int32), counts)


@given(st.lists(st.tuples(counted, weights), max_size=4))
def test_one_pass_gives_the_weighted_sum_to_the_last_digit(given_layers: list[tuple[dict[int, list[int]], float]]) -> None:
    layers = [counts_of(found) for found, _ in given_layers]
    expected = np.zeros(DOCUMENTS, np.float32)
    for layer, (_, weight) in zip(layers, given_layers, strict=True):
        expected[layer.documents] += np.float32(weight) * score(layer.documents, layer.counts, FACTORS, total=DOCUMENTS).scores
    found = score_together(layers, [weight for _, weight in given_layers], FACTORS, total=DOCUMENTS)
    assert found.documents.tolist() == sorted({each for layer in layers for each in layer.documents.tolist()})
    assert found.scores.tolist() == expected[found.documents].tolist()
