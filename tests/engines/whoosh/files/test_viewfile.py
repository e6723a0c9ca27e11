"""Views of a memory map in place of copies."""

from __future__ import annotations

import io
import mmap
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from whoosh.index import FileIndex

from search_service.engines.whoosh.files.viewfile import ViewFile, ViewReader, ViewStorage
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index, postings

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 30)),
        st.tuples(st.just("seek"), st.integers(0, 60)),
        st.tuples(st.just("readline"), st.just(-1)),
    )
)


@given(st.binary(max_size=50), STEPS)
def test_reads_like_a_stream(data: bytes, steps: list[tuple[str, int]]) -> None:
    ours, expected = ViewReader(memoryview(data)), io.BytesIO(data)
    for method, argument in steps:
        assert getattr(ours, method)(argument) == getattr(expected, method)(argument)
        assert ours.tell() == expected.tell()


def test_seeks_from_here_and_from_the_end() -> None:
    reader = ViewReader(memoryview(b"abcdef"))
    assert (reader.seek(-2, io.SEEK_END), reader.read()) == (4, b"ef")
    assert (reader.seek(-3, io.SEEK_CUR), reader.read(1), reader.seek(-9, io.SEEK_CUR)) == (3, b"d", 0)


def test_each_thread_has_its_own_position() -> None:
    reader = ViewReader(memoryview(b"abcdef"))
    reader.seek(3)
    with ThreadPoolExecutor(1) as other:
        assert other.submit(reader.read, 2).result() == b"ab"
    assert reader.read() == b"def"


def test_whoosh_reads_numbers_and_pickles_from_a_part() -> None:
    file = ViewFile(memoryview(b"....\x00\x00\x00\x07" + pickle.dumps({"a": 1})), "file").subset(4, 100)
    assert (file.read_int(), file.read_pickle(), file.get_int(0), file.get(0, 4)) == (7, {"a": 1}, 7, b"\x00\x00\x00\x07")
    file.close()
    assert file.is_closed


def test_parts_of_a_compound_segment_are_views_of_one_map(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [release("a", "Text")])
    reader = FileIndex(ViewStorage(folder)).reader()
    views = [file.view(0, 4) for file in (reader._terms._dbfile, reader._terms._postfile)]
    assert all(isinstance(view.obj, mmap.mmap) for view in views) and views[0].obj is views[1].obj
    reader.close()


def test_one_reader_of_whoosh_serves_several_threads(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [release(f"r{number}", f"Wort {'und ' * number}") for number in range(60)])
    reader = FileIndex(ViewStorage(folder)).reader()
    expected = list(postings(reader, "body", b"und"))
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(lambda _: list(postings(reader, "body", b"und")), range(200))
    assert len(expected) == 59 and all(each == expected for each in found)
    reader.close()
