"""Order, pages and cursors: deterministic, and the same however the index came about."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.errors import CursorExpiredError, InvalidRequestError
from search_service.query.request import Sort
from tests.archives import NOW, Archive, MakeArchive, release


def test_title_ranks_above_body(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Ein Radweg wird gebaut."), release("b", "Er wird gebaut, endlich.", title="Radweg"))
    assert archive.ids("Radweg") == ["b", "a"]


def test_equals_are_ordered_by_id(archive_of: MakeArchive) -> None:
    archive = archive_of(*(release(name, "Gleicher Text.") for name in ("c", "a", "d", "b")))
    assert archive.ids("Text") == ["a", "b", "c", "d"]
    assert archive.ids("", sort=Sort.NEWEST) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(("sort", "expected"), [(Sort.NEWEST, ["neu", "mittel", "alt"]), (Sort.OLDEST, ["alt", "mittel", "neu"])])
def test_sort_by_date(archive_of: MakeArchive, sort: Sort, expected: list[str]) -> None:
    days = {"mittel": "2022-02-02", "alt": "2019-01-01", "neu": "2025-05-05"}
    archive = archive_of(*(release(name, "Text.", published=day) for name, day in days.items()))
    assert archive.ids("Text", sort=sort) == expected


def test_newer_release_ranks_slightly_higher_unless_switched_off(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Gleicher Text.", published="2019-01-01"), release("b", "Gleicher Text.", published="2025-12-30"))
    assert archive.ids("Text") == ["b", "a"]
    assert archive.ids("Text", recency=False) == ["a", "b"]


def test_operator_can_switch_recency_off(engine: str, tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path, engine=engine, recency=False))
    archive.rebuild([release("a", "Gleicher Text.", published="2019-01-01"), release("b", "Gleicher Text.", published="2025-12-30")])
    assert archive.ids("Text") == ["a", "b"]
    archive.searcher.close()


def test_pages_follow_each_other(archive_of: MakeArchive) -> None:
    archive = archive_of(*(release(f"r{number:02}", "Text.") for number in range(7)))
    pages = [archive.search("Text", size=3, page=page) for page in (1, 2, 3, 4)]
    assert [[hit.id for hit in page.hits] for page in pages] == [["r00", "r01", "r02"], ["r03", "r04", "r05"], ["r06"], []]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}


@pytest.mark.parametrize("sort", list(Sort))
def test_cursor_leads_through_all_hits_once(archive_of: MakeArchive, sort: Sort) -> None:
    archive = archive_of(
        *(release(f"r{number:02}", "Text. " * (number % 3 + 1), published=f"2024-01-{number % 4 + 1:02}") for number in range(11))
    )
    assert walk(archive, sort) == archive.ids("Text", sort=sort, size=100)


@pytest.mark.parametrize("near", ["Windkraft Ausbau", "Windkraft im ländlichen Ausbau", "Ausbau Windkraft"])
def test_words_that_stand_together_rank_above_the_same_words_apart(archive_of: MakeArchive, near: str) -> None:
    """The ids would order them otherwise."""
    apart = "Windkraft nützt dem Land und allen Gemeinden, so das Ministerium zum Ausbau"
    filled = " ".join([near, *["Wort"] * (len(apart.split()) - len(near.split()))])
    archive = archive_of(release("a", apart), release("b", filled))
    page = archive.search("Windkraft Ausbau", recency=False)
    assert [hit.id for hit in page.hits] == ["b", "a"]
    assert page.hits[0].score > 1.05 * page.hits[1].score


def walk(archive: Archive, sort: Sort, *, size: int = 2) -> list[str]:
    """The hits of all pages; ends after a hundred, should they lead in a circle."""
    found, cursor = [], None
    while len(found) < 100:
        page = archive.search("Text", sort=sort, size=size, cursor=cursor)
        found += [hit.id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("sizes", [(10, 40), (40, 10), (10, 10, 40), (40, 10, 4)])
def test_cursor_leads_through_releases_that_were_replaced(archive_of: MakeArchive, sizes: tuple[int, ...], sort: Sort, size: int) -> None:
    archive = archive_of()
    for number, count in enumerate(sizes):
        replaced = [release(f"r{each}", "Text.") for each in range(3)]
        archive.update(add=[*replaced, *(release(f"s{number}-{each:02}", "Text.") for each in range(count))])
    assert walk(archive, sort, size=size) == archive.ids("Text", sort=sort, size=100)


@pytest.mark.parametrize("days", [1, 400])
def test_cursor_by_relevance_leads_over_midnight(archive_of: MakeArchive, days: int) -> None:
    archive = archive_of(*(release(f"r{number}", "Text.", published=f"202{number}-01-01") for number in range(6)))
    first = archive.search("Text", size=3)
    rest = archive.search("Text", size=10, cursor=first.next_cursor, moment=NOW + timedelta(days=days))
    assert [hit.id for hit in (*first.hits, *rest.hits)] == archive.ids("Text")


def test_cursor_by_date_goes_on_over_a_new_generation(archive_of: MakeArchive) -> None:
    archive = archive_of(*(release(f"r{number}", "Text.", published=f"2024-01-0{number}") for number in range(1, 6)))
    first = archive.search("Text", sort=Sort.OLDEST, size=2)
    archive.update(add=[release("r0", "Text.", published="2020-01-01")], delete=["r2"])
    rest = archive.search("Text", sort=Sort.OLDEST, size=10, cursor=first.next_cursor)
    assert [hit.id for hit in rest.hits] == ["r3", "r4", "r5"]


@pytest.mark.parametrize("cursor", ["", "x", "e30", "äöü", "eyJzb3J0IjoibmV3ZXN0Iiwia2V5IjoxLCJpZCI6ImEifQ"])
def test_what_is_no_cursor_is_an_error(archive_of: MakeArchive, cursor: str) -> None:
    archive = archive_of(release("a", "Text."))
    with pytest.raises(InvalidRequestError, match="cursor"):
        archive.search("Text", cursor=cursor)


HOSTILE = [-1, 0, 10**300, 1e308, "", "x", "../..", "1-0", "9" * 400 + "-00", "\x00", None, [], {}]


@pytest.mark.parametrize("sort", list(Sort))
def test_changed_cursor_is_an_error_or_another_place(archive_of: MakeArchive, sort: Sort) -> None:
    archive = archive_of(*(release(f"r{number}", "Text.") for number in range(3)))
    cursor = archive.search("Text", sort=sort, size=1).next_cursor
    assert cursor is not None
    facts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for name in (*facts, "more"):
        for value in HOSTILE:
            changed = base64.urlsafe_b64encode(json.dumps(facts | {name: value}).encode()).decode().rstrip("=")
            with suppress(InvalidRequestError, CursorExpiredError):
                assert len(archive.search("Text", sort=sort, cursor=changed).hits) <= 3
