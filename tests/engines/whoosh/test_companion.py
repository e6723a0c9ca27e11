"""The token stream beside a segment."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.index import TOC, clean_files

from search_service.analysis.tokenizer import index_terms
from search_service.engines.whoosh.companion import FAR_STEP, FIELDS, TokenStream, open_stream, without_documents, write_streams
from search_service.engines.whoosh.inversion import TokenBuffer
from search_service.engines.whoosh.segment import open_segments
from search_service.engines.whoosh.viewfile import ViewStorage
from search_service.engines.whoosh.whoosh_schema import FieldTerms, IndexDocument, index_document
from search_service.errors import IndexDamagedError
from search_service.release import Release
from search_service.schema import Field, field_texts
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index

TERMS = st.lists(st.tuples(st.sampled_from(["a", "b", "ß", "zoo"]), st.integers(0, 1000)), max_size=8)
Document = list[list[tuple[str, int]]]
"""(term, position) in each field."""
DOCUMENTS = st.lists(st.lists(TERMS.map(lambda pairs: sorted(pairs, key=lambda pair: pair[1])), min_size=4, max_size=4), max_size=6)


def stream_of(documents: list[Document]) -> TokenStream:
    buffer = TokenBuffer()
    for document in documents:
        fields = tuple(FieldTerms([term for term, _ in pairs], array("i", [position for _, position in pairs])) for pairs in document)
        buffer.add(IndexDocument("id", fields, (), (), 0, 0, b""))
    return buffer.stream()


def documents_of(stream: TokenStream) -> list[Document]:
    terms = stream.terms()
    found = [[stream.field(number, field) for field in FIELDS] for number in range(stream.documents)]
    return [
        [[(terms[token], position) for token, position in zip(*(each.tolist() for each in field), strict=True)] for field in document]
        for document in found
    ]


@given(first=DOCUMENTS, second=DOCUMENTS)
def test_streams_written_end_to_end(first: list[Document], second: list[Document], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("stream") / "MAIN_a.tokens"
    write_streams(path, [stream_of(first), stream_of(second)])
    stream = open_stream(path)
    assert documents_of(stream) == first + second
    assert stream.terms() == sorted({term for document in first + second for pairs in document for term, _ in pairs})
    flat = [position for document in first + second for pairs in document for _, position in pairs]
    assert stream.positions().tolist() == flat
    assert stream.lengths().tolist() == [[len(pairs) for pairs in document] for document in first + second]


@given(DOCUMENTS, st.sets(st.integers(0, 5)))
def test_stream_without_documents(documents: list[Document], deleted: set[int]) -> None:
    gone = sorted(number for number in deleted if number < len(documents))
    stream = without_documents(stream_of(documents), np.array(gone, np.int32))
    assert documents_of(stream) == [document for number, document in enumerate(documents) if number not in gone]


def test_steps_count_from_the_token_before_and_extra_terms_take_none() -> None:
    steps = stream_of([[[("a", 2), ("x", 2), ("b", 256), ("c", 511)], [("d", 0)], [], []]])
    assert steps.steps.tolist() == [3, 0, 254, FAR_STEP, 1]
    assert (steps.far_tokens.tolist(), steps.far_steps.tolist()) == ([3], [255])


def test_segment_has_the_index_terms_of_its_releases(tmp_path: Path) -> None:
    releases = [release("a", "Corona-Pandemie\nam 21.3.2024"), release("b", "", title="§ 29")]
    (view,) = open_segments(bulk_index(tmp_path / "index", releases))
    expected = [[list(zip(*index_terms(text), strict=True)) if text else [] for text in field_texts(each).values()] for each in releases]
    assert documents_of(view.tokens) == expected


def test_whoosh_removes_it_together_with_its_segment(tmp_path: Path) -> None:
    storage = ViewStorage(bulk_index(tmp_path / "index", [release("a", "Text")]))
    toc = TOC.read(storage, "MAIN")
    clean_files(storage, "MAIN", toc.generation, toc.segments)
    assert len(list(tmp_path.rglob("*.tokens"))) == 1
    clean_files(storage, "MAIN", toc.generation, [])
    assert not list(tmp_path.rglob("*.tokens")) and not list(tmp_path.rglob("*.seg"))


@pytest.mark.parametrize("kept", [0, 7, 100, -1])
def test_incomplete_file_is_damage(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "MAIN_a.tokens"
    write_streams(path, [stream_of([[[("a", 1)] * 50, [], [], []]])])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_stream(path)


def test_other_kind_of_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "MAIN_a.tokens"
    write_streams(path, [stream_of([])])
    path.write_bytes(path.read_bytes()[:-8] + b"NEWSTOK0")
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_stream(path)


def test_missing_file_is_damage(tmp_path: Path) -> None:
    folder: Path = bulk_index(tmp_path / "index", [release("a", "Text")])
    next(folder.glob("*.tokens")).unlink()
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_segments(folder)


def test_field_gives_one_field_of_one_document(tmp_path: Path) -> None:
    made: Release = release("a", "eins zwei\ndrei", title="null")
    (view,) = open_segments(bulk_index(tmp_path / "index", [made]))
    numbers, positions = view.tokens.field(0, Field.BODY)
    assert [view.tokens.terms()[number] for number in numbers] == ["eins", "zwei", "drei"]
    assert positions.tolist() == index_document(made).fields[2].positions.tolist() and numbers.dtype == positions.dtype == np.int32
