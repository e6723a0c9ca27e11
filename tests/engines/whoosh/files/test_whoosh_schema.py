"""The schema, its analyzers and formats, and releases on their way into an index."""

from __future__ import annotations

import pickle
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.tokenizer import index_terms
from search_service.engines.whoosh.files.whoosh_schema import (
    IndexTermAnalyzer,
    PackedPositions,
    SeparatedValuesAnalyzer,
    index_document,
    release_schema,
    unpack_stored,
)
from search_service.errors import InvalidReleaseError
from search_service.release import Block, Image
from search_service.schema import FacetName, Field
from tests.archives import release


def test_analyzer_gives_our_index_terms_at_their_positions() -> None:
    text = "Die Corona-Pandemie\nam 21.3.2024"
    tokens = [(token.text, token.pos) for token in IndexTermAnalyzer()(text, positions=True, mode="index")]
    assert tokens == list(zip(*index_terms(text), strict=True)) and len(tokens) > 6


def test_analyzer_leaves_a_pattern_whole_when_told_not_to_tokenize() -> None:
    assert [token.text for token in IndexTermAnalyzer()("Klima*schutz !", tokenize=False)] == ["Klima*schutz !"]


def test_values_keep_their_commas_and_blanks() -> None:
    found = [token.text for token in SeparatedValuesAnalyzer()("Gesundheit, Pflege\x1fSport")]
    assert found == ["Gesundheit, Pflege", "Sport"] and list(SeparatedValuesAnalyzer()("")) == []


@given(st.lists(st.integers(0, 2**32 - 1), unique=True).map(sorted))
def test_packed_positions(positions: list[int]) -> None:
    packed = PackedPositions().encode(positions)
    assert PackedPositions().decode_positions(packed) == positions and PackedPositions().decode_frequency(packed) == len(positions)


def test_schema_survives_pickling() -> None:
    schema = pickle.loads(pickle.dumps(release_schema(), 2))
    assert sorted(schema.names()) == sorted([*Field, *FacetName, "standing", "id", "document", "published", "visible_from"])
    assert all(schema[field].analyzer == IndexTermAnalyzer() and schema[field].format == PackedPositions() for field in Field)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_stored_release_comes_back(text: str) -> None:
    original = release("a", "", title=text, teaser=text, body=[Block(text=text)], images=[Image(caption=text)], topics=["A, B", "A, B"])
    stored = unpack_stored(index_document(original).stored)
    assert (stored.title, stored.teaser, stored.body) == (original.title, original.teaser, original.body_text)
    assert (stored.caption, stored.facet_values["topic"], stored.published) == (original.caption_text, ("A, B",), original.published)


def test_numbers_are_seconds_and_never_show_a_release_too_early() -> None:
    embargo = datetime.fromisoformat("2024-03-22T00:00:00.5+01:00")
    document = index_document(release("a", "Text", embargo_until=embargo))
    assert document.numbers[0] == datetime.fromisoformat("2024-03-21T09:00:00Z").timestamp()
    assert document.numbers[1] == datetime.fromisoformat("2024-03-21T23:00:01Z").timestamp()


def test_lone_surrogates_are_refused() -> None:
    broken = release("a", "Text").model_copy(update={"title": "\ud800"})
    with pytest.raises(InvalidReleaseError, match="surrogates"):
        index_document(broken)
