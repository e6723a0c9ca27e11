"""Which segments are merged, at what cost, and that nothing but the deleted documents is lost."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.files.segment import open_segments
from search_service.engines.whoosh.files.whoosh_schema import index_document
from search_service.engines.whoosh.writing.bulk_writer import BulkWriter
from search_service.engines.whoosh.writing.merging import MAX_DELETED, segments_to_merge
from tests.archives import release
from tests.engines.whoosh.files.test_token_stream import documents_of
from tests.engines.whoosh.indexes import bulk_index, contents, stock_index

SIZES = st.lists(st.tuples(st.integers(1, 200_000), st.floats(0, 1)).map(lambda pair: (pair[0], int(pair[0] * pair[1]))), max_size=40)


def merged(segments: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """(size, deleted) of each segment after the merges, and the number of documents written."""
    groups = segments_to_merge([size for size, _ in segments], [deleted for _, deleted in segments])
    gone = {place for group in groups for place in group}
    assert sum(map(len, groups)) == len(gone), "a segment is in one group"
    written = [sum(segments[place][0] - segments[place][1] for place in group) for group in groups]
    kept = [segment for place, segment in enumerate(segments) if place not in gone]
    return kept + [(size, 0) for size in written if size], sum(written)


@given(SIZES)
def test_few_segments_and_few_deleted_documents_remain(segments: list[tuple[int, int]]) -> None:
    after, _ = merged(segments)
    total = sum(size for size, _ in after)
    assert len(after) <= max(1, math.log(max(4, total), 4)) and sum(deleted for _, deleted in after) <= MAX_DELETED * total
    assert merged(after)[0] == after, "one round is enough"


def test_a_million_releases_are_at_most_nine_segments() -> None:
    after, _ = merged([(4**level, 0) for level in range(10)] * 3)
    assert sum(size for size, _ in after) > 10**6 and len(after) <= 9


def test_cost_of_single_additions_grows_logarithmically() -> None:
    segments: list[tuple[int, int]] = []
    cost = 0
    for _ in range(20_000):
        segments, written = merged([*segments, (1, 0)])
        cost += written
    assert cost / 20_000 <= 15 + 3 * math.log(20_000 / 16, 4)


def test_cost_of_deletions_is_bounded() -> None:
    size, deleted, cost = 50_000, 0, 0
    for _ in range(40_000):
        ((size, deleted),), written = merged([(size, deleted + 1)])
        cost += written
    assert cost <= 4 * 40_000


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 50)), max_size=30))
def test_no_segment_gets_more_places_than_it_can_number(segments: list[tuple[int, int]]) -> None:
    sizes, places = [size for size, _ in segments], [room for _, room in segments]
    groups = segments_to_merge(sizes, [0] * len(sizes), places=places.__getitem__, most_places=60)
    assert all(sum(places[each] for each in group) <= 60 for group in groups)
    merged = [each for group in groups for each in group]
    assert len(merged) == len(set(merged))


def test_small_segments_are_merged_beside_those_that_are_full() -> None:
    sizes = [20, 20, 20, 20, 3, 3]
    assert segments_to_merge(sizes, [0] * 6, places=[50, 55, 4, 4, 1, 1].__getitem__, most_places=60) == ((4, 5), (0, 2, 3))


def test_segments_without_live_documents_vanish() -> None:
    assert merged([(3, 3), (100, 0), (0, 0)])[0] == [(100, 0)]


def test_merged_segments_equal_one_written_at_once(tmp_path: Path) -> None:
    releases = [release(f"r{number}", f"Wort {number % 5} " * 40 + "\n" * 3 + "Ende", topics=[f"T{number % 3}"]) for number in range(30)]
    folder = bulk_index(tmp_path / "index", releases[:16])
    with BulkWriter(folder) as writer:
        for number in (0, 7, 15):
            writer.delete(f"r{number}")
        for each in releases[16:]:
            writer.add(index_document(each))
        writer.flush()
        writer.delete("r20")
    left = [each for each in releases if each.id not in {"r0", "r7", "r15", "r20"}]
    (view,) = open_segments(folder)
    (expected,) = open_segments(bulk_index(tmp_path / "once", left))
    assert len(view.deleted) == 0 and contents(folder) == contents(stock_index(tmp_path / "whoosh", left))
    assert documents_of(view.tokens) == documents_of(expected.tokens) and view.tokens.terms() == expected.tokens.terms()


def test_terms_of_deleted_releases_alone_are_gone(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [release("a", "Unikum", topics=["Einzig"]), release("b", "Wort")])
    with BulkWriter(folder) as writer:
        writer.delete("a")
    (view,) = open_segments(folder)
    assert "unikum" not in view.tokens.terms() and view.facet("topic").values == ()
