"""Posting lists out of token streams, whatever the size of the parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.tokenizer import index_terms
from search_service.engines.whoosh.files.inverted import FacetPairs, InvertedTerms
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.engines.whoosh.writing.inversion import Inversion, ValueBuffer, invert_pairs, join_pairs
from search_service.engines.whoosh.writing.token_runs import TokenRuns
from search_service.schema import FIELDS
from tests.engines.whoosh.files.test_token_stream import DOCUMENTS, Document, stream_of

Postings = dict[str, list[tuple[int, list[int]]]]
"""Term → (document, positions)."""


def expected_postings(documents: list[Document], field: int) -> Postings:
    found: dict[str, dict[int, list[int]]] = {}
    for number, document in enumerate(documents):
        for term, position in zip(*index_terms(document[field]), strict=True):
            found.setdefault(term, {}).setdefault(number, []).append(position)
    return {term: list(postings.items()) for term, postings in found.items()}


def postings_of(part: InvertedTerms, terms: list[str]) -> Postings:
    ends = np.cumsum(part.counts)
    positions = [each.tolist() for each in np.split(part.positions, ends[:-1])]
    pairs = list(zip(part.documents.tolist(), positions, strict=True))
    return {terms[term]: pairs[start:end] for term, start, end in zip(part.terms, part.starts, part.starts[1:], strict=False)}


@given(documents=DOCUMENTS, part_tokens=st.integers(1, 20))
def test_postings_of_each_field(documents: list[Document], part_tokens: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    runs = TokenRuns(tmp_path_factory.mktemp("runs") / "MAIN_a.tokens")
    runs.add(stream_of(documents))
    listed = runs.join()
    stream = listed.stream
    inversion = Inversion(listed.lists, PlaceLine.of(stream), part_tokens=part_tokens)
    for number, field in enumerate(FIELDS):
        found: Postings = {}
        for part in inversion.postings(field):
            assert len(part.terms) == 1 or len(part.positions) <= part_tokens
            found |= postings_of(part, stream.terms())
        assert found == expected_postings(documents, number)


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), max_size=6), st.integers(0, 6))
def test_values_joined_and_inverted(documents: list[list[str]], cut: int) -> None:
    parts: list[FacetPairs] = []
    for numbered in (list(enumerate(documents))[:cut], list(enumerate(documents))[cut:]):
        buffer = ValueBuffer()
        for number, values in numbered:
            buffer.add(number, values)
        parts.append(buffer.pairs())
    pairs = join_pairs(parts)
    inverted = invert_pairs(pairs)
    lists = np.split(inverted.documents, inverted.starts[1:-1]) if len(inverted.terms) else []
    found = {pairs.values[term]: each.tolist() for term, each in zip(inverted.terms, lists, strict=True)}
    assert list(found) == sorted({value for values in documents for value in values})
    assert found == {value: [number for number, values in enumerate(documents) if value in values] for value in found}
