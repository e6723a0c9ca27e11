"""What is remembered of sources."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.watching.memory import MEMORY_NAME, SourceRun, WatchMemory, last_runs, memory_identity
from indexer.watching.portions import Mark, entry_key
from search_service.errors import StoreError


def test_where_nothing_was_watched_there_are_no_runs(tmp_path: Path) -> None:
    assert last_runs(tmp_path) == ()
    (tmp_path / MEMORY_NAME).touch()  # as a watch makes it
    assert last_runs(tmp_path) == ()


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / MEMORY_NAME).write_bytes(b"keine Datenbank" * 500)
    with pytest.raises(StoreError, match="delete that file"):
        last_runs(tmp_path)


def test_marks_and_runs_outlive_the_process(tmp_path: Path) -> None:
    mark = Mark(key="https://www.example.org/1", stamp="a", etag='"x"', modified="gestern", due_at=100.0, failures=2)
    with closing(WatchMemory.open(tmp_path)) as memory:
        memory.remember("a", [mark, Mark(key="weg")])
        memory.remember("a", [], gone=["weg"])
        memory.record(SourceRun(source="a", kind="feed", ended_at=1.0, seconds=0.5, new=1, sent_at=1.0, sent_id="r1"))
        memory.record(SourceRun(source="a", kind="feed", ended_at=2.0, seconds=0.5, problem="weg", failures=1))
    with closing(WatchMemory.open(tmp_path)) as memory:
        assert memory.marks("a", [mark.key, "weg"]) == {mark.key: mark}
        assert memory.marks("b", [mark.key]) == {}
        assert memory.validators(mark.key) == mark
        assert (memory.has_due("a", 99.0), memory.has_due("a", 100.0), memory.has_due("b", 100.0)) == (False, True, False)
    (run,) = last_runs(tmp_path)
    assert (run.ended_at, run.problem, run.new, run.sent_id, run.sent_at) == (2.0, "weg", 0, "r1", 1.0)


def test_thousands_of_keys_are_looked_up(tmp_path: Path) -> None:
    with closing(WatchMemory.open(tmp_path)) as memory:
        memory.remember("a", [Mark(key=str(number)) for number in range(3_000)])
        assert len(memory.marks("a", [str(number) for number in range(2_000, 4_000)])) == 1_000
        memory.remember("a", [], gone=[str(number) for number in range(2_999)])
        assert memory.keys("a") == {"2999"}


def test_an_address_is_forgotten_in_every_spelling_and_with_its_entries(tmp_path: Path) -> None:
    page = "https://www.example.org/fest"
    keys = [page, "http://WWW.example.org/fest/", f"{page}?utm_source=brief", entry_key(page, "1a"), entry_key(f"{page}#oben", "2b")]
    others = [f"{page}/2", entry_key(f"{page}-zwei", "1a"), entry_key("", "1a"), "INBOX"]
    with closing(WatchMemory.open(tmp_path)) as memory:
        for source in "ab":
            memory.remember(source, [Mark(key=key) for key in (*keys, *others)])
        memory.erase(page)
        assert memory.keys("a") == memory.keys("b") == set(others)
    assert b"utm_source=brief" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_tables_of_another_program_are_made_anew(tmp_path: Path) -> None:
    with closing(WatchMemory.open(tmp_path)) as memory:
        memory.remember("a", [Mark(key="x")])
        memory.record(SourceRun(source="a", kind="feed", ended_at=1.0, seconds=0.5))
    with closing(sqlite3.connect(tmp_path / MEMORY_NAME)) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN withdrawn")
    assert last_runs(tmp_path) == ()
    with closing(WatchMemory.open(tmp_path)) as memory:
        assert memory.runs() == ()
        assert memory.keys("a") == {"x"}
        memory.record(SourceRun(source="a", kind="feed", ended_at=2.0, seconds=0.5, withdrawn=3))
    assert [run.withdrawn for run in last_runs(tmp_path)] == [3]


def test_one_that_was_deleted_is_no_store(tmp_path: Path) -> None:
    with closing(WatchMemory.open(tmp_path)) as memory:
        (tmp_path / MEMORY_NAME).unlink()
        for look in (lambda: memory.keys("a"), lambda: memory_identity(tmp_path)):
            with pytest.raises(StoreError, match="was deleted; start `news-indexer watch` again") as error:
                look()
            assert "restore" not in str(error.value)
