"""The numbers of the statistics: exact, bounded, told by day."""

from __future__ import annotations

import resource
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from search_service.errors import StatisticsError
from search_service.statistics.report import Query, Used
from search_service.statistics.robots import is_robot
from search_service.statistics.statistics_file import StatisticsFile
from search_service.statistics.tally import Use, bound_of, folded
from tests.statistics.searches import BROWSER, LIMITS, MONDAY, SEVERAL, TUESDAY, WEDNESDAY, add, asked, whole, words_in


@pytest.fixture
def file(tmp_path: Path) -> Iterator[StatisticsFile]:
    file = StatisticsFile(tmp_path / "statistics.db", LIMITS)
    yield file
    file.close()


def test_numbers_of_a_day(file: StatisticsFile) -> None:
    fast, slow = [asked("Deich", seconds=0.0008) for _ in range(18)], [asked("Deich", seconds=0.08), asked("Deich", seconds=9)]
    add(file, *fast, *slow, asked(""), asked("§", total=0), asked("Xyz", total=0), asked("Abc", agent="Googlebot/2.1"), today=MONDAY)
    add(file, asked("Dei", total=4, mended=True), today=MONDAY)
    (day,) = whole(file).days
    assert (day.searches, day.without_hit, day.mended, day.without_words, day.robots, day.dropped) == (24, 2, 1, 2, 1, 0)
    assert (day.half_ms, day.most_ms) == (1, 100)
    assert [(each.up_to_ms, each.searches) for each in day.latencies] == [(1, 18), (5, 4), (100, 1), (None, 1)]


def test_queries_and_what_they_lack(file: StatisticsFile) -> None:
    for day in (MONDAY, TUESDAY):
        often = [asked(query, day=day, address=each) for each in SEVERAL for query in ("Deich", "deich", "Deich  ")]
        missing = [asked("Xylofonbrücke", day=day, address=each, total=0) for each in SEVERAL]
        filtered = [asked("Deich", day=day, address=each, total=0, filters=(Use("topic"),)) for each in SEVERAL]
        add(file, *often, *missing, *filtered, today=day)
    report = whole(file)
    assert report.frequent == (Query("Deich", 24, 0), Query("Xylofonbrücke", 6, 6))
    assert report.without_hit == (Query("Xylofonbrücke", 6, 6),)
    assert file.report(TUESDAY, TUESDAY).frequent[0] == Query("Deich", 12, 0)


def test_what_searches_make_use_of(file: StatisticsFile) -> None:
    filters = (Use("topic"), Use("topic", "Verkehr"))
    add(
        file, asked('"alter Deich" -Sturm', filters=filters), asked("Stur* ODER Deich"), asked("titel:Deich", filters=filters), today=MONDAY
    )
    assert {(use.name, use.value): use.searches for use in whole(file).uses} == {
        **{("topic", ""): 2, ("topic", "Verkehr"): 2, ("phrases", ""): 1, ("excluded", ""): 1},
        **{("prefixes", ""): 1, ("alternatives", ""): 1, ("fields", ""): 1},
    }


def test_what_is_old_leaves(file: StatisticsFile) -> None:
    for number in range(15):
        day = MONDAY + timedelta(days=number)
        add(file, asked("Deich -Sturm", day=day), today=day)
    report = whole(file)
    assert len(report.days) == LIMITS.kept_days
    assert report.uses == (Used("excluded", "", LIMITS.kept_days),)


def test_a_flood_of_queries_is_bounded_and_what_many_ask_stays(tmp_path: Path) -> None:
    with closing(StatisticsFile(tmp_path / "statistics.db", replace(LIMITS, entries=100))) as file:
        for day in (MONDAY, TUESDAY):
            add(file, *(asked("Deich", day=day, address=each) for each in SEVERAL), today=day)
            add(file, *(asked(f"Flut{number}", day=day, address="198.51.100.9") for number in range(500)), today=day)
        assert words_in(file) == ["Deich"]
        with closing(sqlite3.connect(tmp_path / "statistics.db")) as connection:
            assert connection.execute("SELECT count(*) FROM queries").fetchone() == (100,)
        assert sum(day.searches for day in whole(file).days) == 1006


