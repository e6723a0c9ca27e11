"""Several lists scored in one pass: the same as each for itself, weighted and added up, without what is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search_service.engines.scoring import inverse_document_frequency, saturated
from search_service.engines.whoosh.evaluating.matches import Matches
from search_service.engines.whoosh.evaluating.scoring import Layer, Scorer
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.schema import FIELDS, Field

DOCUMENTS = 12
FACTORS = np.random.default_rng(7).random((DOCUMENTS, len(FIELDS)), np.float32) + np.float32(0.1)
counted = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.lists(st.integers(0, 9), min_size=len(FIELDS), max_size=len(FIELDS)))
layers = st.lists(st.builds(lambda found, weight: Layer(counts_of(found), weight), counted, st.sampled_from([0.4, 0.6, 1.0])), max_size=4)
deleted = st.sets(st.integers(0, DOCUMENTS - 1), max_size=5)


def counts_of(found: dict[int, list[int]]) -> TermCounts:
    documents = sorted(found)
    counts = np.array([found[each] for each in documents], np.uint8).reshape(-1, len(FIELDS))
    return TermCounts(np.array(documents, np.int32), counts)


def scorer_without(gone: set[int]) -> Scorer:
    live = np.ones(DOCUMENTS, np.bool_)
    live[list(gone)] = False
    return Scorer(FACTORS, live if gone else None, DOCUMENTS - len(gone))


def one_by_one(given_layers: Sequence[Layer], gone: set[int]) -> tuple[NDArray[np.float32], set[int]]:
    """What each document gains by each layer for itself, added up in their order, and which have any."""
    gained, having = np.zeros(DOCUMENTS, np.float32), set[int]()
    for layer in given_layers:
        rows = zip(layer.counts.documents.tolist(), layer.counts.counts.tolist(), strict=True)
        live = {document: counts for document, counts in rows if document not in gone}
        idf = inverse_document_frequency(DOCUMENTS - len(gone), len(live))
        for document, counts in live.items():
            frequency = np.float32(0.0)
            for count, factor in zip(counts, FACTORS[document], strict=True):
                frequency += np.float32(count) * factor
            (score,) = saturated(np.array([frequency * np.float32(0.5)], np.float32), idf=idf)
            gained[document] += np.float32(layer.weight) * score
        having |= set(live)
    return gained, having


@given(st.lists(layers, max_size=3), deleted)
def test_one_pass_gives_the_weighted_sums_to_the_last_digit(groups: list[list[Layer]], gone: set[int]) -> None:
    for group, scored in zip(groups, scorer_without(gone).score_each(groups), strict=True):
        gained, having = one_by_one(group, gone)
        assert scored.matches.documents.tolist() == sorted(having)
        assert scored.matches.scores.tolist() == gained[sorted(having)].tolist()
        title = FIELDS.index(Field.TITLE)
        rows = [zip(layer.counts.documents.tolist(), layer.counts.counts[:, title].tolist(), strict=True) for layer in group]
        assert set(scored.titled.tolist()) == {document for row in rows for document, count in row if count}


@given(st.lists(st.tuples(st.sets(st.integers(0, DOCUMENTS - 1)), layers), max_size=3), deleted)
def test_what_layers_add_to_given_matches_is_what_they_would_score_alone(
    given_sets: list[tuple[set[int], list[Layer]]], gone: set[int]
) -> None:
    base = [np.array(sorted(documents - gone), np.int32) for documents, _ in given_sets]
    sets = [(Matches.constant(documents), group) for documents, (_, group) in zip(base, given_sets, strict=True)]
    for documents, (_, group), found in zip(base, given_sets, scorer_without(gone).score_among(sets), strict=True):
        gained, _ = one_by_one(group, gone)
        assert found.documents.tolist() == documents.tolist()
        assert found.scores.tolist() == gained[documents].tolist()
