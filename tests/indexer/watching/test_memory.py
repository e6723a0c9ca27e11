"""What is remembered of sources."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from indexer.watching.memory import MEMORY_NAME, SourceRun, WatchMemory, last_runs
from indexer.watching.portions import Mark
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
