"""The private names of Whoosh that we use: 2.7.4 has them, and each means what we take it to mean."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

import pytest
import whoosh
from whoosh import columns
from whoosh.codec.base import Segment
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3PerDocReader, W3Segment, W3TermInfo
from whoosh.filedb.structfile import BufferFile
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from search_service.engines.whoosh.files.viewfile import ViewFile, ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import VALUE_FIELDS, release_schema
from search_service.schema import FacetName, Field
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index


@pytest.fixture
def storage(tmp_path: Path) -> ViewStorage:
    return ViewStorage(bulk_index(tmp_path / "index", [release("a", "Text")]))


def test_version_is_the_one_whose_names_these_are() -> None:
    assert whoosh.__version__ == (2, 7, 4)


def test_segments_of_a_table_of_contents(storage: ViewStorage) -> None:
    segment = TOC.read(storage, "MAIN").segments[0]
    assert isinstance(segment, W3Segment) and segment._fieldlengths["body"] == 1 and segment._deleted is None
    assert Segment.COMPOUND_EXT == ".seg" and segment.compound


def test_parts_of_a_reader(storage: ViewStorage) -> None:
    reader = SegmentReader(storage, release_schema(), TOC.read(storage, "MAIN").segments[0])
    assert set(reader._terms._fieldmap) == {*VALUE_FIELDS, *Field, *FacetName}
    assert isinstance(reader._terms._postfile, ViewFile) and reader._terms._tindex.dbfile is reader._terms._dbfile
    assert isinstance(reader._perdoc, W3PerDocReader) and reader._perdoc._get_column_file("_stored")[1] == 0


def test_attributes_that_our_file_sets_in_place_of_whooshs_initializer() -> None:
    assert vars(BufferFile(b"")).keys() == vars(ViewFile(memoryview(b""), "")).keys()


def test_parts_of_the_writers(storage: ViewStorage) -> None:
    codec = W3Codec()
    segment = codec.new_segment(storage, "MAIN")
    rows, fields = codec.per_document_writer(storage, segment), codec.field_writer(storage, segment)
    stored = rows._get_column("_stored")._child
    assert isinstance(STORED_COLUMN, columns.PickleColumn) and isinstance(stored, columns.CompressedBytesColumn.Writer)
    fields.start_field("body", release_schema()["body"])
    assert (fields._fieldid, fields._postfile.tell()) == (0, 0)
    dictionary = fields._tindex
    assert (len(dictionary.index), len(dictionary.buckets), dictionary.lastkey) == (0, 256, b"")
    assert dictionary.hashfn(b"key") == int.from_bytes(md5(b"key", usedforsecurity=False).digest()[-4:], "big")
    rows.close()
    fields.close()


def test_layout_of_a_term_in_the_dictionary() -> None:
    info = W3TermInfo.from_bytes(W3TermInfo._struct.pack(0, 2.5, 7, 3, 4, 1.5, 10, 20) + b"\x00" * 7 + b"\x09" + b"\x00\x00\x00\x05")
    assert (info.weight(), info.doc_frequency(), info.min_length(), info.max_length()) == (2.5, 7, 3, 4)
    assert (info.max_weight(), info.min_id(), info.max_id()) == (1.5, 10, 20)
    assert info.extent() == (9, (5,)), "a tuple by mistake, which is why we read extents ourselves"
