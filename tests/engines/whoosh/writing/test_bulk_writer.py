"""BulkWriter: what it writes is what Whoosh's own writer writes; batches are whole or nothing."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from whoosh import index

from search_service.engines.whoosh.files.occurrences import Occurrences
from search_service.engines.whoosh.files.segment import open_segments
from search_service.engines.whoosh.files.whoosh_schema import index_document
from search_service.engines.whoosh.writing.bulk_writer import BulkWriter
from search_service.errors import IndexLockedError, InvalidReleaseError
from search_service.release import Image, Release
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index, contents, stock_index

TOPICS = ("Integration", "Gesundheit, Pflege")


def various(count: int) -> list[Release]:
    """Releases with rare and frequent terms, several fields, topics with commas, and some fields empty."""
    return [
        release(
            f"r{number}",
            f"Die Bürger:innen von Bezirk {number % 7} lesen.\nWind- und Solarkraft am 21.3.2024 " + "und " * (number % 5),
            title=f"Meldung {number}",
            teaser="Kurz gesagt" if number % 3 else "",
            topics=TOPICS[: number % 3],
            ministries=["Senat"] if number % 2 else [],
            images=[Image(caption=f"Bild {number}")] if number % 4 == 0 else [],
            published=f"19{60 + number % 40}-01-{number % 28 + 1:02}",
        )
        for number in range(count)
    ]


def ids(folder: Path) -> set[str]:
    return {name for view in open_segments(folder) for number, name in enumerate(view.ids()) if number not in view.deleted}


def test_writes_what_whoosh_itself_writes(tmp_path: Path) -> None:
    releases = various(300)
    assert contents(bulk_index(tmp_path / "ours", releases)) == contents(stock_index(tmp_path / "whoosh", releases))


def test_field_of_more_than_65535_positions(tmp_path: Path) -> None:
    long = [release("long", "Wort " * 70_000 + "Ende"), *various(3)]
    assert contents(bulk_index(tmp_path / "ours", long)) == contents(stock_index(tmp_path / "whoosh", long))


def test_release_without_a_single_term(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [release("empty", "", title="!?")])
    (view,) = open_segments(folder)
    assert view.tokens.terms() == [] and view.facet("topic").values == () and view.document(0).title == "!?"


def test_whoosh_reads_an_index_without_releases(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", [])
    assert open_segments(folder) == () and index.open_dir(str(folder)).doc_count() == 0


@pytest.mark.parametrize("run_tokens", [1, 100, 500])
def test_runs_are_joined_into_what_one_run_is(run_tokens: int, tmp_path: Path) -> None:
    releases = various(40)
    once = contents(bulk_index(tmp_path / "once", releases))
    folder = bulk_index(tmp_path / "often", releases, run_tokens=run_tokens)
    assert contents(folder) == once
    (view,), (whole,) = open_segments(folder), open_segments(tmp_path / "once")
    assert sorted(path.suffix for path in folder.glob("MAIN_*.*")) == [".seg", ".tokens"], "no run is left"
    assert all((getattr(view.terms, each.name) == getattr(whole.terms, each.name)).all() for each in fields(Occurrences))


def test_full_segments_are_joined_by_the_commit(tmp_path: Path) -> None:
    releases = various(40)
    once = contents(bulk_index(tmp_path / "once", releases))
    folder = bulk_index(tmp_path / "often", releases, run_tokens=100, segment_places=1000)
    assert len(open_segments(folder)) == 1 and contents(folder) == once
    with BulkWriter(bulk_index(tmp_path / "few", []), run_tokens=1, segment_places=1) as writer:
        writer.add(index_document(releases[0]))
        assert writer.stored("r0") is not None, "flushed"


def test_a_segment_with_deletions_is_merged_as_if_what_is_deleted_had_never_been(tmp_path: Path) -> None:
    releases = various(32)
    folder = bulk_index(tmp_path / "index", releases[:20])
    with BulkWriter(folder, run_tokens=50) as writer:
        for number in range(0, 20, 3):
            writer.delete(f"r{number}")
        for each in releases[20:]:
            writer.add(index_document(each))
    kept = [each for number, each in enumerate(releases) if number >= 20 or number % 3]
    assert contents(folder) == contents(stock_index(tmp_path / "whoosh", kept))
    (view,), (anew,) = open_segments(folder), open_segments(bulk_index(tmp_path / "anew", kept))
    assert all((getattr(view.terms, each.name) == getattr(anew.terms, each.name)).all() for each in fields(Occurrences))


def test_replaces_and_deletes(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(5))
    with BulkWriter(folder) as writer:
        assert writer.delete("r1") and not writer.delete("r1") and not writer.delete("unknown")
        assert writer.delete("r2")
        writer.add(index_document(release("r2", "Neu")))
    assert ids(folder) == {"r0", "r2", "r3", "r4"}
    assert [view.document(number).body for view in open_segments(folder) if (number := view.document_number("r2")) is not None] == ["Neu"]


def test_flushed_releases_can_be_read_and_deleted_in_the_same_batch(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(2))
    with BulkWriter(folder) as writer:
        writer.add(index_document(release("new", "Neu")))
        assert writer.stored("new") is None
        writer.flush()
        stored = writer.stored("new")
        assert stored is not None and stored.body == "Neu" and writer.delete("new") and writer.stored("new") is None
    assert ids(folder) == {"r0", "r1"}


def test_deleting_everything_leaves_no_segment(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(3))
    with BulkWriter(folder) as writer:
        assert all(writer.delete(f"r{number}") for number in range(3))
    assert open_segments(folder) == () and sorted(path.suffix for path in folder.iterdir()) == ["", ".toc"]


def test_release_that_cannot_be_indexed_leaves_the_writer_usable(tmp_path: Path) -> None:
    good, bad = various(2), release("bad", "Text", topics=["a\x1fb"])
    folder = tmp_path / "index"
    folder.mkdir()
    with BulkWriter(folder) as writer:
        writer.add(index_document(good[0]))
        with pytest.raises(InvalidReleaseError, match="bad"):
            writer.add(index_document(bad))
        writer.add(index_document(good[1]))
    assert contents(folder) == contents(stock_index(tmp_path / "whoosh", good))


def test_error_in_a_batch_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(3))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ZeroDivisionError), BulkWriter(folder, run_tokens=1) as writer:
        writer.delete("r0")
        writer.add(index_document(release("new", "Neu")))
        writer.add(index_document(release("newer", "Neuer")))
        raise ZeroDivisionError
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_second_writer_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(1))
    with BulkWriter(folder), pytest.raises(IndexLockedError, match="wait until it ends"):
        BulkWriter(folder)
    with BulkWriter(folder) as writer:
        assert writer.delete("r0")


def test_commit_removes_the_files_of_merged_segments(tmp_path: Path) -> None:
    folder = bulk_index(tmp_path / "index", various(5))
    (old,) = open_segments(folder)
    bulk_index(folder, [release("more", "Mehr")])
    (new,) = open_segments(folder)
    kept = sorted(path.name for path in folder.iterdir() if path.name.startswith("MAIN_") and path.suffix)
    assert kept == [f"{new.name}.seg", f"{new.name}.tokens"] and old.document(0).id == "r0"
