"""Posting lists: encoded and decoded again, by us and by Whoosh; damage is found."""

from __future__ import annotations

import pickle
import struct
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.reading import SegmentReader

from search_service.engines.whoosh.files.inverted import InvertedTerms
from search_service.engines.whoosh.files.postings import DAMAGE, INLINED_BELOW, PackedValues, decode_postings, write_field
from search_service.engines.whoosh.files.segment import open_segments, read_toc
from search_service.engines.whoosh.files.viewfile import ViewFile, ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import release_schema
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index, stock_index

Lists = dict[int, dict[int, list[int]]]
"""Term number → document → positions."""

POSITIONS = st.lists(st.integers(0, 200_000), min_size=1, max_size=5, unique=True).map(sorted)
POSTINGS = st.dictionaries(st.integers(0, 99_999), POSITIONS, min_size=1, max_size=2 * INLINED_BELOW)


def inverted(lists: Lists) -> InvertedTerms:
    flat = [(term, document, lists[term][document]) for term in sorted(lists) for document in sorted(lists[term])]
    return InvertedTerms(
        terms=np.array(sorted(lists), np.int32),
        starts=np.cumsum([0, *(len(lists[term]) for term in sorted(lists))]),
        documents=np.array([document for _, document, _ in flat], np.int32),
        counts=np.array([len(positions) for *_, positions in flat], np.int32),
        positions=np.array([position for *_, positions in flat for position in positions], np.int32),
    )


def write_lists(folder: Path, lists: Lists, name: str) -> tuple[dict[int, bytes], ViewFile]:
    """Write the lists of one field; return each term's entry in the dictionary, and the postings file."""
    storage, codec = ViewStorage(folder), W3Codec()
    segment = codec.new_segment(storage, "MAIN")
    writer = codec.field_writer(storage, segment)
    terms = [f"t{number}".encode() for number in range(10)]
    write_field(writer, name, release_schema()[name], terms, [inverted(lists)], np.ones(100_000, np.uint8))
    writer.close()
    reader = codec.terms_reader(storage, segment)
    entries = {number: reader._tindex[reader._keycoder(name, terms[number])] for number in lists}
    file = ViewFile(memoryview(Path(folder, segment.make_filename(codec.POSTS_EXT)).read_bytes()), "postings")
    reader.close()
    return entries, file


def positions_by_whoosh(folder: Path, number: int, name: str) -> list[list[int]]:
    """The positions of each posting of the one segment's term, by Whoosh's own reader."""
    storage, codec = ViewStorage(folder), W3Codec()
    (path,) = folder.glob(f"*{codec.POSTS_EXT}")
    segment = W3Segment(codec, "MAIN", segid=path.stem.removeprefix("MAIN_"))
    reader = codec.terms_reader(storage, segment)
    matcher = reader.matcher(name, f"t{number}".encode(), release_schema()[name].format)
    found = []
    while matcher.is_active():
        found.append(list(matcher.value_as("positions")))
        matcher.next()
    reader.close()
    return found


@settings(max_examples=50)
@given(lists=st.dictionaries(st.integers(0, 9), POSTINGS, min_size=1))
def test_lists_come_back(lists: Lists, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("lists")
    entries, file = write_lists(folder, lists, "body")
    for term, expected in lists.items():
        postings = decode_postings(entries[term], file, 100_000)
        assert postings.documents.tolist() == sorted(expected)
        assert postings.frequencies.tolist() == [len(expected[document]) for document in sorted(expected)]
        assert positions_by_whoosh(folder, term, "body") == [expected[document] for document in sorted(expected)]


@pytest.mark.parametrize("documents", [1, INLINED_BELOW - 1, INLINED_BELOW, 1000])
def test_arrays_have_the_promised_types(documents: int, tmp_path: Path) -> None:
    entries, file = write_lists(tmp_path, {0: {document: [1, 2] for document in range(documents)}}, "body")
    postings = decode_postings(entries[0], file, documents)
    assert {postings.documents.dtype, postings.frequencies.dtype} == {np.dtype(np.int32)}
    assert postings.frequencies.tolist() == [2] * documents


@pytest.mark.parametrize("largest", [255, 256, 65_535, 65_536, 99_999])
def test_numbers_at_the_edges_of_the_array_types(largest: int, tmp_path: Path) -> None:
    lists = {0: {**{document: [document] for document in range(INLINED_BELOW)}, largest: [1, largest]}}
    entries, file = write_lists(tmp_path, lists, "body")
    assert decode_postings(entries[0], file, 100_000).documents[-1] == largest
    assert positions_by_whoosh(tmp_path, 0, "body")[-1] == [1, largest]


@pytest.mark.parametrize("documents", [3, 1000])
def test_documents_outside_the_segment_are_damage(documents: int, tmp_path: Path) -> None:
    entries, file = write_lists(tmp_path, {0: {document: [1] for document in range(documents)}}, "body")
    with pytest.raises(DAMAGE, match="does not fit"):
        decode_postings(entries[0], file, documents - 1)


def test_lists_that_whoosh_wrote_in_many_compressed_blocks(tmp_path: Path) -> None:
    releases = [release(f"r{number}", "wort " * (1 + number % 3) + f"selten{number // 100}") for number in range(400)]
    storage = ViewStorage(stock_index(tmp_path / "whoosh", releases))
    reader = SegmentReader(storage, release_schema(), read_toc(storage).segments[0])
    (ours,) = open_segments(bulk_index(tmp_path / "ours", releases))
    terms = [each for each in ours.tokens.terms() if len(ours.postings("body", each).documents)]
    assert len(terms) == 5
    for term in terms:
        entry, file = reader._terms._tindex[reader._terms._keycoder("body", term.encode())], reader._terms._postfile
        postings = decode_postings(entry, file, 400)
        assert postings.documents.tolist() == ours.postings("body", term).documents.tolist()
        assert postings.frequencies.tolist() == ours.postings("body", term).frequencies.tolist()
    reader.close()


@given(st.binary(max_size=60), st.booleans())
def test_arbitrary_bytes_are_damage_and_nothing_else(data: bytes, inlined: bool) -> None:
    facts = struct.pack("!BfIBBfII", inlined, 1.0, 5, 1, 1, 1.0, 0, 4)
    entry = facts + (data if inlined else struct.pack("!Qi", 0, len(data)))
    with pytest.raises(DAMAGE):
        decode_postings(entry, ViewFile(memoryview(data), "postings"), 5)


def test_packed_values_look_like_byte_strings() -> None:
    values = pickle.loads(pickle.dumps(PackedValues(array("B", [1, 2]), array("H", [7, 8, 9])), 3))
    assert [len(values), *values] == [2, struct.pack("<I", 7), struct.pack("<2I", 8, 9)]