def test_an_endless_query_is_a_number_alone(file: StatisticsFile, tmp_path: Path) -> None:
    add(file, asked("Hochwasserschutzverbandsversammlung " * 9), today=MONDAY)
    with closing(sqlite3.connect(tmp_path / "statistics.db")) as connection:
        assert connection.execute("SELECT count(*) FROM queries").fetchone() == (0,)
    assert whole(file).days[0].searches == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("'; DROP TABLE days; --", "DROP TABLE days; --"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\u0000b", "ab"),
        ("\ud83d\ude80 Rakete", "Rakete"),
        ("e\u0301" * 80, "\u00e9" * 80),
    ],
)
def test_hostile_words_are_words(file: StatisticsFile, text: str, words: str) -> None:
    for day in (MONDAY, TUESDAY):
        add(file, *(asked(text, day=day, address=each) for each in SEVERAL), today=day)
    assert len(whole(file).days) == 2
    assert words_in(file) == [words]


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "statistics.db"
    with closing(StatisticsFile(path, LIMITS)) as file:
        file.open()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE facts SET value = x'39' WHERE name = 'version'")
        connection.commit()
    with closing(StatisticsFile(path, LIMITS)) as file, pytest.raises(StatisticsError, match=r"another version .*statistics_file"):
        try:
            file.open()
        finally:
            assert [each.name for each in tmp_path.iterdir()] == ["statistics.db"], "whoever closes a file last removes its log"


def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "statistics.db"
    path.write_text("Einkaufszettel " * 100, encoding="utf-8")
    with closing(StatisticsFile(path, LIMITS)) as file, pytest.raises(StatisticsError, match="statistics_file"):
        file.open()
    assert path.read_text(encoding="utf-8").startswith("Einkaufszettel")


def test_only_its_owner_reads_the_file(file: StatisticsFile, tmp_path: Path) -> None:
    add(file, asked("Deich"), today=MONDAY)
    assert {each.stat().st_mode & 0o077 for each in tmp_path.iterdir()} == {0}


@pytest.mark.parametrize("value", [None, b""])
def test_without_its_key_no_query_is_hashed(file: StatisticsFile, tmp_path: Path, value: bytes | None) -> None:
    add(file, asked("Deich"), today=MONDAY)
    with closing(sqlite3.connect(tmp_path / "statistics.db")) as connection:
        connection.execute("DELETE FROM facts WHERE name = 'key'")
        connection.executemany("INSERT INTO facts VALUES ('key', ?)", [] if value is None else [(value,)])
        connection.commit()
    with pytest.raises(StatisticsError, match=r"lost `key`.*statistics_file"):
        add(file, asked("Uferweg"), today=MONDAY)
    with closing(sqlite3.connect(tmp_path / "statistics.db")) as connection:
        assert connection.execute("SELECT count(*) FROM queries").fetchone() == (1,)


def test_who_closes_does_not_wait_for_who_opens(tmp_path: Path) -> None:
    path = tmp_path / "statistics.db"
    with closing(StatisticsFile(path, LIMITS)) as file:
        file.open()
        file.close()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            opening, ending = threading.Thread(target=file.open), threading.Thread(target=file.close)
            opening.start()
            time.sleep(0.3)
            ending.start()
            ending.join(5)
            is_open = opening.is_alive()
            ended = not ending.is_alive()
            other.execute("ROLLBACK")
        opening.join()
        ending.join()
    assert (is_open, ended) == (True, True)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing behind so many bytes of any file fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_log_that_cannot_be_cut_off_is_told_and_nothing_is_counted_twice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "statistics.db"
    with closing(StatisticsFile(path, replace(LIMITS, entries=20_000))) as file:
        add(file, *(asked(f"Deich{number}") for number in range(6000)), today=MONDAY)
        add(file, today=TUESDAY)
        file.close()
        with files_of_at_most(path.stat().st_size // 3):
            add(file, *(asked(f"Ufer{number}", day=WEDNESDAY) for number in range(20)), today=WEDNESDAY)
        assert "still holds what is forgotten" in caplog.text
        assert sum(day.searches for day in whole(file).days) == 6020
        caplog.clear()
        add(file, today=WEDNESDAY)
        assert (caplog.text, path.with_name("statistics.db-wal").stat().st_size) == ("", 0)


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        (BROWSER, False),
        ("Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/96.0 Mobile Safari/537.36", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("", True),
    ],
)
def test_robots(agent: str, robot: bool) -> None:
    assert is_robot(agent) is robot


@pytest.mark.parametrize(("seconds", "bound"), [(0.0, 1), (0.001, 1), (0.0011, 2), (2.0, 2000), (3.0, 1_000_000)])
def test_bounds(seconds: float, bound: int) -> None:
    assert bound_of(seconds) == bound


def test_one_query_whatever_its_case_and_blanks() -> None:
    assert folded(" Straße  Bu\u0308ro ") == folded("STRASSE büro")
