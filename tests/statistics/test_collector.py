"""Counting beside answering: searches never wait and never fail, whatever becomes of the file."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search_service.dates import today_in_berlin
from search_service.statistics.collector import Collector
from search_service.statistics.statistics_file import StatisticsFile
from tests.statistics.searches import LIMITS, MONDAY, SEVERAL, asked

TODAY = today_in_berlin()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statistics.db"


@pytest.fixture
def collecting(path: Path) -> Iterator[Callable[..., Collector]]:
    """Starts collectors of the file."""
    started: list[Collector] = []

    def start(**options: float) -> Collector:
        started.append(Collector(StatisticsFile(path, LIMITS), **options))  # type: ignore[arg-type]  # seconds or waiting
        started[-1].start()
        return started[-1]

    yield start
    for each in started:
        each.close()


def counted(path: Path) -> tuple[int, int]:
    """Searches and dropped ones of all days."""
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[int, int] = connection.execute("SELECT coalesce(sum(searches), 0), coalesce(sum(dropped), 0) FROM days").fetchone()
    return row


def until(path: Path, searches: int) -> None:
    ends = time.monotonic() + 30
    while counted(path)[0] < searches:
        assert time.monotonic() < ends, f"{counted(path)[0]} of {searches} searches are counted"
        time.sleep(0.05)


def test_what_waits_at_the_end_is_written(collecting: Callable[..., Collector], path: Path) -> None:
    collector = collecting(seconds=600)
    for _ in range(7):
        collector.count(asked("Deich", day=TODAY))
    collector.close()
    assert counted(path) == (7, 0)


def test_before_its_start_nothing_is_counted(path: Path) -> None:
    collector = Collector(StatisticsFile(path, LIMITS))
    collector.count(asked("Deich"))
    collector.close()
    assert not path.exists()


def test_more_than_can_wait_is_dropped_and_counted_as_that(collecting: Callable[..., Collector], path: Path) -> None:
    collector = collecting(seconds=600, waiting=10)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(50):
            collector.count(asked("Deich", day=TODAY))
        other.execute("ROLLBACK")
    collector.close()
    searches, dropped = counted(path)
    assert searches + dropped == 50
    assert 10 <= searches <= 20, "ten wait, ten more may be in the batch that could not be written"


def test_many_searches_are_written_before_their_time(collecting: Callable[..., Collector], path: Path) -> None:
    collector = collecting(seconds=600, waiting=100)
    for _ in range(60):
        collector.count(asked("Deich", day=TODAY))
    until(path, 51)


def test_a_locked_file_stops_no_search(collecting: Callable[..., Collector], path: Path) -> None:
    collector = collecting(seconds=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        for _ in range(50):
            collector.count(asked("Deich", day=TODAY))
        assert time.monotonic() - began < 1
        time.sleep(0.3)
        other.execute("ROLLBACK")
    until(path, 50)
    assert counted(path) == (50, 0)


def test_a_file_that_was_removed_is_made_anew_and_nothing_of_the_batch_is_lost(collecting: Callable[..., Collector], path: Path) -> None:
    collector = collecting(seconds=0.05)
    collector.count(asked("Deich", day=TODAY))
    until(path, 1)
    for each in path.parent.glob("statistics.db*"):
        each.unlink()
    collector.count(asked("Deich", day=TODAY))
    ends = time.monotonic() + 20
    while not path.exists() or not path.stat().st_size:
        assert time.monotonic() < ends
        time.sleep(0.05)
    collector.close()
    assert counted(path) == (1, 0)


def test_where_nothing_can_be_written_the_log_says_so_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    collector = Collector(StatisticsFile(tmp_path / "gibt" / "es" / "nicht.db", LIMITS), seconds=0.01)
    with caplog.at_level(logging.INFO):
        collector.start()
        for _ in range(100):
            collector.count(asked("Deich"))
        time.sleep(0.1)
        collector.close()
    (record,) = caplog.records
    assert "no statistics are kept" in record.getMessage()
    assert "statistics_file" in record.getMessage()


def write(path: Path, source: int) -> None:
    """One process: a hundred searches of one source."""
    collector = Collector(StatisticsFile(path, LIMITS), seconds=0.01)
    collector.start()
    for number in range(100):
        collector.count(asked("Deich", day=TODAY, address=SEVERAL[source % 2]))
        if not number % 10:
            time.sleep(0.01)
    collector.close()


def test_processes_count_together(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write, args=(path, source)) for source in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert counted(path) == (300, 0)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT sources FROM queries").fetchall() == [(2,)], "the third process asked as the first did"


def test_a_day_that_ended_without_a_search_is_forgotten_too(collecting: Callable[..., Collector], path: Path) -> None:
    with closing(StatisticsFile(path, LIMITS)) as file:
        file.open()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO facts VALUES (?, x'00')", (f"salt:{MONDAY.isoformat()}",))
        connection.commit()
    collecting(seconds=600).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM facts WHERE name = ?", (f"salt:{MONDAY.isoformat()}",)).fetchall() == []
