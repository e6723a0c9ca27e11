"""What recurs is learned while releases are added, so that only the first of them are taken in again."""

from __future__ import annotations

from pathlib import Path

from search_service.config import Settings
from search_service.engines.generations import generation_folder, published_number
from search_service.engines.whoosh.files.segment import open_segments
from search_service.engines.whoosh.writing.recurring_blocks import RecurringBlocks
from tests.archives import Archive, release

CONTACT = "Pressestelle: Jana Ohlendorf, Telefon 0199 88 77 60"


def test_a_block_is_known_from_the_time_that_it_recurs() -> None:
    recurring = RecurringBlocks([7])
    for number in range(19):
        recurring.meet(dict.fromkeys([1, 100 + number], False).keys())
    assert recurring.keys == {7}
    recurring.meet({1: False}.keys())
    assert recurring.keys == {1, 7}


def test_only_the_first_releases_are_taken_in_again(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    archive = Archive(settings)
    archive.rebuild(release(f"r{number}", f"Text {number}\n{CONTACT}") for number in range(200))
    views = open_segments(generation_folder(settings.index_folder, published_number(settings.index_folder)))
    assert sum(view.documents for view in views) - 200 == sum(len(view.deleted) for view in views) == 20
    archive.searcher.close()
