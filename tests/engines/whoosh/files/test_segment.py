"""A segment as arrays and records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from whoosh.util.numeric import byte_to_length, length_to_byte

from search_service.engines.whoosh.files.segment import SegmentView, open_segments
from search_service.engines.whoosh.writing.bulk_writer import BulkWriter
from search_service.engines.whoosh.writing.segment_builder import length_bytes
from search_service.errors import IndexDamagedError, IndexNotBuiltError
from search_service.release import Image
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index

RELEASES = [
    release("b", "Wind und Wind", topics=["Klima, Umwelt", "Energie"], ministries=["Senat"]),
    release("a", "Wind", teaser="Kurz", topics=["Energie"], published="1960-01-01", images=[Image(caption="Ein Bild")]),
    release("c", "Sonne\nund Wind", title="Über Ähren", ministries=["Amt"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return bulk_index(tmp_path / "index", RELEASES)


@pytest.fixture
def view(folder: Path) -> SegmentView:
    return open_segments(folder)[0]


def test_postings(view: SegmentView) -> None:
    wind = view.postings("body", "wind")
    assert (wind.documents.tolist(), wind.frequencies.tolist()) == ([0, 1, 2], [2, 1, 1])


@pytest.mark.parametrize(("field", "term"), [("body", "regen"), ("title", "wind"), ("nothing", "wind"), ("body", "")])
def test_unknown_terms_are_nowhere(view: SegmentView, field: str, term: str) -> None:
    assert len(view.postings(field, term).documents) == 0


def test_terms_are_sorted(view: SegmentView) -> None:
    assert view.tokens.terms() == sorted(view.tokens.terms()) and list(view.sorted_ids.ids) == ["a", "b", "c"]


def test_lengths(view: SegmentView) -> None:
    assert view.lengths("body").tolist() == [3, 1, 3] and view.lengths("caption").tolist() == [0, 2, 0]
    assert view.lengths("body").dtype == np.float32


def test_lengths_are_quantised_like_whoosh_does_it() -> None:
    lengths = np.array([0, 1, 10, 11, 12, 13, 500, 106_373, 106_374, 10**7])
    assert length_bytes(lengths).tolist() == [length_to_byte(length) for length in lengths.tolist()]
    assert byte_to_length(int(length_bytes(np.array([11]))[0])) == 12


def test_numbers(view: SegmentView) -> None:
    expected = [datetime.fromisoformat(f"{day}T10:00:00+01:00").timestamp() for day in ("2024-03-21", "1960-01-01", "2024-03-21")]
    assert view.numbers("published").tolist() == view.numbers("visible_from").tolist() == expected
    assert view.numbers("published").dtype == np.int64 and view.numbers("nothing").tolist() == [0, 0, 0]


def test_numbers_that_are_zero(tmp_path: Path) -> None:
    (view,) = open_segments(bulk_index(tmp_path / "epoch", [release("a", "", published="1970-01-01", embargo_until=None)]))
    assert view.numbers("published").tolist() == [9 * 3600]
    at_zero = RELEASES[0].model_copy(update={"published": datetime.fromisoformat("1970-01-01T00:00:00Z")})
    (view,) = open_segments(bulk_index(tmp_path / "zero", [at_zero]))
    assert view.numbers("published").tolist() == [0]


def test_facet(view: SegmentView) -> None:
    topics = view.facet("topic")
    assert topics.values == ("Energie", "Klima, Umwelt")
    assert (topics.documents.tolist(), topics.ordinals.tolist()) == ([0, 0, 1], [0, 1, 0])
    assert topics.documents.dtype == topics.ordinals.dtype == np.int32


def test_documents(view: SegmentView) -> None:
    stored = view.document(1)
    assert (stored.id, stored.teaser, stored.body, stored.caption, stored.facet_values["topic"]) == (
        "a",
        "Kurz",
        "Wind",
        "Ein Bild",
        ("Energie",),
    )
    assert stored.published == RELEASES[1].published and view.ids() == ("b", "a", "c")


def test_document_numbers_are_those_of_live_documents(folder: Path, view: SegmentView) -> None:
    assert [view.document_number(name) for name in ("a", "b", "c", "d")] == [1, 0, 2, None]
    deleted = view.with_deleted(np.array([1], np.int32))
    assert deleted.document_number("a") is None and view.document_number("a") == 1 and deleted.tokens is view.tokens


def test_deletions_reach_a_segment_that_stays_open(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [release(f"r{number}", "Text") for number in range(20)])
    before = {view.name: view for view in open_segments(folder)}
    with BulkWriter(folder) as writer:
        writer.delete("r7")
    (after,) = open_segments(folder, reuse=before)
    (old,) = before.values()
    assert after.name == old.name and (after.deleted.tolist(), old.deleted.tolist()) == ([7], []) and after.tokens is old.tokens


def test_threads_read_the_same(view: SegmentView) -> None:
    def read(_: int) -> tuple[list[int], str, list[float]]:
        return view.postings("body", "wind").documents.tolist(), view.document(2).title, view.lengths("body").tolist()

    with ThreadPoolExecutor(8) as threads:
        assert {str(each) for each in threads.map(read, range(400))} == {str(read(0))}


def test_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotBuiltError, match="news-indexer rebuild"):
        open_segments(tmp_path)


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc", "*.tokens"])
@pytest.mark.parametrize("kept", [0, 10, 200])
def test_files_cut_off_are_damage(folder: Path, pattern: str, kept: int) -> None:
    path = next(folder.glob(pattern))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_segments(folder)


@pytest.mark.parametrize("position", [0, 5, 9])
def test_damaged_table_of_contents(folder: Path, position: int) -> None:
    path = next(folder.glob("*.toc"))
    data = bytearray(path.read_bytes())
    data[position] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_segments(folder)


def test_damaged_bytes_are_reported_as_damage(folder: Path) -> None:
    path = next(folder.glob("*.seg"))
    data = bytearray(path.read_bytes())
    stored = data.find(b"\x78\x5e")  # zlib's header of level 3
    data[stored + 2 : stored + 12] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match="news-indexer rebuild"):
        open_segments(folder)[0].document(0)
