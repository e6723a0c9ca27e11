"""All hits at once: their ids in order, and counts over time in Berlin's calendar, without gaps."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from search_service.errors import InvalidRequestError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.results import Interval
from tests.archives import NOW, Archive, MakeArchive, release


def asking(q: str = "", **more: object) -> SearchRequest:
    return SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE if q else Sort.NEWEST, moment=NOW).but(**more)


def published_at(release_id: str, moment: datetime) -> Release:
    return release(release_id, "Text.").model_copy(update={"published": moment})


def timeline(archive: Archive, interval: Interval, request: SearchRequest | None = None) -> list[tuple[str, int]]:
    return [(bucket.value, bucket.count) for bucket in archive.searcher.timeline(request or asking(), interval)]


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(
        release("a", "Klima und Verkehr.", topics=["Umwelt"], published="2023-11-30"),
        release("b", "Klima.", topics=["Umwelt"], ministries=["UM"], published="2024-02-01"),
        release("c", "Klima, Klima, Klima.", ministries=["VM"], published="2024-02-02"),
        release("d", "Haushalt.", topics=["Finanzen"], published="2022-01-01"),
        release("later", "Klima.", published="2026-06-01"),
    )


def test_months_between_hits_are_there_without_any(archive: Archive) -> None:
    months = [("2023-11", 1), ("2023-12", 0), ("2024-01", 0), ("2024-02", 2)]
    assert timeline(archive, Interval.MONTH, asking("Klima")) == months


def test_a_date_ages_ago_makes_no_endless_list(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text.", published="1024-03-21"), release("b", "Text.", published="2024-03-21"))
    with pytest.raises(InvalidRequestError, match=r"1024-03-21.*longer.*from and to"):
        timeline(archive, Interval.DAY)
    assert len(timeline(archive, Interval.MONTH)) == 12_001
    assert timeline(archive, Interval.DAY, asking(first=date(2024, 1, 1))) == [("2024-03-21", 1)]


def test_days_and_years(archive: Archive) -> None:
    assert timeline(archive, Interval.YEAR) == [("2022", 1), ("2023", 1), ("2024", 2)]
    days = timeline(archive, Interval.DAY, asking("Klima"))
    assert (len(days), days[0], days[1], days[-1]) == (65, ("2023-11-30", 1), ("2023-12-01", 0), ("2024-02-02", 1))


def test_filters_apply(archive: Archive) -> None:
    assert timeline(archive, Interval.YEAR, asking("Klima", chosen={"topic": ("Umwelt",)})) == [("2023", 1), ("2024", 1)]
    assert timeline(archive, Interval.YEAR, asking("Klima", chosen={"ministry": ("VM", "UM")})) == [("2024", 2)]
    assert timeline(archive, Interval.DAY, asking(first=date(2024, 2, 2), last=date(2024, 12, 31))) == [("2024-02-02", 1)]


def test_no_hits_make_no_timeline_partial_matches_neither(archive: Archive) -> None:
    assert archive.searcher.timeline(asking("Klima Haushalt"), Interval.MONTH) == ()
    assert list(archive.searcher.hit_ids(asking("Klima Haushalt"))) == []


BORDERS = {
    "1969-12-31T23:30:00+00:00": "1970-01-01",
    "2024-01-01T22:59:59+00:00": "2024-01-01",
    "2024-01-01T23:00:00+00:00": "2024-01-02",
    "2024-03-31T00:30:00+00:00": "2024-03-31",
    "2024-03-31T22:00:00+00:00": "2024-04-01",
    "2024-07-01T21:59:59+00:00": "2024-07-01",
    "2024-10-27T22:30:00+00:00": "2024-10-27",
    "2024-12-31T23:00:00+00:00": "2025-01-01",
}
"""Moments around Berlin's midnight, with winter and summer time and on the days of change, and the day that they fall on."""


@pytest.mark.parametrize(("interval", "length"), [(Interval.DAY, 10), (Interval.MONTH, 7), (Interval.YEAR, 4)])
def test_days_are_those_of_berlin(archive_of: MakeArchive, interval: Interval, length: int) -> None:
    archive = archive_of(*(published_at(f"r{n}", datetime.fromisoformat(moment)) for n, moment in enumerate(BORDERS)))
    found = {value: count for value, count in timeline(archive, interval) if count}
    assert found == Counter(day[:length] for day in BORDERS.values())


def test_timeline_counts_what_a_filter_by_day_finds(archive_of: MakeArchive) -> None:
    moments = [datetime(2023, 3, 1, tzinfo=UTC) + timedelta(hours=7 * number) for number in range(150)]
    archive = archive_of(*(published_at(f"r{number:03}", moment) for number, moment in enumerate(moments)))
    for day, count in timeline(archive, Interval.DAY):
        on_day = date.fromisoformat(day)
        assert archive.search(first=on_day, last=on_day).total == count, day


@pytest.mark.parametrize("sort", list(Sort))
def test_ids_of_all_hits_are_those_of_all_pages(archive_of: MakeArchive, sort: Sort) -> None:
    archive = archive_of(
        *(release(f"r{number:02}", "Text. " * (number % 3 + 1), published=f"2024-01-{number % 4 + 1:02}") for number in range(23))
    )
    request = asking("Text", sort=sort, page=2, size=5)
    assert list(archive.searcher.hit_ids(request)) == archive.ids("Text", sort=sort, size=100)


def test_ids_are_ordered_with_recency_as_pages_are(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Gleicher Text.", published="2019-01-01"), release("b", "Gleicher Text.", published="2025-12-30"))
    assert list(archive.searcher.hit_ids(asking("Text"))) == ["b", "a"]
    assert list(archive.searcher.hit_ids(asking("Text", recency=False))) == ["a", "b"]


def test_ids_pass_the_filters_and_are_visible(archive: Archive) -> None:
    assert list(archive.searcher.hit_ids(asking(sort=Sort.OLDEST))) == ["d", "a", "b", "c"]
    assert list(archive.searcher.hit_ids(asking("Klima", chosen={"topic": ("Umwelt",)}, first=date(2024, 1, 1)))) == ["b"]
    assert list(archive.searcher.hit_ids(asking("Klima", chosen={"ministry": ("VM",)}))) == ["c"]
    assert list(archive.searcher.hit_ids(asking("Klima", sort=Sort.NEWEST, moment=NOW + timedelta(days=365)))) == ["later", "c", "b", "a"]


def test_deleted_releases_are_in_neither(archive: Archive) -> None:
    archive.update(delete=["a", "c"])
    assert timeline(archive, Interval.YEAR, asking("Klima")) == [("2024", 1)]
    assert list(archive.searcher.hit_ids(asking("Klima"))) == ["b"]
