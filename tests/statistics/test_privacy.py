"""What the statistics must never keep: addresses, and words that only a few have asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_service.statistics.sources import source_hash
from search_service.statistics.statistics_file import StatisticsFile
from tests.statistics.searches import LIMITS, MONDAY, SEVERAL, TUESDAY, WEDNESDAY, add, asked, bytes_of, words_in


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statistics.db"


@pytest.fixture
def file(path: Path) -> Iterator[StatisticsFile]:
    file = StatisticsFile(path, LIMITS)
    yield file
    file.close()


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_words_and_addresses_of_few_are_on_no_page_of_the_disk(file: StatisticsFile, path: Path) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        add(file, *(asked("Frieda Kranich Pflegegrad", day=day, address="203.0.113.77") for _ in range(20)), today=day)
    add(file, *(asked("Uferpromenade", address=each) for each in SEVERAL), today=MONDAY)
    kept = bytes_of(path)
    for text in ("frieda", "kranich", "pflegegrad", "uferpromenade", "203.0.113", "firefox", "192.0.2"):
        assert text.encode() not in kept.lower(), text
    assert words_in(file) == []


@pytest.mark.parametrize(
    ("sources_by_day", "shown"),
    [
        ([3, 1], True),
        ([1, 3], True),
        ([3], False),
        ([2, 2, 2, 2, 2], False),
        ([1, 1, 1, 1, 1, 1], False),
    ],
)
def test_words_are_shown_after_several_days_and_sources(file: StatisticsFile, sources_by_day: list[int], shown: bool) -> None:
    for number, sources in enumerate(sources_by_day):
        day = MONDAY + timedelta(days=number)
        add(file, *(asked("Uferweg", day=day, address=each) for each in SEVERAL[:sources]), today=day)
    assert words_in(file) == (["Uferweg"] if shown else [])


def test_sources_add_up_over_the_batches_of_a_day_and_no_further(file: StatisticsFile) -> None:
    for day in (MONDAY, TUESDAY):
        for address in (SEVERAL[0], SEVERAL[0], SEVERAL[1]):
            add(file, asked("Uferweg", day=day, address=address), today=day)
    assert words_in(file) == []
    add(file, asked("Uferweg", day=TUESDAY, address=SEVERAL[2]), today=TUESDAY)
    assert words_in(file) == ["Uferweg"]


def test_who_asked_on_a_day_is_forgotten_with_it(file: StatisticsFile, path: Path) -> None:
    add(file, *(asked("Uferweg", address=each) for each in SEVERAL), today=MONDAY)
    ((salt,),) = rows(path, "SELECT value FROM facts WHERE name LIKE 'salt:%'")
    hashes = {source for (source,) in rows(path, "SELECT source FROM sources_today")}
    assert len(hashes) == len(SEVERAL)
    add(file, today=TUESDAY)
    assert rows(path, "SELECT count(*) FROM sources_today") == [(0,)]
    kept = bytes_of(path)
    assert [each for each in (salt, *hashes) if each in kept] == []


def test_what_comes_after_midnight_is_counted_without_its_sources(file: StatisticsFile) -> None:
    add(file, today=TUESDAY)
    add(file, *(asked("Uferweg", day=MONDAY, address=each) for each in SEVERAL), today=TUESDAY)
    add(file, asked("Uferweg", day=TUESDAY), today=TUESDAY)
    assert words_in(file) == []


def test_words_that_became_rare_leave(file: StatisticsFile, path: Path) -> None:
    for day in (MONDAY, TUESDAY):
        add(file, *(asked("Uferweg", day=day, address=each) for each in SEVERAL), today=day)
    assert rows(path, "SELECT words FROM words") == [("Uferweg",)]
    add(file, today=MONDAY + timedelta(days=LIMITS.kept_days))
    assert rows(path, "SELECT count(*) FROM words") == [(0,)]
    assert b"Uferweg" not in bytes_of(path)


def test_stricter_limits_hold_for_what_is_kept(file: StatisticsFile, path: Path) -> None:
    for day in (MONDAY, TUESDAY):
        add(file, *(asked("Uferweg", day=day, address=each) for each in SEVERAL), today=day)
    with closing(StatisticsFile(path, LIMITS.__class__(days=3, sources=3, kept_days=10, entries=1000))) as stricter:
        assert words_in(stricter) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:10::1", "2001:db8:1:1f:ffff::9", True),
        ("2001:db8:1:10::1", "2001:db8:2:10::1", False),
        ("", "", True),
    ],
)
def test_one_household_is_one_source(one: str, other: str, same: bool) -> None:
    assert (source_hash(one, b"query", b"salt") == source_hash(other, b"query", b"salt")) is same


def test_two_queries_of_one_source_have_nothing_in_common() -> None:
    assert source_hash("192.0.2.1", b"one", b"salt") != source_hash("192.0.2.1", b"other", b"salt")


EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(["Uferweg", "Deich"])), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_words_are_shown_exactly_when_enough_asked(tmp_path_factory: pytest.TempPathFactory, events: list[tuple[int, int, str]]) -> None:
    """Against a plain count of who asked what on which day."""
    seen: dict[str, dict[date, set[int]]] = {}
    with closing(StatisticsFile(tmp_path_factory.mktemp("any") / "statistics.db", LIMITS)) as file:
        for number, source, query in sorted(events):
            day = MONDAY + timedelta(days=number)
            seen.setdefault(query, {}).setdefault(day, set()).add(source)
            add(file, asked(query, day=day, address=f"192.0.2.{source}"), today=day)
        expected = {query for query, days in seen.items() if len(days) >= LIMITS.days and max(map(len, days.values())) >= LIMITS.sources}
        assert set(words_in(file)) == expected
