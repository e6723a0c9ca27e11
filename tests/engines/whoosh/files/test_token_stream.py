"""The token stream beside a segment."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.index import TOC, clean_files

from search_service.analysis.tokenizer import tokenize
from search_service.engines.whoosh.files.place_line import PlaceLine, places_needed, places_of
from search_service.engines.whoosh.files.segment import open_segments
from search_service.engines.whoosh.files.token_stream import TokenStream, live_parts, open_stream, write_streams
from search_service.engines.whoosh.files.viewfile import ViewStorage
from search_service.engines.whoosh.writing.bulk_writer import no_observer
from search_service.engines.whoosh.writing.inversion import TokenBuffer
from search_service.errors import IndexDamagedError
from search_service.schema import field_texts
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index

WORDS = st.lists(st.sampled_from(["a", "b.", "Zoo", "E-Bus", "\n", "1. Mai", "x" * 300, "y" * 70]), max_size=8).map(" ".join)
Document = list[str]
"""The text of each field."""
DOCUMENTS = st.lists(st.lists(WORDS, min_size=4, max_size=4), max_size=6)
Row = tuple[str, int, int, int]
"""Term, position, start, width."""


def stream_of(documents: list[Document]) -> TokenStream:
    buffer = TokenBuffer(observer=no_observer)
    for document in documents:
        buffer.add(document)
    return buffer.stream()


def rows_of(text: str) -> list[Row]:
    return [(term.text, token.position, token.start, token.end - token.start) for token in tokenize(text) for term in token.terms]


def documents_of(stream: TokenStream, numbers: list[int] | None = None) -> list[list[list[Row]]]:
    """The rows of each field of each document."""
    terms = stream.terms()
    found = stream.of_documents(np.array(range(stream.documents) if numbers is None else numbers, np.int64))
    columns = (each.tolist() for each in (found.positions, found.begins, found.widths))
    rows = zip([terms[token] for token in found.tokens.tolist()], *columns, strict=True)
    return [[list(islice(rows, length)) for length in lengths] for lengths in found.lengths.tolist()]


@given(first=DOCUMENTS, second=DOCUMENTS)
def test_streams_written_end_to_end(first: list[Document], second: list[Document], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("stream") / "MAIN_a.tokens"
    write_streams(path, [stream_of(first), stream_of(second)])
    stream = open_stream(path)
    expected = [[rows_of(text) for text in document] for document in first + second]
    assert documents_of(stream) == expected
    flat = [row for document in expected for rows in document for row in rows]
    assert stream.terms() == sorted({term for term, *_ in flat})
    spans = [max((position for _, position, *_ in rows), default=-1) + 1 for document in expected for rows in document]
    assert stream.spans().tolist() == spans
    begins = PlaceLine.of(stream).begins
    slots = [slot for slot, rows in enumerate(chain.from_iterable(expected)) for _ in rows]
    assert (places_of(stream) - begins[slots]).tolist() == [position for _, position, *_ in flat]
    assert PlaceLine.of(stream).slots_of(places_of(stream)).tolist() == slots
    assert stream.lengths().tolist() == [[len(rows) for rows in document] for document in expected]


@given(DOCUMENTS, st.sets(st.integers(0, 5)), st.integers(1, 40))
def test_stream_without_documents(documents: list[Document], deleted: set[int], limit: int) -> None:
    gone = sorted(number for number in deleted if number < len(documents))
    kept = [each for number, each in enumerate(documents) if number not in gone]
    parts = list(live_parts(stream_of(documents), np.array(gone, np.int32), limit))
    assert [document for part in parts for document in documents_of(part)] == documents_of(stream_of(kept))
    assert all(len(part.tokens) <= limit or part.documents <= 1 for part in parts)
    assert {term for part in parts for term in part.terms()} == set(stream_of(kept).terms()), "terms of theirs alone are gone"


def test_some_documents_in_any_number() -> None:
    stream = stream_of([["a", "", "b c", ""], ["d", "", "", ""], ["", "", "", "e"]])
    assert documents_of(stream, [0, 2]) == [[rows_of(text) for text in texts] for texts in (["a", "", "b c", ""], ["", "", "", "e"])]
    assert documents_of(stream, []) == []


def test_segment_has_the_index_terms_of_its_releases(tmp_path: Path) -> None:
    releases = [release("a", "Corona-Pandemie\nam 21.3.2024"), release("b", "", title="§ 29")]
    (view,) = open_segments(bulk_index(tmp_path / "index", releases))
    assert documents_of(view.tokens) == [[rows_of(text) for text in field_texts(each).values()] for each in releases]


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
    write_streams(path, [stream_of([["a " * 50, "", "", ""]])])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_stream(path)


def test_other_kind_of_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "MAIN_a.tokens"
    write_streams(path, [stream_of([])])
    path.write_bytes(path.read_bytes()[:-8] + b"NEWSTOK1")
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_stream(path)


def test_missing_file_is_damage(tmp_path: Path) -> None:
    folder: Path = bulk_index(tmp_path / "index", [release("a", "Text")])
    next(folder.glob("*.tokens")).unlink()
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_segments(folder)


@given(DOCUMENTS)
def test_places_needed_are_told_without_placing_anything(documents: list[Document]) -> None:
    stream = stream_of(documents)
    assert places_needed(stream) == PlaceLine.of(stream).begins[-1]
